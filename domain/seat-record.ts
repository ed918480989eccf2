/**
 * The record of a seat, and what it means at an instant (contract §2). A seat that is taken has a record; a seat that is
 * available has none, or that of a lock which has ended (I2). A seat that starts taken is as its plan says until it has a
 * record, and then always keeps one (ADR 026). Instants are epoch seconds.
 */
import { above, all, any, atMost, type Clause, holds, is, missing } from "./clause.ts";

/** A lease over `[lockedAt, expires)` (I2). Without a `tokenHash` nobody holds it: it only expires. */
export interface LockRecord {
	readonly status: "locked";
	readonly tokenHash?: string;
	readonly lockedAt: number;
	readonly expires: number;
}

/** A sale remembers the token that bought it, so that a repeated claim is recognized (I5). */
export interface SaleRecord {
	readonly status: "sold";
	readonly tokenHash?: string;
	readonly order?: string;
	readonly soldAt: number;
}

export interface BlockRecord {
	readonly status: "blocked";
	readonly reason: string;
}

/** A seat that started taken and is available now: without this record it would be as its plan says again. */
export interface FreedRecord {
	readonly status: "available";
}

export type TakenRecord = LockRecord | SaleRecord | BlockRecord;

export type SeatRecord = TakenRecord | FreedRecord;

export type SeatStatus = SeatRecord["status"];

/** The attributes that a record of each status may have. A record that changes its status loses those of the old one. */
export const ATTRIBUTES = {
	locked: ["tokenHash", "lockedAt", "expires"],
	sold: ["tokenHash", "order", "soldAt"],
	blocked: ["reason"],
	available: [],
} as const satisfies Record<SeatRecord["status"], readonly string[]>;

/** What anyone may know of a seat: never whose it is. */
export interface SeatState {
	readonly status: SeatStatus;
	/** When a lock ends; only while it lives. */
	readonly expires?: number;
}

const isLocked = is("status", "locked");
export const isSold = is("status", "sold");
export const isBlocked = is("status", "blocked");
export const isBlockedFor = (reason: string): Clause => all(isBlocked, is("reason", reason));

/** I2: at `expires` the seat is available again, whether or not anything has cleaned up. */
export const isAvailable = (now: number): Clause =>
	any(missing("status"), is("status", "available"), all(isLocked, atMost("expires", now)));

/** Sold, blocked, or under a lock that has not ended. */
export const isTaken = (now: number): Clause => any(isSold, isBlocked, isLive(now));

/** A lock that has not ended, with any holder. */
export const isLive = (now: number): Clause => all(isLocked, above("expires", now));

/** I3: a live lock moves for the holder of its token. */
export const isHeldBy = (tokenHash: string, now: number): Clause =>
	all(isLocked, is("tokenHash", tokenHash), above("expires", now));

export const isSoldUnder = (order: string): Clause => all(isSold, is("order", order));

export const isSoldTo = (tokenHash: string): Clause => all(isSold, is("tokenHash", tokenHash));

export function stateOf(record: SeatRecord | undefined, now: number): SeatState {
	if (record === undefined || holds(isAvailable(now), record)) return { status: "available" };
	return record.status === "locked" ? { status: "locked", expires: record.expires } : { status: record.status };
}

/** What a seller may know of a seat: never a token or its hash (I9). Only what the status has is there. */
export interface SeatFacts extends SeatState {
	readonly order?: string;
	readonly reason?: string;
	/** Names one sale, or one lock, of the seat. */
	readonly soldAt?: number;
	readonly lockedAt?: number;
}

export function factsOf(record: SeatRecord | undefined, now: number): SeatFacts {
	if (record === undefined || holds(isAvailable(now), record)) return { status: "available" };
	switch (record.status) {
		case "locked":
			return { status: record.status, lockedAt: record.lockedAt, expires: record.expires };
		case "sold": {
			const { status, order, soldAt } = record;
			return { status, ...(order !== undefined && { order }), soldAt };
		}
		case "blocked":
			return { status: record.status, reason: record.reason };
		case "available":
			return { status: record.status };
	}
}
