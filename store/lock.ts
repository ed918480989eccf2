/** Saves a lock: a conditional Put over an available seat, so that a dead lock needs no cleaning first (I2). */
import { decideLock, type Lock } from "../domain/lock.ts";
import type { Result } from "../domain/result.ts";
import type { Seat } from "../domain/seat.ts";
import type { SeatState } from "../domain/seat-record.ts";
import { isAvailable, isHeldBy } from "./conditions.ts";
import { orSeatsUnavailable } from "./losers.ts";
import { moveSeats, type Verb } from "./move-seats.ts";
import { type EventPlan, shardKeyOf } from "./plans.ts";
import type { Table } from "./table.ts";

/** The writes of a lock. */
export const lockVerb = (event: EventPlan, lock: Lock, now: number): Verb => ({
	decide: (record) => decideLock(record, lock, now),
	write: (seat) => ({
		effect: { put: { status: "locked", ...lock, lockedAt: now, shard: shardKeyOf(event, seat) } },
		condition: isAvailable(now),
		to: { status: "locked", expires: lock.expires },
	}),
	kept: isHeldBy(lock.tokenHash, now),
});

/** Locks every seat or none; refuses with `seats-unavailable`, naming each seat that was lost and to what. */
export async function saveLock(
	table: Table,
	event: EventPlan,
	seats: readonly Seat[],
	lock: Lock,
	now: number,
): Promise<Result<readonly (Seat & SeatState)[]>> {
	return orSeatsUnavailable(await moveSeats(table, event.id, seats, lockVerb(event, lock, now)), now);
}
