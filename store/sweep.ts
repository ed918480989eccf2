/**
 * Sweeps up what a deleted event has left behind. Nothing reads it any more, because every event has a life of its own; a
 * grave says which sections to look in, until they are empty.
 */
import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { is } from "../domain/clause.ts";
import { expressions } from "./expression.ts";
import { inChunks, inParallel } from "./in-parallel.ts";
import { chartsPartition, graveKey, type Key, type Life, sectionPartitions } from "./keys.ts";
import { unpack } from "./packed.ts";
import { pagesOf } from "./query.ts";
import type { Table } from "./table.ts";
import { RECORDS_PER_BATCH, writeBatch } from "./write-batch.ts";

const SECTIONS_AT_ONCE = 16;

/** Sweeps up after all deleted events of this id. */
export async function sweepGraves(table: Table, id: string): Promise<void> {
	const { render, attributes } = expressions();
	const { pk } = graveKey({ id, life: "" });
	const graves = pagesOf(table, {
		KeyConditionExpression: render(is("pk", pk)),
		...attributes(),
		ConsistentRead: true,
	});
	for await (const { Items = [] } of graves) {
		for (const { sk: life, sections } of Items) await sweep(table, { id, life }, unpack(sections) as string[]);
	}
}

/** Deletes every record of these sections, the event's charts, and then the grave. */
export async function sweep(table: Table, event: Life, sections: readonly string[]): Promise<void> {
	const partitions = [...sections.flatMap((section) => sectionPartitions(event, section)), chartsPartition(event)];
	await inParallel(partitions, SECTIONS_AT_ONCE, async (pk) => {
		const { render, list, attributes } = expressions();
		const records = pagesOf(table, {
			KeyConditionExpression: render(is("pk", pk)),
			ProjectionExpression: list("pk", "sk"),
			...attributes(),
			ConsistentRead: true,
		});
		for await (const { Items = [] } of records) await deleteAll(table, Items as Key[]);
	});
	await table.send(new DeleteCommand({ TableName: table.name, Key: graveKey(event) }));
}

async function deleteAll(table: Table, keys: readonly Key[]): Promise<void> {
	const deletions = keys.map((Key) => ({ DeleteRequest: { Key } }));
	for (const batch of inChunks(deletions, RECORDS_PER_BATCH)) await writeBatch(table, batch);
}
