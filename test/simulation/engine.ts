/** A DynamoDB Local with a table of the template, for runs outside the test runner. */
import { join } from "node:path";
import { assemble } from "../../lib/app.ts";
import { startDynamoDb } from "../../local/dynamodb-local.ts";
import { setEnvironment } from "../../local/environment.ts";
import { createTable, tableDefinition } from "../../local/table.ts";
import { tableNames } from "../../local/template.ts";

const TABLE = "simulation";

export async function startEngine(): Promise<{ readonly tableName: string; readonly stop: () => Promise<void> }> {
	const { resources } = assemble(
		() => import.meta.dirname,
		join(import.meta.dirname, "../../build/simulation/cdk.out"),
	);
	const [logicalId] = [...tableNames(resources)].flat();
	if (logicalId === undefined) throw new Error("the template has no table");
	const { endpoint, stop } = await startDynamoDb();
	// The modules of the handlers only need to load; each request is given its table.
	const functions = { TABLE_NAME: TABLE, DEFAULT_EVENT: "unused" };
	setEnvironment({ endpoint, sellerKey: "unused", functions });
	const { connect } = await import("../../store/table.ts");
	await createTable(connect(), TABLE, tableDefinition(resources, logicalId));
	return { tableName: TABLE, stop };
}
