/** What the table holds, read past the service: an audit trusts no answer of what it audits. */
import { type DynamoDBClient, ListTablesCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Seat } from "../../domain/seat.ts";
import type { SeatRecord } from "../../domain/seat-record.ts";

/** The table of a service that has one. */
export async function nameOfTable(client: DynamoDBClient): Promise<string> {
	const { TableNames = [] } = await client.send(new ListTablesCommand());
	const [name, ...others] = TableNames;
	if (name === undefined || others.length > 0) throw new Error(`there are ${TableNames.length} tables`);
	return name;
}

/** Every seat's record of an event, at this very moment. */
export async function seatRecords(
	client: DynamoDBClient,
	TableName: string,
	event: string,
): Promise<{ seat: Seat; record: SeatRecord }[]> {
	const records: { seat: Seat; record: SeatRecord }[] = [];
	let ExclusiveStartKey: Record<string, never> | undefined;
	do {
		const page = await client.send(new ScanCommand({ TableName, ConsistentRead: true, ExclusiveStartKey }));
		for (const item of page.Items ?? []) {
			const { pk, sk, ...record } = unmarshall(item);
			// As docs/data-model.md draws a seat's key; the code that makes it is not asked.
			if (!pk.startsWith(`${event}#`) || !sk.startsWith("[")) continue;
			const [row, seat] = JSON.parse(sk);
			records.push({ seat: { section: pk.slice(event.length + 1), row, seat }, record: record as SeatRecord });
		}
		ExclusiveStartKey = page.LastEvaluatedKey as typeof ExclusiveStartKey;
	} while (ExclusiveStartKey);
	return records;
}
