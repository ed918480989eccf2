/** What the map and the list show, on our page or in a shop's. */
import { hasBit } from "../house/bits.ts";
import { findSeat, type House } from "../house/house.ts";
import type { Basket } from "./basket.ts";

export interface MapState {
	readonly house: House;
	/** By number of the seat: whether it is available, as far as the page knows. */
	readonly bits: Uint8Array;
	readonly marks: Marks;
	/** The seat that list and map both point at. */
	readonly focus: number | undefined;
}

/** The seats that are shown differently to this caller, by number. */
export type Marks = ReadonlyMap<number, "mine" | "asked">;

export type SeatState = "available" | "taken" | "mine" | "asked";

export const seatState = ({ bits, marks }: Pick<MapState, "bits" | "marks">, seat: number): SeatState =>
	marks.get(seat) ?? (hasBit(bits, seat) ? "available" : "taken");

export function marksOf(house: House, { held, asked }: Pick<Basket, "held" | "asked">): Marks {
	const marks = new Map<number, "mine" | "asked">();
	for (const [seats, mark] of [
		[held, "mine"],
		[asked, "asked"],
	] as const) {
		for (const seat of seats) {
			const index = findSeat(house, seat);
			if (index !== undefined) marks.set(index, mark);
		}
	}
	return marks;
}
