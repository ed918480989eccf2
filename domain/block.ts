/** block: available → blocked(reason). The same reason meeting its own block keeps it (I5). */
import { type Decision, keep, moveTo, refuse } from "./decision.ts";
import { isAvailable, type SeatRecord } from "./seat-record.ts";

export function decideBlock(record: SeatRecord | undefined, reason: string, now: number): Decision {
	if (isAvailable(record, now)) return moveTo({ status: "blocked", reason });
	return record?.status === "blocked" && record.reason === reason ? keep(record) : refuse;
}
