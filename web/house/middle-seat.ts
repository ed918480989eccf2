/** The seat in the middle of a section: the middle itself may be among the seats of another, around which it bends. */
import type { House, HouseSection } from "./house.ts";
import { once } from "./once.ts";

/** Coordinates are not exact: from this share on, a distance is the same. */
const CLEARLY = 0.99;

/** The seat nearest to the mean of all seats. */
export const middleSeat = once(({ x, y }: House, { first, end }: HouseSection): number => {
	let [across, down] = [0, 0];
	for (let seat = first; seat < end; seat++) {
		across += (x[seat] as number) / (end - first);
		down += (y[seat] as number) / (end - first);
	}
	let nearest = Infinity;
	let found = first;
	for (let seat = first; seat < end; seat++) {
		const square = ((x[seat] as number) - across) ** 2 + ((y[seat] as number) - down) ** 2;
		// Where two are as near, it is the first one, so that the names of blocks that are alike are in line.
		if (square > nearest * CLEARLY) continue;
		nearest = square;
		found = seat;
	}
	return found;
});
