/** A reading as the table holds it, compressed: 80,000 seats are at most five blocks of 4 KB, and full houses one. */
import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import { packReading, type Reading, unpackReading } from "../domain/reading.ts";

interface ReadingItem {
	readonly asOfMs: number;
	readonly packed: Uint8Array;
}

export function itemOfReading(reading: Reading): ReadingItem {
	return { asOfMs: reading.asOfMs, packed: compress(packReading(reading)) };
}

/** `undefined` for what is not a whole reading of an event with that number of seats. */
export function readingOfItem({ asOfMs, packed }: ReadingItem, seats: number): Reading | undefined {
	try {
		return unpackReading(inflateRawSync(packed, { maxOutputLength: seats + 1 }), asOfMs, seats);
	} catch {
		return undefined;
	}
}

/** Looking for repetitions makes a house of full blocks small, but one with seats taken here and there larger. */
function compress(packed: Uint8Array): Uint8Array {
	const repeated = deflateRawSync(packed);
	const scattered = deflateRawSync(packed, { strategy: constants.Z_HUFFMAN_ONLY });
	return scattered.length < repeated.length ? scattered : repeated;
}
