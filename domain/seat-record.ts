/**
 * What is known of a seat that was taken, and what it means at an instant (contract §2).
 * An available seat has no record, or that of a lock which has ended (I2). Instants are epoch seconds.
 */

/** A lease over `[lockedAt, expires)` (I2). Without a `tokenHash` nobody holds it: it only expires. */
export interface LockRecord {
	readonly status: "locked";
	readonly tokenHash?: string;
	readonly lockedAt: number;
	readonly expires: number;
}

/** A sale remembers the token that bought it, so that a repeated claim is recognised (I5). */
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

export type SeatRecord = LockRecord | SaleRecord | BlockRecord;

export type SeatStatus = "available" | SeatRecord["status"];

/** What a caller may know of a seat: never whose it is. */
export interface SeatState {
	readonly status: SeatStatus;
	/** When a lock ends; only while it lives. */
	readonly expires?: number;
}

/** I2: at `expires` the seat is available again, whether or not anything has cleaned up. */
export function isAvailable(record: SeatRecord | undefined, now: number): boolean {
	return record === undefined || (record.status === "locked" && record.expires <= now);
}

/** I3: a lock moves for the holder of its token, while it lives. */
export function isHeldBy(record: SeatRecord | undefined, tokenHash: string, now: number): record is LockRecord {
	return record?.status === "locked" && record.tokenHash === tokenHash && record.expires > now;
}

export function stateOf(record: SeatRecord | undefined, now: number): SeatState {
	if (record === undefined || isAvailable(record, now)) return { status: "available" };
	return record.status === "locked" ? { status: "locked", expires: record.expires } : { status: record.status };
}
