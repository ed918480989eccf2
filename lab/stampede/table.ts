/** Reads the table past the service: an audit must not rely on the answers it audits. */
import { type DynamoDBClient, ListTablesCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Seat } from "../../domain/seat.ts";
import type { SeatRecord } from "../../domain/seat-record.ts";

/** The name of the only table. */
export async function nameOfTable(client: DynamoDBClient): Promise<string> {
	const { TableNames = [] } = await client.send(new ListTablesCommand());
	const [name, ...others] = TableNames;
	if (name === undefined || others.length > 0) throw new Error(`expected one table, found ${TableNames.length}`);
	return name;
}

/** The records of all seats of an event, read consistently. */
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
			// Parsed by docs/data-model.md and not by store/keys.ts, so that a mistake there would show.
			if (!pk.startsWith(`${event}#`) || !sk.startsWith("[")) continue;
			const [row, seat] = JSON.parse(sk);
			// The event's id, its life, the section, which may contain any separator, and the half that has the row.
			const section = pk.split("#").slice(2, -1).join("#");
			records.push({ seat: { section, row, seat }, record: record as SeatRecord });
		}
		ExclusiveStartKey = page.LastEvaluatedKey as typeof ExclusiveStartKey;
	} while (ExclusiveStartKey);
	return records;
}
