/** A seat in words: what it is called, its category, whether it is accessible, and its state. */
import { nameOf } from "../house/house.ts";
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
