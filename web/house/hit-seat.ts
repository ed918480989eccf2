/** Which seat is under a point of the house. */
import type { House } from "./house.ts";
import { isInBox } from "./is-in-box.ts";

/** A mouse hits what it points at. */
const EXACT = 0.5;

/**
 * The seat whose center is nearest to the point.
 * @param share how far away it may be at most, as a share of the distance of its row's seats
 */
export function hitSeat({ rows, x, y }: House, pointX: number, pointY: number, share = EXACT): number | undefined {
	let found: number | undefined;
	let nearest = Infinity;
	for (const row of rows) {
		const reach = row.pitch * share;
		if (!isInBox(row, pointX, pointY, reach)) continue;
		for (let index = row.first; index < row.end; index++) {
			const distance = Math.hypot((x[index] as number) - pointX, (y[index] as number) - pointY);
			if (distance > reach || distance >= nearest) continue;
			nearest = distance;
			found = index;
		}
	}
	return found;
}
