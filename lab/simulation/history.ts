/** What was asked and answered, as the simulation writes it down and the checker judges it. */
import type { SeatState } from "./seat-model.ts";

export type Verb = "lock" | "extend" | "unlock" | "claim" | "release" | "block" | "unblock" | "check" | "expire";

/** A seat as an answer shows it; `seat` is its key, any text that names it. */
export interface SeenSeat {
	readonly seat: string;
	readonly status?: string | undefined;
	readonly expires?: number | undefined;
}

export type Problem = "seats-unavailable" | "not-your-lock" | "not-your-order";

export type Outcome =
	/** It happened, to all its seats: this is what each is now. */
	| { readonly kind: "done"; readonly seats: readonly SeenSeat[] }
	/** It did not happen: these seats stood in its way. There may have been more. */
	| { readonly kind: "refused"; readonly problem: Problem; readonly seats: readonly SeenSeat[] }
	/** What a check saw. */
	| { readonly kind: "saw"; readonly status: string; readonly expires?: number | undefined }
	/**
	 * No answer, or one that says nothing (503): it may have happened, or may yet, or never. Who knows the network can
	 * say by which step nothing of it is under way any more: the less is possible, the more the checker sees.
	 */
	| { readonly kind: "unknown"; readonly overBy?: number | undefined };

/**
 * One request, or one deed of TTL (`expire`). What the network delivers once more, apart from its answer, is one more
 * operation with the same content and an unknown outcome. `invokedAt` and `returnedAt` are steps of the simulation,
 * which order operations; `now`, `expires` and `maxLockSeconds` are seconds of the function's own clock, which may be off.
 */
export interface Operation {
	readonly id: number;
	readonly verb: Verb;
	/** A request for many seats is one operation. */
	readonly seats: readonly string[];
	/** Who asks, by names of the history's own: what a token is called here is all that matters. */
	readonly by: {
		readonly token?: string | undefined;
		readonly order?: string | undefined;
		readonly reason?: string | undefined;
	};
	readonly now: number;
	/** The end that a lock or an extension asks for. */
	readonly expires?: number | undefined;
	/** The longest that a lock may be extended to, from its beginning. */
	readonly maxLockSeconds?: number | undefined;
	readonly invokedAt: number;
	/** Nothing for what was never answered. Of an unknown outcome it says nothing: a packet may arrive later. */
	readonly returnedAt: number | undefined;
	readonly outcome: Outcome;
}

export interface History {
	readonly operations: readonly Operation[];
	/** The seats that were not available before the first operation. */
	readonly before?: ReadonlyMap<string, SeatState>;
	/**
	 * What the table holds when nothing is under way any more: the seats that have a record, tokens and orders named as
	 * the operations name them. Without it the end is not checked.
	 */
	readonly after?: ReadonlyMap<string, SeatState>;
}
