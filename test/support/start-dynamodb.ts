/** Runs before the tests that need it: starts one DynamoDB Local for all of them, and reads the table's definition from CDK. */
import { startDynamoDb } from "../../local/dynamodb-local.ts";
import { setEnvironment } from "../../local/environment.ts";

export default async function startDynamoDbForTests(): Promise<void> {
	// Both are already there in a mutation run, and for the second suite of one run.
	process.env["TABLE_DEFINITION"] ??= await definition();
	const running = process.env["AWS_ENDPOINT_URL_DYNAMODB"];
	if (running === undefined) {
		const database = await startDynamoDb({ forLong: true });
		Object.assign(globalThis, { stopDynamoDb: database.stop });
		useEndpoint(database.endpoint);
	} else useEndpoint(running);
}

function useEndpoint(endpoint: string): void {
	// Each test gives its handlers their own table; these names only let the modules load.
	const functions = { TABLE_NAME: "unused", BUS_NAME: "unused", DEFAULT_EVENT: "distant-worlds" };
	setEnvironment({ endpoint, sellerKey: "local-seller-key", functions });
}

async function definition(): Promise<string> {
	const { tableOfTemplate } = await import("./table-definition.ts");
	return JSON.stringify(tableOfTemplate("test"));
}
