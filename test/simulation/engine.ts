/** A DynamoDB Local with a table of the template, for runs outside the test runner. */
import { startDynamoDb } from "../../local/dynamodb-local.ts";
import { setEnvironment } from "../../local/environment.ts";
import { createTable } from "../../local/table.ts";
import { tableOfTemplate } from "../support/table-definition.ts";

const TABLE = "simulation";

export async function startEngine(): Promise<{ readonly tableName: string; readonly stop: () => Promise<void> }> {
	const definition = tableOfTemplate(`simulation/${process.pid}`);
	const { endpoint, stop } = await startDynamoDb();
	// The modules of the handlers only need to load; each request is given its table.
	const functions = { TABLE_NAME: TABLE, DEFAULT_EVENT: "unused" };
	setEnvironment({ endpoint, sellerKey: "unused", functions });
	const { connect } = await import("../../store/table.ts");
	await createTable(connect(), TABLE, definition);
	return { tableName: TABLE, stop };
}
