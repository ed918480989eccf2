/**
 * release: sold → available, guarded by the sale's own order or token, so that a refund never frees another's seat.
 * A seat that is available already stays so: that succeeds too (I5).
 */
import { type Decision, moveTo, refuse } from "./decision.ts";
import { isAvailable, type SeatRecord } from "./seat-record.ts";

/** What proves which sale is meant; of the two, each one given must match. */
export interface SaleProof {
	readonly order?: string | undefined;
	readonly tokenHash?: string | undefined;
}

export function decideRelease(record: SeatRecord | undefined, proof: SaleProof, now: number): Decision {
	return isAvailable(record, now) || isSaleOf(record, proof) ? moveTo(undefined) : refuse;
}

/** Whether the record is the sale that the proof speaks of; no proof is no sale. */
function isSaleOf(record: SeatRecord | undefined, { order, tokenHash }: SaleProof): boolean {
	if (record?.status !== "sold" || (order === undefined && tokenHash === undefined)) return false;
	return (order === undefined || record.order === order) && (tokenHash === undefined || record.tokenHash === tokenHash);
}
