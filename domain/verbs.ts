/**
 * The verbs: every way a seat moves (contract §2), each as one rule. The store writes `to` on the condition `moves`; when
 * that fails, the same rule judges the record that stood in the way. Instants are epoch seconds.
 */
import { all, any, atLeast, below, type Clause, holds, is, missing } from "./clause.ts";
import type { Refusal } from "./refusal.ts";
import type { Seat } from "./seat.ts";
import {
	isAvailable,
	isBlocked,
	isHeldBy,
	isSold,
	isSoldTo,
	type LockRecord,
	type SeatRecord,
	stateOf,
} from "./seat-record.ts";

export interface Verb {
	/** A seat moves if its record satisfies this. */
	readonly moves: Clause;
	/** Its record then; `undefined`: the seat is available. A lock without `lockedAt` keeps the one it has. */
	readonly to: SeatRecord | Omit<LockRecord, "lockedAt"> | undefined;
	/** A seat is already as the request wants it if its record satisfies this: a repeat, which changes nothing (I5). */
	readonly keeps?: Clause;
	/** The answer when a seat neither moves nor is kept. */
	readonly refusal: "seats-unavailable" | "not-your-lock" | "not-your-order";
	/** The same verb once the seat's record is known; only an extension depends on it. */
	readonly knowing?: (record: SeatRecord) => Verb;
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
		to: { status: "locked", tokenHash, expires: end },
		keeps: isHeld,
		refusal: "not-your-lock",
	});
	return {
		...until(expires, atLeast("lockedAt", expires - maxLockSeconds)),
		knowing: (record) => {
			const lockedAt = record.status === "locked" ? record.lockedAt : now;
			return until(Math.min(expires, lockedAt + maxLockSeconds), is("lockedAt", lockedAt));
		},
	};
}

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
	/** The seller's own reference. A claim without one and a claim with one are different requests. */
	readonly order: string | undefined;
}

/** locked(token) → sold(order). The same token and order meeting their own sale keep it (I1, I3, I5). */
export function claim({ tokenHash, order }: Claim, now: number): Verb {
	return {
		moves: isHeldBy(tokenHash, now),
		to: { status: "sold", tokenHash, ...(order !== undefined && { order }), soldAt: now },
		keeps: all(isSoldTo(tokenHash), order === undefined ? missing("order") : is("order", order)),
		refusal: "not-your-lock",
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

/** available → blocked(reason). The same reason meeting its own block keeps it (I5). */
export function block(reason: string, now: number): Verb {
	return {
		moves: isAvailable(now),
		to: { status: "blocked", reason },
		keeps: all(isBlocked, is("reason", reason)),
		refusal: "seats-unavailable",
	};
}

/** blocked → available. A seat that is available already stays so: that succeeds too (I5). */
export function unblock(now: number): Verb {
	return {
		moves: any(isAvailable(now), isBlocked),
		to: undefined,
		refusal: "seats-unavailable",
	};
}

export interface Decision {
	readonly verdict: "moves" | "keeps" | "refuses";
	/** The verb as it applies to this record. */
	readonly verb: Verb;
}

/** What a verb does with a seat that has this record, or none. */
export function decide(verb: Verb, record: SeatRecord | undefined): Decision {
	const known = record && verb.knowing ? verb.knowing(record) : verb;
	if (holds(known.moves, record)) return { verdict: "moves", verb: known };
	const isKept = known.keeps !== undefined && holds(known.keeps, record);
	return { verdict: isKept ? "keeps" : "refuses", verb: known };
}

/** A seat that stopped a verb, with the record that the write met. */
export interface Obstacle {
	readonly seat: Seat;
	readonly record: SeatRecord | undefined;
}

type VerbRefusal = Extract<Refusal, { readonly kind: Verb["refusal"] }>;

/** The verb's refusal: it names the seats in the way, and nothing of them that its caller may not know (I3). */
export function refusalOf({ refusal }: Verb, obstacles: readonly Obstacle[], now: number): VerbRefusal {
	if (refusal !== "seats-unavailable") return { kind: refusal, seats: obstacles.map(({ seat }) => seat) };
	return { kind: refusal, seats: obstacles.map(({ seat, record }) => ({ ...seat, ...stateOf(record, now) })) };
}
