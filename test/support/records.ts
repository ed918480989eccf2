/** The table's records, read and written without the service, so that tests can check what the service really wrote. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BatchGetCommand, BatchWriteCommand, DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { Seat } from "../../domain/seat.ts";
import type { SeatRecord } from "../../domain/seat-record.ts";
import { seatRecordKey, shardKey } from "../../store/keys.ts";

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

/** The seats' current records without their keys, in the order of the seats; `undefined` for a seat without a record. */
export async function seatRecords(
	table: string,
	seats: readonly Seat[],
	event = "distant-worlds",
): Promise<(SeatRecord | undefined)[]> {
	const keys = seats.map((seat) => seatRecordKey(event, seat));
	const found = new Map<string, SeatRecord>();
	for (let first = 0; first < keys.length; first += 100) {
		const Keys = keys.slice(first, first + 100);
		const { Responses } = await documents().send(
			new BatchGetCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
		);
		for (const { pk, sk, shard: _, ...record } of Responses?.[table] ?? []) {
			found.set(JSON.stringify([pk, sk]), record as SeatRecord);
		}
	}
	return keys.map(({ pk, sk }) => found.get(JSON.stringify([pk, sk])));
}

/** Writes the seats' records, replacing what was there; a seat with `undefined` is left as it is. */
export async function putSeatRecords(
	table: string,
	states: readonly (readonly [Seat, SeatRecord | undefined])[],
	event = "distant-worlds",
): Promise<void> {
	const requests = states.flatMap(([seat, record]) => {
		const Item = { ...seatRecordKey(event, seat), shard: shardKey(event, 0), ...record };
		return record ? [{ PutRequest: { Item } }] : [];
	});
	for (let first = 0; first < requests.length; first += 25) {
		await documents().send(new BatchWriteCommand({ RequestItems: { [table]: requests.slice(first, first + 25) } }));
	}
}
