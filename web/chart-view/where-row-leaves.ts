/** Where a row that is seen in part goes on beyond the left edge of the map: there its label is kept in view. */
import type { House, HouseRow } from "../house/house.ts";

/** A row in view, and the seats that are first and last of it there. */
export interface SeenRow {
	readonly row: HouseRow;
	readonly first: number;
	readonly last: number;
}

/** A row that is steeper leaves the map anywhere: then its label at the edge would say nothing. */
const STEEPEST = 0.5;

/** How far down the house; `undefined` if its end is in view, with room for a label. @param edge how far to the right */
export function whereRowLeaves({ x, y }: House, { row, first, last }: SeenRow, edge: number): number | undefined {
	const step = (x[last] as number) < (x[first] as number) ? 1 : -1;
	const seat = step < 0 ? first : last;
	const [outer, inner] = [seat + step, seat - step];
	const [seatX, seatY] = [x[seat] as number, y[seat] as number];
	const across = seatX - (x[inner] as number);
	const slope = (seatY - (y[inner] as number)) / across;
	const next = outer < row.first || outer >= row.end ? seatX + across : (x[outer] as number);
	return next < edge && Math.abs(slope) < STEEPEST ? seatY + slope * (edge - seatX) : undefined;
}
