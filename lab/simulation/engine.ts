/** Starts a DynamoDB Local with the template's table, for runs outside of Jest. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { startDynamoDb } from "../../local/dynamodb-local.ts";
import { setEnvironment } from "../../local/environment.ts";
import { createTable } from "../../local/table.ts";
import type { Table } from "../../store/table.ts";
import { tableOfTemplate } from "../../test/support/table-definition.ts";

const TABLE = "simulation";

/** The engine wants a signature but does not check it; a constant one saves an eighth of the time. */
const AUTHORIZATION = [
	"AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request",
	"SignedHeaders=host",
	"Signature=none",
].join(", ");

export async function startEngine(): Promise<{ readonly table: Table; readonly stop: () => Promise<void> }> {
	const definition = tableOfTemplate(`simulation/${process.pid}`);
	const { endpoint, stop } = await startDynamoDb({ forLong: true });
	// The handlers' modules only need to load: each request gets its table from the simulation.
	const functions = { TABLE_NAME: TABLE, DEFAULT_EVENT: "unused" };
	setEnvironment({ endpoint, sellerKey: "unused", functions });
	const { openTable } = await import("../../store/table.ts");
	const client = new DynamoDBClient({
		signer: {
			sign: async (request) => {
				request.headers["authorization"] = AUTHORIZATION;
				return request;
			},
		},
	});
	// Nobody reads the stream here, and the engine would look at it before each write.
	const { StreamSpecification: _, ...input } = definition.input;
	await createTable(client, TABLE, { ...definition, input });
	return { table: openTable(TABLE, client), stop };
}
