/**
 * What happened to a seat, derived from its record before and after one write (contract §2). A change holds what anyone
 * may know plus the seller's own references, never a token or its hash (I9). Instants are epoch seconds.
 */
import type { LockRecord, SaleRecord, TakenRecord } from "./seat-record.ts";

export type Change =
	/** Locked until `expires`. An extended lock is another `seat.locked`, with the new end. */
	| { readonly type: "seat.locked"; readonly expires: number }
	| { readonly type: "seat.unlocked" }
	/** The lock had ended at `expires`; its record is gone now, or replaced by another. */
	| { readonly type: "seat.expired"; readonly expires: number }
	/** A sale that gets its order later is another `seat.sold`, with the order. */
	| { readonly type: "seat.sold"; readonly order?: string }
	| { readonly type: "seat.released"; readonly order?: string }
	| { readonly type: "seat.blocked"; readonly reason: string }
	| { readonly type: "seat.unblocked" };

/** One write of a seat's record. */
export interface SeatWrite {
	/** `undefined` if the seat was available and had no lock that has ended. */
	readonly before: TakenRecord | undefined;
	/** `undefined` if the seat became available. */
	readonly after: TakenRecord | undefined;
	/** Whether DynamoDB's TTL deleted the record. TTL only ever deletes ended locks (I2). */
	readonly byTimeToLive: boolean;
	/** When it was written. */
	readonly at: number;
}

/** No change, one, or two: the end of the old state, then the start of the new one. */
export function deriveChanges(write: SeatWrite): Change[] {
	const { before, after } = write;
	if (before && after && continues(before, after)) return isSameState(before, after) ? [] : [describeStart(after)];
	return [...(before ? [describeEnd(before, write)] : []), ...(after ? [describeStart(after)] : [])];
}

/** Whether both records belong to the same lock, sale or block. A sale continues the lock it was made from. */
function continues(before: TakenRecord, after: TakenRecord): boolean {
	switch (before.status) {
		case "locked":
			return after.status === "locked" ? isSameLock(before, after) : isSaleOfLock(before, after);
		case "sold":
			return after.status === "sold" && isSameSale(before, after);
		case "blocked":
			return after.status === "blocked" && before.reason === after.reason;
	}
}

/** A new lock has another token or another start, and the old lock must have ended before it. */
function isSameLock(before: LockRecord, after: LockRecord): boolean {
	return before.tokenHash === after.tokenHash && before.lockedAt === after.lockedAt;
}

/** A sale may get its order later; another order is another sale. */
function isSameSale(before: SaleRecord, after: SaleRecord): boolean {
	return before.soldAt === after.soldAt && (before.order === undefined || before.order === after.order);
}

/** A seller may sell a seat with the token of a lock that has ended before. */
function isSaleOfLock(before: LockRecord, after: TakenRecord): boolean {
	if (after.status !== "sold" || after.soldAt >= before.expires) return false;
	return before.tokenHash !== undefined && before.tokenHash === after.tokenHash;
}

/** Whether a seat whose lock, sale or block continues looks the same to a reader as before. */
function isSameState(before: TakenRecord, after: TakenRecord): boolean {
	if (before.status === "sold" && after.status === "sold") return before.order === after.order;
	if (before.status === "locked" && after.status === "locked") return before.expires === after.expires;
	return before.status === after.status;
}

function describeEnd(before: TakenRecord, { after, byTimeToLive, at }: SeatWrite): Change {
	switch (before.status) {
		case "sold":
			return { type: "seat.released", ...orderOf(before) };
		case "blocked":
			return { type: "seat.unblocked" };
		case "locked": {
			// A lock still live by the writer's clock was ended by its holder or a seller.
			const hasEnded = byTimeToLive || before.expires <= writtenAt(after, at);
			return hasEnded ? { type: "seat.expired", expires: before.expires } : { type: "seat.unlocked" };
		}
	}
}

/** By the clock of the function that wrote the record, if the record says so. */
function writtenAt(after: TakenRecord | undefined, at: number): number {
	if (after === undefined || after.status === "blocked") return at;
	return after.status === "locked" ? after.lockedAt : after.soldAt;
}

function describeStart(after: TakenRecord): Change {
	switch (after.status) {
		case "locked":
			return { type: "seat.locked", expires: after.expires };
		case "sold":
			return { type: "seat.sold", ...orderOf(after) };
		case "blocked":
			return { type: "seat.blocked", reason: after.reason };
	}
}

const orderOf = ({ order }: SaleRecord) => (order === undefined ? {} : { order });
