/**
 * Stands between the service and a DynamoDB Local of its own and reads the meter: requests, and the units that the
 * DynamoDB service would bill. The engine says itself what a read or a single write took; of a transaction it says too
 * little, so that is counted by the service's rule: two units a KB for each item, and one for each entry of the index.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { startDynamoDb } from "../../../local/dynamodb-local.ts";

/** What some requests took. */
export interface Reading {
	readonly requests: number;
	readonly writeUnits: number;
	readonly indexWriteUnits: number;
	readonly readUnits: number;
}

/** Buying and counting; or writing down the changes of seats for those who read along. */
type Account = "service" | "feed";

export interface DynamoDbMeter {
	/** For `AWS_ENDPOINT_URL_DYNAMODB`. */
	readonly endpoint: string;
	/** What was taken so far. */
	readonly read: (account: Account) => Reading;
	readonly stop: () => Promise<void>;
}

const nothing: Reading = { requests: 0, writeUnits: 0, indexWriteUnits: 0, readUnits: 0 };

export const since = (now: Reading, before: Reading): Reading => ({
	requests: now.requests - before.requests,
	writeUnits: now.writeUnits - before.writeUnits,
	indexWriteUnits: now.indexWriteUnits - before.indexWriteUnits,
	readUnits: now.readUnits - before.readUnits,
});

export async function dynamoDbMeter(): Promise<DynamoDbMeter> {
	const database = await startDynamoDb();
	const readings = new Map<Account, Reading>();

	const server = createServer(async (incoming, outgoing) => {
		const body = await bodyOf(incoming);
		const [, operation = ""] = String(incoming.headers["x-amz-target"]).split(".");
		const isMetered = operation in metered;
		const asked = isMetered ? JSON.stringify({ ...JSON.parse(body), ReturnConsumedCapacity: "INDEXES" }) : body;
		const { host: _, "content-length": __, ...headers } = incoming.headers;
		const answer = await fetch(`${database.endpoint}${incoming.url}`, {
			method: incoming.method ?? "POST",
			headers: headers as Record<string, string>,
			// The service looks first, with a GET, whether anybody is there.
			...(asked !== "" && { body: asked }),
		});
		const bytes = Buffer.from(await answer.arrayBuffer());
		if (isMetered) {
			const account = /"#(changes|receipts)#/.test(body) ? "feed" : "service";
			readings.set(
				account,
				sum(readings.get(account) ?? nothing, taken(operation, JSON.parse(body), answer.ok, bytes)),
			);
		}
		outgoing.writeHead(answer.status, {
			"content-type": answer.headers.get("content-type") ?? "",
			"content-length": bytes.length,
		});
		outgoing.end(bytes);
	}).listen(0, "127.0.0.1");
	await once(server, "listening");

	return {
		endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		read: (account) => readings.get(account) ?? nothing,
		stop: async () => {
			server.closeAllConnections();
			server.close();
			await database.stop();
		},
	};
}

const metered: Readonly<Record<string, "reads" | "writes" | "transaction">> = {
	GetItem: "reads",
	BatchGetItem: "reads",
	Query: "reads",
	PutItem: "writes",
	UpdateItem: "writes",
	DeleteItem: "writes",
	BatchWriteItem: "writes",
	TransactWriteItems: "transaction",
};

/** As DynamoDB's JSON has it. */
interface Capacity {
	readonly CapacityUnits?: number;
	readonly Table?: { readonly CapacityUnits: number };
	readonly GlobalSecondaryIndexes?: Readonly<Record<string, { readonly CapacityUnits: number }>>;
}

// biome-ignore lint/suspicious/noExplicitAny: another for each operation
const taken = (operation: string, input: any, isDone: boolean, answer: Buffer): Reading => {
	if (metered[operation] === "transaction") return takenByTransaction(input.TransactItems, isDone);
	// A write whose condition failed takes what it would have written, and says nothing of it.
	if (!isDone) return { ...nothing, requests: 1, writeUnits: metered[operation] === "writes" ? 1 : 0 };

	const { ConsumedCapacity } = JSON.parse(answer.toString());
	const capacities: Capacity[] = [ConsumedCapacity].flat().filter(Boolean);
	const index = capacities
		.flatMap(({ GlobalSecondaryIndexes = {} }) => Object.values(GlobalSecondaryIndexes))
		.reduce((units, { CapacityUnits }) => units + CapacityUnits, 0);
	const all = capacities.reduce((units, { CapacityUnits = 0 }) => units + CapacityUnits, 0);
	return metered[operation] === "reads"
		? { ...nothing, requests: 1, readUnits: all }
		: { ...nothing, requests: 1, writeUnits: all - index, indexWriteUnits: index };
};

interface TransactItem {
	readonly Put?: { readonly Item: Readonly<Record<string, unknown>> };
	readonly Update?: { readonly UpdateExpression: string };
}

const takenByTransaction = (items: readonly TransactItem[], isDone: boolean): Reading => {
	const units = items.map(({ Put }) => 2 * Math.max(1, Math.ceil(Put ? JSON.stringify(Put.Item).length / 1_024 : 1)));
	// An entry of the index changes with a seat's record; other records have none.
	const entries = items.filter(({ Put, Update }) =>
		Put ? "shard" in Put.Item : /#status = |#expires = :end/.test(Update?.UpdateExpression ?? ""),
	);
	return {
		requests: 1,
		writeUnits: units.reduce((sum, one) => sum + one, 0),
		// Refused as a whole, it takes the table's units and leaves the index alone.
		indexWriteUnits: isDone ? entries.length : 0,
		readUnits: 0,
	};
};

const sum = (one: Reading, other: Reading): Reading => ({
	requests: one.requests + other.requests,
	writeUnits: one.writeUnits + other.writeUnits,
	indexWriteUnits: one.indexWriteUnits + other.indexWriteUnits,
	readUnits: one.readUnits + other.readUnits,
});

const bodyOf = async (incoming: IncomingMessage) => {
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
};
