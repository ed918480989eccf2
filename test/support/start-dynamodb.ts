/** Before all tests: one DynamoDB Local for every file, and the table's definition as CDK would deploy it. */
import { startDynamoDb } from "../../local/dynamodb-local.ts";
import { setEnvironment } from "../../local/environment.ts";

export default async function startDynamoDbForTests(): Promise<void> {
	// Who runs the tests many times over has a definition and an engine ready.
	process.env["TABLE_DEFINITION"] ??= await definition();
	const running = process.env["AWS_ENDPOINT_URL_DYNAMODB"];
	const database = running ? { endpoint: running, stop: async () => {} } : await startDynamoDb({ forLong: true });
	Object.assign(globalThis, { stopDynamoDb: database.stop });
	// The handlers that a test calls are given their table; the modules they stand in only need to load.
	const functions = { TABLE_NAME: "unused", BUS_NAME: "unused", DEFAULT_EVENT: "distant-worlds" };
	setEnvironment({ endpoint: database.endpoint, sellerKey: "local-seller-key", functions });
}

async function definition(): Promise<string> {
	const { tableOfTemplate } = await import("./table-definition.ts");
	return JSON.stringify(tableOfTemplate("test"));
}
