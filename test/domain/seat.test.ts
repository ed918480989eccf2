import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { repeatedSeats, seatKey } from "../../domain/seat.ts";
import { seat, seatsIn } from "../support/seats.ts";

const separators = fc.string({ unit: fc.constantFrom("a", '"', ",", "\\", "#", "/", "[", "]", " "), maxLength: 4 });

test("different seats have different keys, whatever separators stand in their labels", () => {
	const anySeat = fc.record({ section: separators, row: separators, seat: separators });

	fc.assert(
		fc.property(anySeat, anySeat, (one, other) => {
			const isSame = one.section === other.section && one.row === other.row && one.seat === other.seat;

			expect(seatKey(one) === seatKey(other)).toBe(isSame);
		}),
	);
});

test("a seat that is named again is found where it is repeated", () => {
	const seats = [seat("a", 1), seat("a", 3), seat("a", 1), seat("b", 1), seat("a", 1)];

	expect(repeatedSeats(seats)).toEqual([2, 4]);
	expect(repeatedSeats(seatsIn("a", 1, 3, 5))).toEqual([]);
});
