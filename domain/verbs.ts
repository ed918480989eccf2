/**
 * The verbs: every way a seat moves (contract §2), each as one rule. The store writes `to` on the condition `moves`; when
 * that fails, the same rule judges the record that stood in the way. Instants are epoch seconds.
 */
import { all, any, atLeast, below, type Clause, holds, is, isNot, missing } from "./clause.ts";
import type { Refusal } from "./refusal.ts";
import type { Seat } from "./seat.ts";
import {
	factsOf,
	isAvailable,
	isBlocked,
	isBlockedFor,
	isHeldBy,
	isLive,
	isSold,
	isSoldTo,
	isSoldUnder,
	type SeatRecord,
	stateOf,
	type TakenRecord,
} from "./seat-record.ts";

export interface Verb {
	/** A seat moves if its record satisfies this. */
	readonly moves: Clause;
	/** The record it then gets; `undefined` if the seat becomes available. */
	readonly to: TakenRecord | undefined;
	/** Attributes that the record keeps as it has them, if it has them. */
	readonly inherits?: readonly string[];
	/** A seat is already as the request wants it if its record satisfies this: a repeat, which changes nothing (I5). */
	readonly keeps?: Clause;
	/** A repeat counts only as a whole: either every seat is already as requested, or every seat must move. */
	readonly repeatsAsAWhole?: true;
	/** The record does not show that this verb moved the seat, so a resend must be recognized by its request token. */
	readonly leavesNoTrace?: true;
	/** Moving would change nothing: the expected state is the wanted one. */
	readonly changesNothing?: boolean;
	/** The answer when a seat neither moves nor is kept. */
	readonly refusal: "seats-unavailable" | "not-your-lock" | "not-your-order" | "not-as-expected";
	/** Only sellers may use it, so its refusal shows all that a seller may know of the seats in the way. */
	readonly showsFacts?: true;
	/** The verb for a known record: extending a lock, or changing a seat to one, depends on its `lockedAt`. */
	readonly withRecord?: (record: SeatRecord) => Verb;
}

export interface Lock {
	readonly tokenHash: string;
	/** When the lock will end. */
	readonly expires: number;
}

/** available → locked(token). The same token meeting its own live lock keeps it as it is (I5). */
export function lock({ tokenHash, expires }: Lock, now: number): Verb {
	return {
		moves: isAvailable(now),
		to: { status: "locked", tokenHash, lockedAt: now, expires },
		keeps: isHeldBy(tokenHash, now),
		refusal: "seats-unavailable",
	};
}

export interface Extension extends Lock {
	/** The longest a lock may live, counted from its `lockedAt`. */
	readonly maxLockSeconds: number;
}

/**
 * A live lock ends later, never sooner (I5), and never past `lockedAt + maxLockSeconds`. Without knowing the record, only
 * a lock young enough for the whole extension moves; an older one is extended up to its own cap once it is known.
 */
export function extend({ tokenHash, expires, maxLockSeconds }: Extension, now: number): Verb {
	const isHeld = isHeldBy(tokenHash, now);
	const until = (end: number, isWithinCap: Clause): Verb => ({
		moves: all(isHeld, below("expires", end), isWithinCap),
		to: { status: "locked", tokenHash, lockedAt: now, expires: end },
		inherits: ["lockedAt"],
		keeps: isHeld,
		refusal: "not-your-lock",
	});
	return {
		...until(expires, atLeast("lockedAt", expires - maxLockSeconds)),
		withRecord: (record) => {
			const lockedAt = startOfLock(record, now);
			return until(Math.min(expires, lockedAt + maxLockSeconds), is("lockedAt", lockedAt));
		},
	};
}

const startOfLock = (record: SeatRecord, now: number) => (record.status === "locked" ? record.lockedAt : now);

/** locked(token) → available. A seat that is available already stays so: that succeeds too (I3, I5). */
export function unlock(tokenHash: string, now: number): Verb {
	return {
		moves: any(isAvailable(now), isHeldBy(tokenHash, now)),
		to: undefined,
		refusal: "not-your-lock",
	};
}

export interface Claim {
	readonly tokenHash: string;
	/** The seller's own reference. */
	readonly order: string | undefined;
}

/**
 * locked(token) → sold(order). The same token meeting its own sale keeps it (I1, I3, I5). An order fills in a missing one
 * and never replaces one.
 */
export function claim({ tokenHash, order }: Claim, now: number): Verb {
	const isHeld = isHeldBy(tokenHash, now);
	const isSoldToIt = isSoldTo(tokenHash);
	const to = { status: "sold", tokenHash, soldAt: now } as const;
	if (order === undefined) return { moves: isHeld, to, keeps: isSoldToIt, refusal: "not-your-lock" };
	return {
		moves: any(isHeld, all(isSoldToIt, missing("order"))),
		to: { ...to, order },
		inherits: ["soldAt"],
		keeps: all(isSoldToIt, is("order", order)),
		refusal: "not-your-lock",
	};
}

export interface Sale {
	/** One sale by the seller's own reference: a repeat with the same order is the same sale. */
	readonly order: string;
	/** The block that the seat may be under. */
	readonly reason?: string | undefined;
	/** If the caller made a token, only the sale with this token is the caller's own. */
	readonly tokenHash?: string | undefined;
}

/** available, or blocked for exactly this reason → sold(order), in one write (I1, I7). Its own sale keeps a seat (I5). */
export function sell({ order, reason, tokenHash }: Sale, now: number): Verb {
	const isFree = isAvailable(now);
	const isItsSale = isSoldUnder(order);
	return {
		moves: reason === undefined ? isFree : any(isFree, isBlockedFor(reason)),
		to: { status: "sold", ...(tokenHash !== undefined && { tokenHash }), order, soldAt: now },
		keeps: tokenHash === undefined ? isItsSale : all(isItsSale, is("tokenHash", tokenHash)),
		refusal: "seats-unavailable",
		showsFacts: true,
	};
}

/** What proves which sale is meant; if both are given, both must match. Without proof no sale moves. */
export interface SaleProof {
	readonly order?: string | undefined;
	readonly tokenHash?: string | undefined;
}

/** sold(order) → available, so that a refund never frees another's seat. An available seat stays so (I5). */
export function release({ order, tokenHash }: SaleProof, now: number): Verb {
	const proof = [
		...(order === undefined ? [] : [is("order", order)]),
		...(tokenHash === undefined ? [] : [is("tokenHash", tokenHash)]),
	];
	return {
		moves: proof.length === 0 ? isAvailable(now) : any(isAvailable(now), all(isSold, ...proof)),
		to: undefined,
		refusal: "not-your-order",
	};
}

/** sold(order) → available. Unlike `release`, refuses a seat that is already available: for releasing a whole order. */
export function releaseSale(order: string): Verb {
	const moves = isSoldUnder(order);
	return { moves, to: undefined, leavesNoTrace: true, refusal: "not-as-expected", showsFacts: true };
}

/** available → blocked(reason). The same reason meeting its own block keeps it (I5). */
export function block(reason: string, now: number): Verb {
	return {
		moves: isAvailable(now),
		to: { status: "blocked", reason },
		keeps: isBlockedFor(reason),
		refusal: "seats-unavailable",
		showsFacts: true,
	};
}

/**
 * blocked → available; with a reason only from a block for exactly this one. A seat that is available already stays so:
 * that succeeds too (I5).
 */
export function unblock(reason: string | undefined, now: number): Verb {
	return {
		moves: any(isAvailable(now), reason === undefined ? isBlocked : isBlockedFor(reason)),
		to: undefined,
		refusal: "seats-unavailable",
		showsFacts: true,
	};
}

/** What a seat must be exactly, for a seller to change it; `null` is a sale without an order. */
export type Expected =
	| { readonly status: "available" }
	| { readonly status: "locked"; readonly expires: number; readonly lockedAt?: number | undefined }
	| { readonly status: "sold"; readonly order: string | null; readonly soldAt?: number | undefined }
	| { readonly status: "blocked"; readonly reason: string };

/** What a seller makes of a seat. */
export type Wanted =
	| { readonly status: "available" }
	| { readonly status: "locked"; readonly tokenHash: string; readonly seconds: number }
	| { readonly status: "sold"; readonly order: string }
	| { readonly status: "blocked"; readonly reason: string };

/**
 * Any state → any other, if the seat is exactly as expected (contract §4.2). A repeat counts only for the whole request: a
 * single seat that is already as wanted may have become so by another request, such as a refund.
 */
export function change(from: Expected, to: Wanted, now: number): Verb {
	const keeps = whenWanted(to, now);
	const verb: Verb = {
		moves: whenExpected(from, now),
		...made(from, to, now),
		keeps,
		repeatsAsAWhole: true,
		changesNothing: holds(keeps, recordExpected(from)),
		refusal: "not-as-expected",
		showsFacts: true,
	};
	if (to.status !== "locked") return verb;
	const locks: Verb = { ...verb, moves: all(verb.moves, ...whenNotMade(from, to)) };
	// A shorter lock of the same token is not the one that this request makes.
	const withRecord = (record: SeatRecord): Verb => {
		return { ...locks, keeps: all(keeps, atLeast("expires", startOfLock(record, now) + to.seconds)) };
	};
	return { ...locks, withRecord };
}

/**
 * The lock that a request makes may end when the one before it would have ended. So a lock of this token and length is the
 * one that it made (I5), and is made once more only by its `lockedAt`.
 */
function whenNotMade(from: Expected, { tokenHash, seconds }: Extract<Wanted, { status: "locked" }>): Clause[] {
	if (from.status !== "locked" || from.lockedAt !== undefined) return [];
	return [any(isNot("tokenHash", tokenHash), isNot("lockedAt", from.expires - seconds))];
}

function whenExpected(from: Expected, now: number): Clause {
	switch (from.status) {
		case "available":
			return isAvailable(now);
		case "locked": {
			const isIt = all(isLive(now), is("expires", from.expires));
			return from.lockedAt === undefined ? isIt : all(isIt, is("lockedAt", from.lockedAt));
		}
		case "sold": {
			const isIt = all(isSold, from.order === null ? missing("order") : is("order", from.order));
			return from.soldAt === undefined ? isIt : all(isIt, is("soldAt", from.soldAt));
		}
		case "blocked":
			return isBlockedFor(from.reason);
	}
}

/** A record that is exactly as expected, and has nothing else. */
function recordExpected(from: Expected): object | undefined {
	if (from.status === "available") return undefined;
	return from.status === "sold" && from.order === null ? { status: from.status } : from;
}

function whenWanted(to: Wanted, now: number): Clause {
	switch (to.status) {
		case "available":
			return isAvailable(now);
		case "locked":
			return isHeldBy(to.tokenHash, now);
		case "sold":
			return isSoldUnder(to.order);
		case "blocked":
			return isBlockedFor(to.reason);
	}
}

function made(from: Expected, to: Wanted, now: number): Pick<Verb, "to" | "inherits"> {
	switch (to.status) {
		case "available":
			return { to: undefined };
		case "locked":
			return { to: { status: "locked", tokenHash: to.tokenHash, lockedAt: now, expires: now + to.seconds } };
		case "sold": {
			const isSameSale = from.status === "sold" && (from.order === null || from.order === to.order);
			const sale = { status: "sold", order: to.order, soldAt: now } as const;
			return isSameSale ? { to: sale, inherits: ["soldAt", "tokenHash"] } : { to: sale };
		}
		case "blocked":
			return { to: { status: "blocked", reason: to.reason } };
	}
}

export interface Decision {
	readonly verdict: "moves" | "keeps" | "refuses";
	/** The verb as it applies to this record. */
	readonly verb: Verb;
}

/** What a verb does with a seat that has this record, or none. */
export function decide(verb: Verb, record: SeatRecord | undefined): Decision {
	// Keep `withRecord`: if the record changes before the write, the verb must adapt again.
	const known = record && verb.withRecord ? { ...verb.withRecord(record), withRecord: verb.withRecord } : verb;
	if (holds(known.moves, record)) return { verdict: "moves", verb: known };
	const isKept = known.keeps !== undefined && holds(known.keeps, record);
	return { verdict: isKept ? "keeps" : "refuses", verb: known };
}

/** A seat that stopped a verb, with the record that the write met. */
export interface Obstacle {
	readonly seat: Seat;
	readonly record: SeatRecord | undefined;
}

/** The seats that the verb refuses. @param records those of the seats, in their order. */
export function obstaclesTo(
	verb: Verb,
	seats: readonly Seat[],
	records: readonly (SeatRecord | undefined)[],
): Obstacle[] {
	return seats
		.map((seat, index) => ({ seat, record: records[index] }))
		.filter(({ record }) => decide(verb, record).verdict === "refuses");
}

type VerbRefusal = Extract<Refusal, { readonly kind: Verb["refusal"] }>;

/** The verb's refusal: it names the seats in the way, and nothing of them that its caller may not know (I3). */
export function refusalOf({ refusal, showsFacts }: Verb, obstacles: readonly Obstacle[], now: number): VerbRefusal {
	if (refusal === "not-your-lock" || refusal === "not-your-order") {
		return { kind: refusal, seats: obstacles.map(({ seat }) => seat) };
	}
	const view = showsFacts ? factsOf : stateOf;
	return { kind: refusal, seats: obstacles.map(({ seat, record }) => ({ ...seat, ...view(record, now) })) };
}
