/** lock: available → locked(token). The same token meeting its own live lock keeps it as it stands (I5). */
import { type Decision, keep, moveTo, refuse } from "./decision.ts";
import { isAvailable, isHeldBy, type SeatRecord } from "./seat-record.ts";

export interface Lock {
	readonly tokenHash: string;
	/** When the lock will end, epoch seconds. */
	readonly expires: number;
}

export function decideLock(record: SeatRecord | undefined, { tokenHash, expires }: Lock, now: number): Decision {
	if (isAvailable(record, now)) return moveTo({ status: "locked", tokenHash, lockedAt: now, expires });
	if (isHeldBy(record, tokenHash, now)) return keep(record);
	return refuse;
}
