/** Reads the records of an event's seats, or of one section's, from the counting index, which may trail the table (I8). */
import { any, exists, is } from "../domain/clause.ts";
import type { RecordedSeat } from "../domain/reading.ts";
import { isTaken, type SeatRecord } from "../domain/seat-record.ts";
import type { Event } from "./event.ts";
import type { KnownEvent } from "./event-memory.ts";
import { expressions } from "./expression.ts";
import { COUNT_INDEX, type Key, sectionIn, sectionPartitions, shardKey } from "./keys.ts";
import { pagesOf } from "./query.ts";

/** Every taken seat that has a record, and every record of a seat that starts taken, in no order. */
export async function readTaken(event: Event, section: string | undefined, now: number): Promise<RecordedSeat[]> {
	const taken: RecordedSeat[] = [];
	await Promise.all(
		shardsOf(event, section).map(async (shard) => {
			for await (const { Items = [] } of takenIn(event, shard, section, now)) {
				for (const item of Items as (Key & SeatRecord)[]) {
					taken.push({ section: sectionIn(event, item.pk), key: item.sk, record: item });
				}
			}
		}),
	);
	return taken;
}

/** The shards that can hold seats of the section, or of the whole event. */
export function shardsOf(event: KnownEvent, section?: string): string[] {
	const entries = section === undefined ? [...event.sections.values()] : [event.sections.get(section)];
	const shards = entries.flatMap((entry) => (entry && entry.capacity > 0 ? entry.shards : []));
	return Array.from(new Set(shards), (shard) => shardKey(event, shard));
}

function takenIn(event: Event, shard: string, section: string | undefined, now: number) {
	const { render, list, attributes } = expressions();
	const inShard = render(is("shard", shard));
	const query = {
		IndexName: COUNT_INDEX,
		KeyConditionExpression: inShard,
		FilterExpression: render(any(isTaken(now), exists("start"))),
		ProjectionExpression: list("pk", "sk", "status", "expires"),
		...attributes(),
	};
	if (section === undefined) return pagesOf(event.table, query);
	// The range may include a section whose label begins like this one's; callers ignore its seats.
	const [first, second] = sectionPartitions(event, section);
	return pagesOf(event.table, {
		...query,
		KeyConditionExpression: `${inShard} AND #pk BETWEEN :first AND :second`,
		ExpressionAttributeValues: { ...query.ExpressionAttributeValues, ":first": first, ":second": second },
	});
}
