/** claim: locked(token) → sold(order). The same token and order meeting their own sale keep it (I1, I3, I5). */
import { type Decision, keep, moveTo, refuse } from "./decision.ts";
import { isHeldBy, type SaleRecord, type SeatRecord } from "./seat-record.ts";

export interface Claim {
	readonly tokenHash: string;
	/** The seller's own reference. A claim without one and a claim with one are different requests. */
	readonly order: string | undefined;
}

export function decideClaim(record: SeatRecord | undefined, claim: Claim, now: number): Decision {
	if (isHeldBy(record, claim.tokenHash, now)) return moveTo(saleOf(claim, now));
	if (record?.status === "sold" && record.tokenHash === claim.tokenHash && record.order === claim.order) {
		return keep(record);
	}
	return refuse;
}

function saleOf({ tokenHash, order }: Claim, now: number): SaleRecord {
	return { status: "sold", tokenHash, ...(order !== undefined && { order }), soldAt: now };
}
