/** Reads the records of an event's seats, or of one section's, from the counting index, which may trail the table (I8). */
import { all, any, exists, is } from "../domain/clause.ts";
import { isTaken, type SeatRecord } from "../domain/seat-record.ts";
import type { RecordedSeat } from "../domain/taken-state.ts";
import type { Event } from "./event.ts";
import { expressions } from "./expression.ts";
import { COUNT_INDEX, type Key, readSeatKey, sectionPartition, shardKey } from "./keys.ts";
import { pagesOf } from "./query.ts";

/** The number of taken seats, where no seat starts taken: one query a shard, all at once, counted inside DynamoDB. */
export async function countTaken(event: Event, section: string | undefined, now: number): Promise<number> {
	const counts = await Promise.all(
		shardsOf(event, section).map(async (shard) => {
			let count = 0;
			for await (const page of takenIn(event, shard, section, now, { Select: "COUNT" })) count += page.Count ?? 0;
			return count;
		}),
	);
	return counts.reduce((sum, count) => sum + count, 0);
}

/** Every taken seat that has a record, and every record of a seat that starts taken, in no order. */
export async function readTaken(event: Event, section: string | undefined, now: number): Promise<RecordedSeat[]> {
	const shards = await Promise.all(
		shardsOf(event, section).map(async (shard) => {
			const taken: RecordedSeat[] = [];
			for await (const { Items = [] } of takenIn(event, shard, section, now, {})) {
				for (const item of Items) taken.push({ ...readSeatKey(item as Key).seat, record: item as SeatRecord });
			}
			return taken;
		}),
	);
	return shards.flat();
}

/** The shards that can hold seats of the section, or of the whole event. */
function shardsOf(event: Event, section: string | undefined): string[] {
	const entries = section === undefined ? [...event.sections.values()] : [event.sections.get(section)];
	return Array.from(new Set(entries.flatMap((entry) => entry?.shards ?? [])), (shard) => shardKey(event, shard));
}

function takenIn(event: Event, shard: string, section: string | undefined, now: number, select: { Select?: "COUNT" }) {
	const { render, attributes } = expressions();
	const inShard = is("shard", shard);
	const key = section === undefined ? inShard : all(inShard, is("pk", sectionPartition(event, section)));
	return pagesOf(event.table, {
		IndexName: COUNT_INDEX,
		KeyConditionExpression: render(key),
		FilterExpression: render(any(isTaken(now), exists("start"))),
		...attributes(),
		...select,
	});
}
