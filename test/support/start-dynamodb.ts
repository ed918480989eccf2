/** Starts one DynamoDB Local for all tests that need it, and provides the table's definition as CDK would deploy it. */
import { startDynamoDb } from "../../local/dynamodb-local.ts";
import { setEnvironment } from "../../local/environment.ts";

export default async function startDynamoDbForTests(): Promise<void> {
	// The mutation run, and the second suite of a run, find a definition and a running engine.
	process.env["TABLE_DEFINITION"] ??= await tableDefinition();
	process.env["AWS_ENDPOINT_URL_DYNAMODB"] ??= await startEngine();
	// Each test gives its handlers a table of their own. These names only let the modules load.
	const functions = { TABLE_NAME: "unused", BUS_NAME: "unused", DEFAULT_EVENT: "distant-worlds" };
	setEnvironment({ endpoint: process.env["AWS_ENDPOINT_URL_DYNAMODB"], sellerKey: "local-seller-key", functions });
}

async function startEngine(): Promise<string> {
	const { endpoint, stop } = await startDynamoDb({ forLong: true });
	Object.assign(globalThis, { stopDynamoDb: stop });
	return endpoint;
}

async function tableDefinition(): Promise<string> {
	const { tableOfTemplate } = await import("./table-definition.ts");
	return JSON.stringify(tableOfTemplate("test"));
}
