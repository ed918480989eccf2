/** Reads all taken seats of an event, or of one section, from the counting index, which may trail the table (I8). */
import { all, is } from "../domain/clause.ts";
import type { Seat } from "../domain/seat.ts";
import { isTaken, type SeatRecord, type SeatState, stateOf } from "../domain/seat-record.ts";
import type { Event } from "./event.ts";
import { expressions } from "./expression.ts";
import { COUNT_INDEX, type Key, seatOfKey, sectionPartition, shardKey } from "./keys.ts";
import { pagesOf } from "./query.ts";

/** The number of taken seats: one query a shard, all at once, counted inside DynamoDB. */
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

/** Every taken seat with its state, in no order. */
export async function readTaken(event: Event, section: string | undefined, now: number): Promise<(Seat & SeatState)[]> {
	const shards = await Promise.all(
		shardsOf(event, section).map(async (shard) => {
			const taken: (Seat & SeatState)[] = [];
			for await (const { Items = [] } of takenIn(event, shard, section, now, {})) {
				for (const item of Items) {
					taken.push({ ...seatOfKey(event.id, item as Key), ...stateOf(item as SeatRecord, now) });
				}
			}
			return taken;
		}),
	);
	return shards.flat();
}

/** The shards that can hold seats of the section, or of the whole event. */
function shardsOf(event: Event, section: string | undefined): string[] {
	const count = section === undefined ? event.shards : (event.sections.get(section)?.shards ?? 0);
	return Array.from({ length: count }, (_, shard) => shardKey(event.id, shard));
}

function takenIn(
	{ id, table }: Event,
	shard: string,
	section: string | undefined,
	now: number,
	select: { Select?: "COUNT" },
) {
	const { render, attributes } = expressions();
	const inShard = is("shard", shard);
	const key = section === undefined ? inShard : all(inShard, is("pk", sectionPartition(id, section)));
	return pagesOf(table, {
		IndexName: COUNT_INDEX,
		KeyConditionExpression: render(key),
		FilterExpression: render(isTaken(now)),
		...attributes(),
		...select,
	});
}
