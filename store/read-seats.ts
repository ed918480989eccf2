/** Reads seats: one at this very moment, or all that are taken by way of the counting index, which may trail (I8). */
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Refusal } from "../domain/refusal.ts";
import { accept, type Result, refuseWith } from "../domain/result.ts";
import type { Seat } from "../domain/seat.ts";
import { isHeldBy, type SeatRecord, type SeatState, stateOf } from "../domain/seat-record.ts";
import { all, any, attributeNames, type Clause, isLocked, livesAt } from "./conditions.ts";
import { COUNT_INDEX, type Key, seatOfKey, seatRecordKey, sectionPartition, shardKey } from "./keys.ts";
import type { EventPlan } from "./plans.ts";
import { pagesOf } from "./query.ts";
import type { Table } from "./table.ts";

/** One strongly consistent read. */
export async function readSeat(table: Table, event: EventPlan, seat: Seat, now: number): Promise<SeatState> {
	return stateOf(await readRecord(table, event, seat), now);
}

/**
 * The lock that a token has of all these seats, as it stands. Refused with `otherwise` unless it has
 * every one. So a lock sent again is answered the same though the event would not make it any more (I5).
 */
export async function readLock(
	table: Table,
	event: EventPlan,
	seats: readonly Seat[],
	tokenHash: string,
	now: number,
	otherwise: Refusal,
): Promise<Result<readonly (Seat & SeatState)[]>> {
	const held: (Seat & SeatState)[] = [];
	for (const seat of seats) {
		const record = await readRecord(table, event, seat);
		// Who has no lock at all costs one read, however many seats it names.
		if (!isHeldBy(record, tokenHash, now)) return refuseWith(otherwise);
		held.push({ ...seat, ...stateOf(record, now) });
	}
	return accept(held);
}

async function readRecord(table: Table, event: EventPlan, seat: Seat): Promise<SeatRecord | undefined> {
	const key = seatRecordKey(event.id, seat);
	const { Item } = await table.send(new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }));
	return Item as SeatRecord | undefined;
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
