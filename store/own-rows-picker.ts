/** Finds a party's place in the rows that its copy has for itself (ADR 052), and takes the next rows when those are full. */
import type { Seat } from "../domain/seat.ts";
import { type Party, rowByRow } from "../domain/together.ts";
import type { Beliefs } from "./beliefs.ts";
import type { Event } from "./event.ts";
import type { OwnRows } from "./own-rows.ts";
import type { Picks } from "./picks.ts";

interface OfThisCopy {
	readonly ownRows: OwnRows;
	readonly picks: Picks;
	readonly beliefs: Beliefs;
}

/**
 * One request's way to find places; it takes rows at most once. `undefined` if they have none for the party. A place is
 * picked at once, so that no other request of this copy chooses it as well.
 */
export function ownRowsPicker(
	event: Event,
	{ ownRows, picks, beliefs }: OfThisCopy,
): (party: Party) => Promise<readonly Seat[] | undefined> {
	let hasTaken = false;
	const pick = (seats: readonly Seat[] | undefined) => {
		if (seats) picks.add(seats);
		return seats;
	};
	return async (party) => {
		if (ownRows.isCrowded()) return undefined;
		const house = rowByRow(beliefs.viewsWithout(picks), party);
		if (house === undefined) return undefined;
		for (const range of ownRows.ranges()) {
			const seats = pick(house.bestIn(range));
			if (seats) return seats;
		}
		if (hasTaken) return undefined;
		const front = house.front(ownRows.ranges().at(-1)?.to ?? 0);
		// Such as those who want gold, when all rows with gold have been given out.
		if (front.share === 0) return undefined;
		hasTaken = true;
		const { asOfMs } = beliefs.reading();
		const rows = await ownRows.take(event, front, asOfMs);
		if (rows === undefined) return undefined;
		// Rows that other requests of this copy have just filled were of use.
		if (house.bestIn(rows, beliefs.views()) === undefined) ownRows.noteUseless(asOfMs);
		return pick(house.bestIn(rows, beliefs.viewsWithout(picks)));
	};
}
