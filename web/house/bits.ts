/** The bits of an availability (contract §4.4): seat i is bit i mod 8, least significant first, of byte ⌊i/8⌋. */
export const decodeBits = (base64: string): Uint8Array =>
	Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

export const hasBit = (bits: Uint8Array, index: number): boolean =>
	(((bits[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;

/** The same bits with some of them changed. */
export function withBits(bits: Uint8Array, changes: ReadonlyMap<number, boolean>): Uint8Array {
	if (changes.size === 0) return bits;
	const changed = bits.slice();
	for (const [index, isSet] of changes) {
		const byte = changed[index >> 3];
		if (byte === undefined) continue;
		changed[index >> 3] = isSet ? byte | (1 << (index & 7)) : byte & ~(1 << (index & 7));
	}
	return changed;
}

/** The places at which two sets of bits differ, ascending. */
export function changedBits(before: Uint8Array, after: Uint8Array): number[] {
	const changed: number[] = [];
	const length = Math.max(before.length, after.length);
	for (let byte = 0; byte < length; byte++) {
		let difference = (before[byte] ?? 0) ^ (after[byte] ?? 0);
		for (let bit = 8 * byte; difference !== 0; bit++, difference >>= 1) {
			if ((difference & 1) === 1) changed.push(bit);
		}
	}
	return changed;
}
