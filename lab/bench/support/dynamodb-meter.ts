/**
 * A proxy between the service and its own DynamoDB Local that counts requests and the capacity units AWS would bill.
 * Reads and single writes: as the engine reports them. Transactions: the engine reports too little, so they are counted
 * by AWS's rule, two units per KB for each item and one for each entry of an index.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { startDynamoDb } from "../../../local/dynamodb-local.ts";

/** The consumption of some requests. */
export interface Reading {
	readonly requests: number;
	readonly writeUnits: number;
	readonly indexWriteUnits: number;
	readonly readUnits: number;
}

/**
 * `service`: what each request sends by itself. `shared`: what a copy of a function reads every second or two for all its
 * requests, an event's record and its reading. `feed`: publishing the changes of seats. `ttl`: what DynamoDB deletes free
 * of charge.
 */
type Account = "service" | "shared" | "feed" | "ttl";

export interface DynamoDbMeter {
	/** For `AWS_ENDPOINT_URL_DYNAMODB`. */
	readonly endpoint: string;
	/** The consumption so far. */
	readonly read: (account: Account) => Reading;
	readonly stop: () => Promise<void>;
}

const NOTHING: Reading = { requests: 0, writeUnits: 0, indexWriteUnits: 0, readUnits: 0 };

export function since(now: Reading, before: Reading): Reading {
	return {
		requests: now.requests - before.requests,
		writeUnits: now.writeUnits - before.writeUnits,
		indexWriteUnits: now.indexWriteUnits - before.indexWriteUnits,
		readUnits: now.readUnits - before.readUnits,
	};
}

export async function dynamoDbMeter(): Promise<DynamoDbMeter> {
	const database = await startDynamoDb();
	const readings = new Map<Account, Reading>();

	const server = createServer(async (incoming, outgoing) => {
		const body = await bodyOf(incoming);
		const [, operation = ""] = String(incoming.headers["x-amz-target"]).split(".");
		const isMetered = operation in METERED;
		const asked = isMetered ? JSON.stringify({ ...JSON.parse(body), ReturnConsumedCapacity: "INDEXES" }) : body;
		const { host: _, "content-length": __, ...headers } = incoming.headers;
		const answer = await fetch(`${database.endpoint}${incoming.url}`, {
			method: incoming.method ?? "POST",
			headers: headers as Record<string, string>,
			// The service first sends a GET, which has no body, to see whether DynamoDB is up.
			...(asked !== "" && { body: asked }),
		});
		const bytes = Buffer.from(await answer.arrayBuffer());
		if (isMetered) {
			const account = accountOf(body);
			readings.set(
				account,
				sum(readings.get(account) ?? NOTHING, consumptionOf(operation, JSON.parse(body), answer.ok, bytes)),
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
		read: (account) => readings.get(account) ?? NOTHING,
		stop: async () => {
			server.closeAllConnections();
			server.close();
			await database.stop();
		},
	};
}

const METERED: Readonly<Record<string, "reads" | "writes" | "transaction">> = {
	GetItem: "reads",
	BatchGetItem: "reads",
	Query: "reads",
	PutItem: "writes",
	UpdateItem: "writes",
	DeleteItem: "writes",
	BatchWriteItem: "writes",
	TransactWriteItems: "transaction",
};

/** `ConsumedCapacity` in DynamoDB's JSON. */
interface Capacity {
	readonly CapacityUnits?: number;
	readonly Table?: { readonly CapacityUnits: number };
	readonly GlobalSecondaryIndexes?: Readonly<Record<string, { readonly CapacityUnits: number }>>;
}

/** Locally the service itself does what TTL does on AWS (local/sweep-expired.ts). */
function accountOf(body: string): Account {
	if (body.includes("#ttl < :now")) return "ttl";
	if (/"sk":\{"S":"(event"|plan#)/.test(body) || body.includes('"#reading#')) return "shared";
	return /"#(changes|receipts)#/.test(body) ? "feed" : "service";
}

// biome-ignore lint/suspicious/noExplicitAny: each operation has its own type of input
function consumptionOf(operation: string, input: any, isDone: boolean, answer: Buffer): Reading {
	if (METERED[operation] === "transaction") return consumptionOfTransaction(input.TransactItems, isDone);
	// A write whose condition fails is billed like the write, but its error does not report the consumption.
	if (!isDone) return { ...NOTHING, requests: 1, writeUnits: METERED[operation] === "writes" ? 1 : 0 };

	const { ConsumedCapacity } = JSON.parse(answer.toString());
	const capacities: Capacity[] = [ConsumedCapacity].flat().filter(Boolean);
	const index = capacities
		.flatMap(({ GlobalSecondaryIndexes = {} }) => Object.values(GlobalSecondaryIndexes))
		.reduce((units, { CapacityUnits }) => units + CapacityUnits, 0);
	const all = capacities.reduce((units, { CapacityUnits = 0 }) => units + CapacityUnits, 0);
	return METERED[operation] === "reads"
		? { ...NOTHING, requests: 1, readUnits: all }
		: { ...NOTHING, requests: 1, writeUnits: all - index, indexWriteUnits: index };
}

interface TransactItem {
	readonly Put?: { readonly Item: Readonly<Record<string, unknown>> };
	readonly Update?: { readonly UpdateExpression: string; readonly ConditionExpression: string };
	readonly Delete?: { readonly Key: { readonly sk: { readonly S: string } }; readonly ConditionExpression?: string };
}

function consumptionOfTransaction(items: readonly TransactItem[], isDone: boolean): Reading {
	const units = items.map(({ Put }) => 2 * Math.max(1, Math.ceil(Put ? JSON.stringify(Put.Item).length / 1_024 : 1)));
	const entries = items.reduce((count, item) => count + indexEntriesOf(item), 0);
	return {
		requests: 1,
		writeUnits: units.reduce((sum, one) => sum + one, 0),
		// A cancelled transaction is billed for the table and does not touch the index.
		indexWriteUnits: isDone ? entries : 0,
		readUnits: 0,
	};
}

/**
 * The entries that an item writes in both indexes: the record of a seat is in one, and that of a sale in the other too. A
 * record that may be written only while it has some order loses the entry of that order.
 */
function indexEntriesOf({ Put, Update, Delete }: TransactItem): number {
	const isWritten = (attribute: string) =>
		Put ? attribute in Put.Item : (Update?.UpdateExpression ?? "").includes(`#${attribute} = `);
	const isCounted = Delete ? Delete.Key.sk.S.startsWith("[") : Put ? isWritten("shard") : isWritten("status");
	const leavesOrder = (Update ?? Delete)?.ConditionExpression?.includes("#order = ") ?? false;
	return Number(isCounted) + Number(isWritten("sale")) + Number(leavesOrder);
}

function sum(one: Reading, other: Reading): Reading {
	return {
		requests: one.requests + other.requests,
		writeUnits: one.writeUnits + other.writeUnits,
		indexWriteUnits: one.indexWriteUnits + other.indexWriteUnits,
		readUnits: one.readUnits + other.readUnits,
	};
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk);
	return Buffer.concat(chunks).toString();
}
