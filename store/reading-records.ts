/**
 * The two records of a shared reading: the reading itself, and the lease that says who makes it. The lease is an item of its
 * own, because an attempt that fails is billed like a write.
 */
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { above, any, below, is, missing } from "../domain/clause.ts";
import { asOf, type Reading } from "../domain/reading.ts";
import type { Event } from "./event.ts";
import type { KnownEvent, Store } from "./event-memory.ts";
import { onlyIf } from "./expression.ts";
import { leaseKey, readingKey } from "./keys.ts";
import { itemOfReading, readingOfItem } from "./reading-item.ts";
import { isConditionFailed } from "./table.ts";

/** TTL removes what a finished event leaves. */
const KEPT_SECONDS = 3_600;

/** The right to make the reading. */
export interface Lease {
	/** Tells apart two that end at the same time: a random number. */
	readonly holder: number;
	readonly untilMs: number;
	/** When the lease before this one began: a reading that is older was not made by its holder, who has died. */
	readonly beforeMs?: number;
}

/** Not strongly consistent: it says itself how old it is. What is not a whole reading counts as none. */
export async function readReading(event: KnownEvent & Store): Promise<Reading | undefined> {
	const { table, seatOrder, capacity } = event;
	const { Item } = await table.send(new GetCommand({ TableName: table.name, Key: readingKey(event, seatOrder) }));
	return Item && readingOfItem(Item as ReturnType<typeof itemOfReading>, capacity);
}

/**
 * A maker that was slow does not replace what a later one has made.
 * @param latestMs a reading from later than this was made by a wrong clock, and is replaced
 */
export async function writeReading(event: Event, reading: Reading, latestMs: number): Promise<void> {
	const { table, seatOrder } = event;
	const { asOfMs } = reading;
	const isNewer = any(missing("asOfMs"), below("asOfMs", asOfMs), above("asOfMs", latestMs));
	const Item = { ...readingKey(event, seatOrder), ...itemOfReading(reading), ttl: asOf(reading) + KEPT_SECONDS };
	const { ReturnValuesOnConditionCheckFailure: _, ...condition } = onlyIf(isNewer);
	try {
		await table.send(new PutCommand({ TableName: table.name, Item, ...condition }));
	} catch (error) {
		if (!isConditionFailed(error)) throw error;
	}
}

export async function readLease(event: Event): Promise<Lease | undefined> {
	const { table, seatOrder } = event;
	const { Item } = await table.send(new GetCommand({ TableName: table.name, Key: leaseKey(event, seatOrder) }));
	return Item as Lease | undefined;
}

/** Takes the lease if it is as it was read. Returns the one of somebody faster. */
export async function takeLease(event: Event, lease: Lease, before: Lease | undefined): Promise<Lease | undefined> {
	const { table, seatOrder } = event;
	const isUnchanged = before ? is("holder", before.holder) : missing("holder");
	const ttl = Math.ceil(lease.untilMs / 1_000) + KEPT_SECONDS;
	const Item = { ...leaseKey(event, seatOrder), ...lease, ttl };
	try {
		await table.send(new PutCommand({ TableName: table.name, Item, ...onlyIf(isUnchanged) }));
		return undefined;
	} catch (error) {
		if (!isConditionFailed(error)) throw error;
		const { Item: found } = error;
		const winner = found === undefined ? before : (unmarshall(found) as Lease);
		// If its answer was lost, the SDK sends it again, and it meets itself.
		return winner?.holder === lease.holder ? undefined : winner;
	}
}
