/** What to offer instead of a seat that somebody else has just taken. */
import { hasBit } from "./bits.ts";
import { distance } from "./distance.ts";
import type { House } from "./house.ts";

/** The available seat nearest to another, of the same category, and accessible exactly if that one is. */
export function nearestAlike(
	house: House,
	bits: Uint8Array,
	seat: number,
	except: ReadonlySet<number>,
): number | undefined {
	const { category, accessible, numSeats } = house;
	let found: number | undefined;
	let nearest = Infinity;
	for (let index = 0; index < numSeats; index++) {
		if (index === seat || category[index] !== category[seat] || accessible[index] !== accessible[seat]) continue;
		if (!hasBit(bits, index) || except.has(index)) continue;
		const away = distance(house, seat, index);
		if (away >= nearest) continue;
		nearest = away;
		found = index;
	}
	return found;
}
