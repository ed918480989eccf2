/** The table's records, read and written without the service, so that tests can check what the service really wrote. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
	BatchGetCommand,
	BatchWriteCommand,
	DynamoDBDocumentClient,
	GetCommand,
	ScanCommand,
} from "@aws-sdk/lib-dynamodb";
import type { Seat } from "../../domain/seat.ts";
import type { SeatRecord } from "../../domain/seat-record.ts";
import { eventKey, type Life, seatRecordKey, shardKey } from "../../store/keys.ts";

export type TableRecord = Readonly<Record<string, unknown>> & { readonly pk: string; readonly sk: string };

let client: DynamoDBDocumentClient | undefined;

function documents(): DynamoDBDocumentClient {
	client ??= DynamoDBDocumentClient.from(new DynamoDBClient(), { marshallOptions: { removeUndefinedValues: true } });
	return client;
}

/** Every record of the table. */
export async function everyRecord(table: string): Promise<TableRecord[]> {
	const records: TableRecord[] = [];
	let next: Record<string, unknown> | undefined;
	do {
		const page = await documents().send(
			new ScanCommand({ TableName: table, ConsistentRead: true, ExclusiveStartKey: next }),
		);
		records.push(...((page.Items ?? []) as TableRecord[]));
		next = page.LastEvaluatedKey;
	} while (next);
	return records;
}

/**
 * Attributes of a seat's record that DynamoDB uses, and no rule reads. `ttl` counts as one only while it ends a lock, and
 * `sale` only in a sale: anywhere else they stay in the record, and a test that compares it fails.
 */
function keysIn({ status, expires, ttl }: Record<string, unknown>): string[] {
	const endsLock = status === "locked" && ttl === expires;
	return ["pk", "sk", "shard", ...(endsLock ? ["ttl"] : []), ...(status === "sold" ? ["sale"] : [])];
}

/** The life of an event that was not put. */
export const NO_LIFE = "no-life";

/** The event as its keys name it. */
export async function lifeOf(table: string, id = "distant-worlds"): Promise<Life> {
	const { Item } = await documents().send(
		new GetCommand({ TableName: table, Key: eventKey(id), ConsistentRead: true }),
	);
	return { id, life: (Item?.["life"] as string | undefined) ?? NO_LIFE };
}

/** The seats' current records as items, in the order of the seats; `undefined` for a seat without a record. */
export async function seatItems(
	table: string,
	seats: readonly Seat[],
	event = "distant-worlds",
): Promise<(Record<string, unknown> | undefined)[]> {
	const life = await lifeOf(table, event);
	const keys = seats.map((seat) => seatRecordKey(life, seat));
	const found = new Map<string, Record<string, unknown>>();
	for (let first = 0; first < keys.length; first += 100) {
		const Keys = keys.slice(first, first + 100);
		const { Responses } = await documents().send(
			new BatchGetCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
		);
		for (const item of Responses?.[table] ?? []) found.set(JSON.stringify([item["pk"], item["sk"]]), item);
	}
	return keys.map(({ pk, sk }) => found.get(JSON.stringify([pk, sk])));
}

/** The same without the attributes that only DynamoDB uses. */
export async function seatRecords(
	table: string,
	seats: readonly Seat[],
	event = "distant-worlds",
): Promise<(SeatRecord | undefined)[]> {
	const items = await seatItems(table, seats, event);
	const recordOf = (item: Record<string, unknown>) => {
		const keys = keysIn(item);
		return Object.fromEntries(Object.entries(item).filter(([name]) => !keys.includes(name))) as unknown as SeatRecord;
	};
	return items.map((item) => item && recordOf(item));
}

/** Writes the seats' records, replacing what was there; a seat with `undefined` is left as it is. */
export async function putSeatRecords(
	table: string,
	states: readonly (readonly [Seat, SeatRecord | undefined])[],
	event = "distant-worlds",
): Promise<void> {
	const life = await lifeOf(table, event);
	const requests = states.flatMap(([seat, record]) => {
		const Item = { ...seatRecordKey(life, seat), shard: shardKey(life, 0), ...record };
		return record ? [{ PutRequest: { Item } }] : [];
	});
	for (let first = 0; first < requests.length; first += 25) {
		await documents().send(new BatchWriteCommand({ RequestItems: { [table]: requests.slice(first, first + 25) } }));
	}
}
