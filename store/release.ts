/** Gives a sold seat back: a conditional Delete of the sale that the order or the token names. */
import { decideRelease, type SaleProof } from "../domain/release.ts";
import type { Result } from "../domain/result.ts";
import type { Seat } from "../domain/seat.ts";
import type { SeatState } from "../domain/seat-record.ts";
import { all, any, isAvailable, isSold, orderIs, tokenIs } from "./conditions.ts";
import { orNotYourOrder } from "./losers.ts";
import { moveSeats, type Verb } from "./move-seats.ts";
import type { EventPlan } from "./plans.ts";
import type { Table } from "./table.ts";

const releaseVerb = (proof: SaleProof, now: number): Verb => ({
	decide: (record) => decideRelease(record, proof, now),
	write: () => ({
		effect: { remove: true },
		condition: any(isAvailable(now), all(isSold, ...proven(proof))),
		to: { status: "available" },
	}),
});

const proven = ({ order, tokenHash }: SaleProof) => [
	...(order === undefined ? [] : [orderIs(order)]),
	...(tokenHash === undefined ? [] : [tokenIs(tokenHash)]),
];

/** Releases every sale or none; refuses with `not-your-order`. The proof has an order, or a token, or both. */
export async function saveRelease(
	table: Table,
	event: EventPlan,
	seats: readonly Seat[],
	proof: SaleProof,
	now: number,
): Promise<Result<readonly (Seat & SeatState)[]>> {
	return orNotYourOrder(await moveSeats(table, event.id, seats, releaseVerb(proof, now)));
}
