/** extend: a live lock ends later, never sooner (I5), and never past `lockedAt + maxLockSeconds`. */
import { type Decision, keep, moveTo, refuse } from "./decision.ts";
import { isHeldBy, type SeatRecord } from "./seat-record.ts";

export interface Extension {
	readonly tokenHash: string;
	/** The end that is asked for, epoch seconds. */
	readonly expires: number;
	/** The longest a lock may live, counted from `lockedAt`. */
	readonly maxLockSeconds: number;
}

export function decideExtend(record: SeatRecord | undefined, extension: Extension, now: number): Decision {
	if (!isHeldBy(record, extension.tokenHash, now)) return refuse;

	const expires = Math.min(extension.expires, record.lockedAt + extension.maxLockSeconds);
	return expires > record.expires ? moveTo({ ...record, expires }) : keep(record);
}
