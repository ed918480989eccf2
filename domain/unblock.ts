/** unblock: blocked → available. A seat that is available already stays so: that succeeds too (I5). */
import { type Decision, moveTo, refuse } from "./decision.ts";
import { isAvailable, type SeatRecord } from "./seat-record.ts";

export function decideUnblock(record: SeatRecord | undefined, now: number): Decision {
	return isAvailable(record, now) || record?.status === "blocked" ? moveTo(undefined) : refuse;
}
