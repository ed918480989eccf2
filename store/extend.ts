/** Saves a longer lock: one conditional Update, or a second one when the cap `lockedAt + maxLockSeconds` cuts it short. */
import { decideExtend, type Extension } from "../domain/extend.ts";
import type { Result } from "../domain/result.ts";
import type { Seat } from "../domain/seat.ts";
import type { SeatState } from "../domain/seat-record.ts";
import { all, endsBefore, isHeldBy, lockedAtIs, lockedSince } from "./conditions.ts";
import { orNotYourLock } from "./losers.ts";
import { moveSeats, type Verb } from "./move-seats.ts";
import type { EventPlan } from "./plans.ts";
import type { Table } from "./table.ts";

const extendVerb = ({ tokenHash, expires, maxLockSeconds }: Extension, now: number): Verb => ({
	decide: (record) => decideExtend(record, { tokenHash, expires, maxLockSeconds }, now),
	write: (_, seen) => {
		// Nothing known: the full length, for a lock young enough. Known: what the cap leaves of this very lock.
		const known = seen?.status === "locked" ? seen.lockedAt : undefined;
		const end = known === undefined ? expires : Math.min(expires, known + maxLockSeconds);
		const withinCap = known === undefined ? lockedSince(end - maxLockSeconds) : lockedAtIs(known);
		return {
			effect: { update: "SET #expires = :end", names: { "#expires": "expires" }, values: { ":end": end } },
			condition: all(isHeldBy(tokenHash, now), endsBefore(end), withinCap),
			to: { status: "locked", expires: end },
		};
	},
	kept: isHeldBy(tokenHash, now),
});

/** Extends every lock or none; refuses with `not-your-lock`. */
export async function saveExtension(
	table: Table,
	event: EventPlan,
	seats: readonly Seat[],
	extension: Extension,
	now: number,
): Promise<Result<readonly (Seat & SeatState)[]>> {
	return orNotYourLock(await moveSeats(table, event.id, seats, extendVerb(extension, now)));
}
