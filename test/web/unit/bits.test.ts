import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { changedBits, decodeBits, hasBit, withBits } from "../../../web/house/bits.ts";

test("seat i is bit i mod 8, the least significant first, of byte i / 8", () => {
	const bits = decodeBits(Buffer.from([0b0000_0101, 0b1000_0000]).toString("base64"));

	expect([0, 1, 2, 8, 15, 16].map((seat) => hasBit(bits, seat))).toEqual([true, false, true, false, true, false]);
});

test("what has changed between two availabilities is found, and nothing else", () => {
	const changes = fc.dictionary(fc.nat(99).map(String), fc.boolean());
	fc.assert(
		fc.property(fc.uint8Array({ minLength: 13, maxLength: 13 }), changes, (before, wanted) => {
			const asked = new Map(Object.entries(wanted).map(([seat, isSet]) => [Number(seat), isSet]));

			const after = withBits(before, asked);

			const different = [...asked].filter(([seat, isSet]) => hasBit(before, seat) !== isSet).map(([seat]) => seat);
			expect(changedBits(before, after)).toEqual(different.sort((a, b) => a - b));
			for (const [seat, isSet] of asked) expect(hasBit(after, seat)).toBe(isSet);
		}),
	);
});

test("before the first availability no seat is available", () => {
	expect(changedBits(new Uint8Array(0), new Uint8Array([0b10]))).toEqual([1]);
	expect(hasBit(new Uint8Array(0), 7)).toBe(false);
});
