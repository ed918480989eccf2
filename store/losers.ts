/** What a verb answers when seats stood in its way: each refusal names the seats, and no more than its caller may know. */
import type { Refusal } from "../domain/refusal.ts";
import { accept, type Result, refuseWith } from "../domain/result.ts";
import type { Seat } from "../domain/seat.ts";
import { type SeatState, stateOf } from "../domain/seat-record.ts";
import type { Moved } from "./move-seats.ts";

type Saved = Result<readonly (Seat & SeatState)[]>;

/** Of lock, block and unblock: what each lost seat is, and when a lock on it ends. */
export function orSeatsUnavailable(moved: Moved, now: number): Saved {
	return orRefuse(moved, (losers) => ({
		kind: "seats-unavailable",
		seats: losers.map(({ seat, record }) => ({ ...seat, ...stateOf(record, now) })),
	}));
}

/** Of the verbs that need the token: nothing of anyone else's lock (I3). */
export function orNotYourLock(moved: Moved): Saved {
	return orRefuse(moved, (losers) => ({ kind: "not-your-lock", seats: losers.map(({ seat }) => seat) }));
}

/** Of release: nothing of whose sale it is. */
export function orNotYourOrder(moved: Moved): Saved {
	return orRefuse(moved, (losers) => ({ kind: "not-your-order", seats: losers.map(({ seat }) => seat) }));
}

type Losers = Extract<Moved, { moved: false }>["losers"];

function orRefuse(moved: Moved, refusal: (losers: Losers) => Refusal): Saved {
	return moved.moved ? accept(moved.seats) : refuseWith(refusal(moved.losers));
}
