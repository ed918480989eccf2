/** unlock: locked(token) → available. A seat that is available already stays so: that succeeds too (I3, I5). */
import { type Decision, moveTo, refuse } from "./decision.ts";
import { isAvailable, isHeldBy, type SeatRecord } from "./seat-record.ts";

export function decideUnlock(record: SeatRecord | undefined, tokenHash: string, now: number): Decision {
	return isAvailable(record, now) || isHeldBy(record, tokenHash, now) ? moveTo(undefined) : refuse;
}
