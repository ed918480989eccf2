/** Requests and their answers, as the simulation records them and the checker judges them. */
import type { SeatState } from "./seat-model.ts";

/** `delete`: the event is deleted, with all its seats. */
export type Verb =
	| "lock"
	| "extend"
	| "unlock"
	| "claim"
	| "sell"
	| "change"
	| "release"
	| "block"
	| "unblock"
	| "check"
	| "expire"
	| "delete";

/** A seat as an answer shows it; `seat` is any text that identifies it. Only sellers see more than its status and end. */
export interface SeenSeat {
	readonly seat: string;
	readonly status?: string | undefined;
	readonly expires?: number | undefined;
	readonly order?: string | undefined;
	readonly reason?: string | undefined;
	readonly lockedAt?: number | undefined;
}

export type Problem = "seats-unavailable" | "not-your-lock" | "not-your-order" | "not-as-expected";

/** What a change expects a seat to be exactly, and what it makes of it. A sale without an order has the order `null`. */
export interface SeatChange {
	readonly from:
		| { readonly status: "available" }
		| { readonly status: "locked"; readonly expires: number; readonly lockedAt?: number | undefined }
		| { readonly status: "sold"; readonly order: string | null }
		| { readonly status: "blocked"; readonly reason: string };
	readonly to:
		| { readonly status: "available" }
		| { readonly status: "locked"; readonly token: string; readonly seconds: number }
		| { readonly status: "sold"; readonly order: string }
		| { readonly status: "blocked"; readonly reason: string };
}

export type Outcome =
	/** It happened, to all its seats. These are their new states. */
	| { readonly kind: "done"; readonly seats: readonly SeenSeat[] }
	/** It did not happen because of these seats, and perhaps others. */
	| { readonly kind: "refused"; readonly problem: Problem; readonly seats: readonly SeenSeat[] }
	/** What a check saw. */
	| { readonly kind: "saw"; readonly status: string; readonly expires?: number | undefined }
	/**
	 * No answer, or 503: it may have happened, may happen later, or never. `overBy` is the step after which nothing of it
	 * is under way, if the network knows it; the less is possible, the more violations the checker finds.
	 */
	| { readonly kind: "unknown"; readonly overBy?: number | undefined };

/**
 * One request, or one deletion by TTL (`expire`). If the network delivers a request once more, that is another operation
 * with the same content and an unknown outcome. `invokedAt` and `returnedAt` are steps of the simulation and order the
 * operations; `now` and `expires` are epoch seconds by the function's own clock, which may be wrong.
 */
export interface Operation {
	readonly id: number;
	readonly verb: Verb;
	/** A request for several seats is one operation. */
	readonly seats: readonly string[];
	/** Who asks. The names are the history's own; it only matters which are equal. */
	readonly by: {
		readonly token?: string | undefined;
		readonly order?: string | undefined;
		readonly reason?: string | undefined;
	};
	readonly now: number;
	/** The end that a lock or an extension requests. */
	readonly expires?: number | undefined;
	/** What a change makes of each of its seats, in their order. */
	readonly changes?: readonly SeatChange[] | undefined;
	/** The longest an extended lock may last, counted from `lockedAt`. */
	readonly maxLockSeconds?: number | undefined;
	readonly invokedAt: number;
	/** `undefined` if it was never answered. It does not bound an unknown outcome: a packet may arrive later. */
	readonly returnedAt: number | undefined;
	readonly outcome: Outcome;
}

export interface History {
	readonly operations: readonly Operation[];
	/** The seats that were taken before the first operation. */
	readonly before?: ReadonlyMap<string, SeatState>;
	/**
	 * The seats that have a record in the table when nothing is under way any more, with tokens and orders named as in
	 * the operations. Without it the end is not checked.
	 */
	readonly after?: ReadonlyMap<string, SeatState>;
}
