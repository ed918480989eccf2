/** A seat in words: what it is called, its category, whether it is accessible, and its state. */
import type { Formats } from "../formats.ts";
import { nameOf, type SeatName } from "../house/house.ts";
import { type MapState, seatState } from "../sale/map-state.ts";
import type { Texts } from "../texts.ts";

/** "Stalls, row A, seat 7, gold, available" */
export function seatWords(state: MapState, seat: number, texts: Texts): string {
	const { house } = state;
	const category = house.categories[house.category[seat] as number]?.category;
	const facts = [
		texts.seat(nameOf(house, seat)),
		category,
		house.accessible[seat] === 1 ? texts.accessible : undefined,
		texts.states[seatState(state, seat)],
	];
	return facts.filter((fact) => fact !== undefined).join(", ");
}

/** "Stalls, row A, seats 3, 5 and 7–9; balcony, row C, seat 1" */
export function seatsWords(seats: readonly SeatName[], texts: Texts, { list }: Formats): string {
	const rows = new Map<string, SeatName[]>();
	for (const seat of seats) {
		const key = JSON.stringify([seat.section, seat.row]);
		rows.set(key, [...(rows.get(key) ?? []), seat]);
	}
	return [...rows.values()]
		.map((inRow) => {
			const [first] = inRow as [SeatName, ...SeatName[]];
			if (inRow.length === 1) return texts.seat(first);
			return texts.seatsOfRow(first.section, first.row, list(inRanges(inRow.map(({ seat }) => seat))));
		})
		.join("; ");
}

/** Three and more numbers in a row, as they are listed, become a range; a plan may count down, too. */
function inRanges(labels: readonly string[]): string[] {
	const ranges: string[][] = [];
	for (const label of labels) {
		const range = ranges.at(-1);
		if (Math.abs(Number(label) - Number(range?.at(-1))) === 1) range?.push(label);
		else ranges.push([label]);
	}
	return ranges.flatMap((range) => (range.length > 2 ? [`${range[0]}–${range.at(-1)}`] : range));
}
