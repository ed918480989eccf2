/** Requests and their answers, as the simulation records them and the checker judges them. */
import type { SeatState } from "./seat-model.ts";

/** `delete`: the event is deleted, with all its seats. */
export type Verb =
	| "lock"
	| "extend"
	| "unlock"
	| "claim"
	| "release"
	| "block"
	| "unblock"
	| "check"
	| "expire"
	| "delete";

/** A seat as an answer shows it; `seat` is any text that identifies it. */
export interface SeenSeat {
	readonly seat: string;
	readonly status?: string | undefined;
	readonly expires?: number | undefined;
}

export type Problem = "seats-unavailable" | "not-your-lock" | "not-your-order";

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
