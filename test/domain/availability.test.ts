import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { bitsOf, countAvailable } from "../../domain/availability.ts";
import { AVAILABLE, STATUSES } from "../../domain/reading.ts";

const someStatuses = fc.array(fc.nat(STATUSES.length - 1), { maxLength: 70 }).map((codes) => Uint8Array.from(codes));

test("bit i mod 8, the least significant first, of byte i/8 is 1 if seat i is available; spare bits are 0", () => {
	fc.assert(
		fc.property(someStatuses, (statuses) => {
			const bits = bitsOf(statuses);

			expect(bits).toHaveLength(Math.ceil(statuses.length / 8));
			const read = Array.from({ length: bits.length * 8 }, (_, seat) => ((bits[seat >> 3] ?? 0) >> (seat & 7)) & 1);
			const expected = read.map((_, seat) => Number(statuses[seat] === AVAILABLE));
			expect(read).toEqual(expected);
			expect(countAvailable(statuses)).toBe(read.filter((bit) => bit === 1).length);
		}),
	);
});
