/** Writes records that need no condition, many with one request. */
import { BatchWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { Table } from "./table.ts";

/** DynamoDB writes or deletes at most 25 records in one batch. */
export const RECORDS_PER_BATCH = 25;

/** Up to 25 puts or deletions. DynamoDB returns those it had no room for, and they are sent again. */
export async function writeBatch(table: Table, batch: readonly object[]): Promise<void> {
	let left = batch;
	for (let attempt = 1; left.length > 0; attempt++) {
		if (attempt > 1) await table.pause(attempt);
		const { UnprocessedItems } = await table.send(new BatchWriteCommand({ RequestItems: { [table.name]: [...left] } }));
		left = UnprocessedItems?.[table.name] ?? [];
	}
}
