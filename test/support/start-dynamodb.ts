/** Before the tests that need it: one DynamoDB Local for all of them, and the table's definition as CDK would deploy it. */
import { startDynamoDb } from "../../local/dynamodb-local.ts";
import { setEnvironment } from "../../local/environment.ts";

export default async function startDynamoDbForTests(): Promise<void> {
	// The mutation run and the second suite of one run bring a definition and a running engine.
	process.env["TABLE_DEFINITION"] ??= await definition();
	const running = process.env["AWS_ENDPOINT_URL_DYNAMODB"];
	if (running === undefined) {
		const database = await startDynamoDb({ forLong: true });
		Object.assign(globalThis, { stopDynamoDb: database.stop });
		useEndpoint(database.endpoint);
	} else useEndpoint(running);
}

function useEndpoint(endpoint: string): void {
	// A test hands its handlers a table of their own; these names only let the modules load.
	const functions = { TABLE_NAME: "unused", BUS_NAME: "unused", DEFAULT_EVENT: "distant-worlds" };
	setEnvironment({ endpoint, sellerKey: "local-seller-key", functions });
}

async function definition(): Promise<string> {
	const { tableOfTemplate } = await import("./table-definition.ts");
	return JSON.stringify(tableOfTemplate("test"));
}
