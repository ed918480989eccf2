/** Reads seats: one at this very moment, or all that are taken by way of the counting index, which may trail (I8). */
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Seat } from "../domain/seat.ts";
import { type SeatRecord, type SeatState, stateOf } from "../domain/seat-record.ts";
import { all, any, attributeNames, type Clause, isLocked, livesAt } from "./conditions.ts";
import { COUNT_INDEX, type Key, seatOfKey, seatRecordKey, sectionPartition, shardKey } from "./keys.ts";
import type { EventPlan } from "./plans.ts";
import { pagesOf } from "./query.ts";
import type { Table } from "./table.ts";

/** One strongly consistent read. */
export async function readSeat(table: Table, event: EventPlan, seat: Seat, now: number): Promise<SeatState> {
	const { Item } = await table.send(
		new GetCommand({ TableName: table.name, Key: seatRecordKey(event.id, seat), ConsistentRead: true }),
	);
	return stateOf(Item as SeatRecord | undefined, now);
}

/** How many seats are taken: one query a shard, all at once, counted where the records are. */
export async function countTaken(
	table: Table,
	event: EventPlan,
	section: string | undefined,
	now: number,
): Promise<number> {
	const counts = await Promise.all(
		shardsOf(event, section).map(async (shard) => {
			let count = 0;
			for await (const page of takenIn(table, event, shard, section, now, { Select: "COUNT" }))
				count += page.Count ?? 0;
			return count;
		}),
	);
	return counts.reduce((sum, count) => sum + count, 0);
}

/** Every seat that is taken, with its state, in no order. */
export async function readTaken(
	table: Table,
	event: EventPlan,
	section: string | undefined,
	now: number,
): Promise<(Seat & SeatState)[]> {
	const shards = await Promise.all(
		shardsOf(event, section).map(async (shard) => {
			const taken: (Seat & SeatState)[] = [];
			for await (const { Items = [] } of takenIn(table, event, shard, section, now, {})) {
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
function shardsOf(event: EventPlan, section: string | undefined): string[] {
	const count = section === undefined ? event.shards : (event.sections.get(section)?.shards ?? 0);
	return Array.from({ length: count }, (_, shard) => shardKey(event.id, shard));
}

/** I2, I8: a lock that has ended is not taken. */
const isTaken = (now: number): Clause => any({ text: "#status <> :locked", values: {} }, all(isLocked, livesAt(now)));

function takenIn(
	table: Table,
	event: EventPlan,
	shard: string,
	section: string | undefined,
	now: number,
	select: { Select?: "COUNT" },
) {
	const taken = isTaken(now);
	const inShard = "#shard = :shard";
	const condition = section === undefined ? inShard : `${inShard} AND #pk = :partition`;
	const partition = section === undefined ? {} : { ":partition": sectionPartition(event.id, section) };
	return pagesOf(table, {
		IndexName: COUNT_INDEX,
		KeyConditionExpression: condition,
		FilterExpression: taken.text,
		ExpressionAttributeNames: attributeNames(condition, taken.text),
		ExpressionAttributeValues: { ...taken.values, ":shard": shard, ...partition },
		...select,
	});
}
