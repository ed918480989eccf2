/** Before all tests: one DynamoDB Local for every file, and the table's definition as CDK would deploy it. */
import { join } from "node:path";
import { assemble } from "../../lib/app.ts";
import { startDynamoDb } from "../../local/dynamodb-local.ts";
import { setEnvironment } from "../../local/environment.ts";
import { tableDefinition } from "../../local/table.ts";
import { tableNames } from "../../local/template.ts";

export default async function startDynamoDbForTests(): Promise<void> {
	const { resources } = assemble(() => import.meta.dirname, join(import.meta.dirname, "../../build/test/cdk.out"));
	const [table] = tableNames(resources);
	if (table === undefined) throw new Error("the template has no table");

	// Who runs the tests many times over has an engine running already.
	const running = process.env["AWS_ENDPOINT_URL_DYNAMODB"];
	const database = running ? { endpoint: running, stop: async () => {} } : await startDynamoDb();
	Object.assign(globalThis, { stopDynamoDb: database.stop });
	// The handlers that a test calls are given their table; the modules they stand in only need to load.
	const functions = { TABLE_NAME: "unused", BUS_NAME: "unused", DEFAULT_EVENT: "distant-worlds" };
	setEnvironment({ endpoint: database.endpoint, sellerKey: "local-seller-key", functions });
	process.env["TABLE_DEFINITION"] = JSON.stringify(tableDefinition(resources, table[0]));
}
