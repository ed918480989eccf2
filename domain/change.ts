/**
 * What happened to a seat, told from its record before and after one write (contract §2). A change says what anybody
 * may know and the seller's own references: never a token, nor its hash (I9). Instants are epoch seconds.
 */
import type { LockRecord, SaleRecord, SeatRecord } from "./seat-record.ts";

export type Change =
	/** A lock until `expires`; told again, with the new end, when it is extended. */
	| { readonly type: "seat.locked"; readonly expires: number }
	| { readonly type: "seat.unlocked" }
	/** A lock that had ended at `expires` is gone, or somebody has the seat after it. */
	| { readonly type: "seat.expired"; readonly expires: number }
	| { readonly type: "seat.sold"; readonly order?: string }
	| { readonly type: "seat.released"; readonly order?: string }
	| { readonly type: "seat.blocked"; readonly reason: string }
	| { readonly type: "seat.unblocked" };

/** One write of a seat's record. */
export interface SeatWrite {
	/** `undefined`: there was no record, or there is none any more. */
	readonly before: SeatRecord | undefined;
	readonly after: SeatRecord | undefined;
	/** Whether the table's own clean-up removed the record, as it does with dead locks alone (I2). */
	readonly byTimeToLive: boolean;
	/** When it was written. */
	readonly at: number;
}

/** None, one, or two: the end of what was, then the beginning of what is. */
export function changesOf(write: SeatWrite): Change[] {
	const { before, after } = write;
	if (before && after && goesOn(before, after)) return hasMoved(before, after) ? [beginningOf(after)] : [];
	return [...(before ? [endOf(before, write)] : []), ...(after ? [beginningOf(after)] : [])];
}

/** Whether the record tells of the same lock, sale or block as before; a sale goes on from the lock it was made of. */
function goesOn(before: SeatRecord, after: SeatRecord): boolean {
	switch (before.status) {
		case "locked":
			return after.status === "locked" ? isSameLock(before, after) : isSaleOfLock(before, after);
		case "sold":
			return after.status === "sold" && before.soldAt === after.soldAt && before.order === after.order;
		case "blocked":
			return after.status === "blocked" && before.reason === after.reason;
	}
}

/** A lock that is taken over has another token, or the same one at another instant: the old one had to end between. */
const isSameLock = (before: LockRecord, after: LockRecord) =>
	before.tokenHash === after.tokenHash && before.lockedAt === after.lockedAt;

const isSaleOfLock = (before: LockRecord, after: SeatRecord) =>
	after.status === "sold" && before.tokenHash !== undefined && before.tokenHash === after.tokenHash;

function hasMoved(before: SeatRecord, after: SeatRecord): boolean {
	if (before.status !== after.status) return true;
	return before.status === "locked" && after.status === "locked" && before.expires !== after.expires;
}

function endOf(before: SeatRecord, { after, byTimeToLive, at }: SeatWrite): Change {
	switch (before.status) {
		case "sold":
			return { type: "seat.released", ...orderOf(before) };
		case "blocked":
			return { type: "seat.unblocked" };
		case "locked": {
			// Only a lock that has ended makes room for another record, and only its holder removes one that lives.
			const hasEnded = after !== undefined || byTimeToLive || before.tokenHash === undefined || before.expires <= at;
			return hasEnded ? { type: "seat.expired", expires: before.expires } : { type: "seat.unlocked" };
		}
	}
}

function beginningOf(after: SeatRecord): Change {
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
