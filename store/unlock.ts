/** Gives a lock back: a conditional Delete, which finds nothing to do where the seat is available already (I3). */
import type { Result } from "../domain/result.ts";
import type { Seat } from "../domain/seat.ts";
import type { SeatState } from "../domain/seat-record.ts";
import { decideUnlock } from "../domain/unlock.ts";
import { any, isAvailable, isHeldBy } from "./conditions.ts";
import { orNotYourLock } from "./losers.ts";
import { moveSeats, type Verb } from "./move-seats.ts";
import type { EventPlan } from "./plans.ts";
import type { Table } from "./table.ts";

const unlockVerb = (tokenHash: string, now: number): Verb => ({
	decide: (record) => decideUnlock(record, tokenHash, now),
	write: () => ({
		effect: { remove: true },
		condition: any(isAvailable(now), isHeldBy(tokenHash, now)),
		to: { status: "available" },
	}),
});

/** Unlocks every seat or none; refuses with `not-your-lock` where someone else has one. */
export async function saveUnlock(
	table: Table,
	event: EventPlan,
	seats: readonly Seat[],
	tokenHash: string,
	now: number,
): Promise<Result<readonly (Seat & SeatState)[]>> {
	return orNotYourLock(await moveSeats(table, event.id, seats, unlockVerb(tokenHash, now)));
}
