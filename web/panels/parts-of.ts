/** Rows in parts that a browser can show as one grid. */
import type { HouseRow } from "../house/house.ts";

/** A grid of 3,500 cells takes a browser 0.2 s. */
const MOST_SEATS = 3_000;

/** Whole rows, in order, as many in a part as it can have; a row that is longer is a part by itself. */
export function partsOf(rows: readonly HouseRow[]): readonly (readonly HouseRow[])[] {
	const parts: HouseRow[][] = [];
	let num = 0;
	for (const row of rows) {
		const seats = row.end - row.first;
		const part = parts.at(-1);
		if (part && num + seats <= MOST_SEATS) {
			part.push(row);
			num += seats;
		} else {
			parts.push([row]);
			num = seats;
		}
	}
	return parts;
}
