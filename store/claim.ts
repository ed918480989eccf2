/** Saves a sale: a conditional Update that takes `expires` off the record, so that TTL never touches a sale (I1, I2). */
import { type Claim, decideClaim } from "../domain/claim.ts";
import type { Result } from "../domain/result.ts";
import type { Seat } from "../domain/seat.ts";
import type { SeatState } from "../domain/seat-record.ts";
import { all, isHeldBy, isSold, orderIs, tokenIs } from "./conditions.ts";
import { orNotYourLock } from "./losers.ts";
import { moveSeats, type Verb } from "./move-seats.ts";
import type { EventPlan } from "./plans.ts";
import type { Table } from "./table.ts";

const claimVerb = (claim: Claim, now: number): Verb => ({
	decide: (record) => decideClaim(record, claim, now),
	write: () => ({
		effect: saleUpdate(claim, now),
		condition: isHeldBy(claim.tokenHash, now),
		to: { status: "sold" },
	}),
	kept: all(isSold, tokenIs(claim.tokenHash), orderIs(claim.order)),
});

function saleUpdate({ order }: Claim, now: number) {
	const withOrder = order === undefined ? "" : ", #order = :order";
	return {
		update: `SET #status = :sold, #soldAt = :now${withOrder} REMOVE #expires, #lockedAt`,
		names: { "#soldAt": "soldAt", "#lockedAt": "lockedAt", ...(order !== undefined && { "#order": "order" }) },
		values: { ":sold": "sold", ":now": now, ...(order !== undefined && { ":order": order }) },
	};
}

/** Claims every lock or none; refuses with `not-your-lock`, one answer for every reason (I3). */
export async function saveClaim(
	table: Table,
	event: EventPlan,
	seats: readonly Seat[],
	claim: Claim,
	now: number,
): Promise<Result<readonly (Seat & SeatState)[]>> {
	return orNotYourLock(await moveSeats(table, event.id, seats, claimVerb(claim, now)));
}
