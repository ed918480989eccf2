/** Which seats are available, a bit for each (contract §4.4). */
import { AVAILABLE } from "./reading.ts";

/** Seat i is bit i mod 8, the least significant first, of byte ⌊i/8⌋; 1 is available. */
export function bitsOf(statuses: Uint8Array): Uint8Array {
	const bits = new Uint8Array(Math.ceil(statuses.length / 8));
	for (const [place, status] of statuses.entries()) {
		if (status === AVAILABLE) bits[place >> 3] = (bits[place >> 3] ?? 0) | (1 << (place & 7));
	}
	return bits;
}

export function countAvailable(statuses: Uint8Array): number {
	let num = 0;
	for (const status of statuses) if (status === AVAILABLE) num += 1;
	return num;
}
