/** How many seats are available, by category and by section. */
import { hasBit } from "./bits.ts";
import type { House } from "./house.ts";

/** By place of the category; the last number is that of the seats without one. */
export function freeByCategory({ categories, category, numSeats }: House, bits: Uint8Array): number[] {
	const free = Array<number>(categories.length + 1).fill(0);
	for (let seat = 0; seat < numSeats; seat++) {
		if (!hasBit(bits, seat)) continue;
		const place = category[seat] as number;
		const counted = place < 0 ? categories.length : place;
		free[counted] = (free[counted] ?? 0) + 1;
	}
	return free;
}

/** By place of the section. */
export function freeBySection({ sections }: House, isFree: (seat: number) => boolean): number[] {
	return sections.map(({ first, end }) => {
		let free = 0;
		for (let seat = first; seat < end; seat++) if (isFree(seat)) free += 1;
		return free;
	});
}
