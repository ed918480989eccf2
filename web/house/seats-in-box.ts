/** Which seats are in a rectangle of the house. */
import type { Box } from "./box.ts";
import type { House } from "./house.ts";

/** Those whose center is in it, ascending. */
export function seatsInBox({ rows, x, y }: House, { left, top, right, bottom }: Box): number[] {
	const found: number[] = [];
	for (const row of rows) {
		if (row.right < left || row.left > right || row.bottom < top || row.top > bottom) continue;
		for (let seat = row.first; seat < row.end; seat++) {
			const [seatX, seatY] = [x[seat] as number, y[seat] as number];
			if (seatX >= left && seatX <= right && seatY >= top && seatY <= bottom) found.push(seat);
		}
	}
	return found;
}
