/** Which seat is under a point of the house. */
import type { House } from "./house.ts";

/** A mouse hits what it points at. */
const EXACT = 0.5;

/**
 * The seat whose center is nearest to the point.
 * @param share how far away it may be at most, as a share of the distance of its row's seats
 */
export function hitSeat({ rows, x, y }: House, pointX: number, pointY: number, share = EXACT): number | undefined {
	let found: number | undefined;
	let nearest = Infinity;
	for (const { first, end, left, top, right, bottom, pitch } of rows) {
		const reach = pitch * share;
		if (pointX < left - reach || pointX > right + reach || pointY < top - reach || pointY > bottom + reach) continue;
		for (let index = first; index < end; index++) {
			const distance = Math.hypot((x[index] as number) - pointX, (y[index] as number) - pointY);
			if (distance > reach || distance >= nearest) continue;
			nearest = distance;
			found = index;
		}
	}
	return found;
}
