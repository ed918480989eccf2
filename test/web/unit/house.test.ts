import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { freeByCategory, freeBySection } from "../../../web/house/free-seats.ts";
import { hitSeat } from "../../../web/house/hit-seat.ts";
import { findSeat, houseOf, nameOf } from "../../../web/house/house.ts";
import { nearestAlike } from "../../../web/house/nearest-alike.ts";
import { ALL_AVAILABLE, SMALL_CHART, SMALL_HOUSE } from "./small-house.ts";

const { numSeats, x, y } = SMALL_HOUSE;
const EVERY_SEAT = Array.from({ length: numSeats }, (_, seat) => seat);

/** The number of a seat by its words: "stalls B 3". */
function seatCalled(words: string): number {
	const [section = "", row = "", seat = ""] = words.split(" ");
	return findSeat(SMALL_HOUSE, { section, row, seat }) ?? Number.NaN;
}

test("seats are numbered in the order of the chart, and every seat is found by its name", () => {
	expect(EVERY_SEAT.map((seat) => findSeat(SMALL_HOUSE, nameOf(SMALL_HOUSE, seat)))).toEqual(EVERY_SEAT);
	expect(nameOf(SMALL_HOUSE, 7)).toEqual({ section: "stalls", row: "B", seat: "4" });
	expect(findSeat(SMALL_HOUSE, { section: "stalls", row: "A", seat: "5" })).toBeUndefined();
});

test("every seat of a row that its section lists in parts is found by its name", () => {
	const rows = [
		{ row: "A", seats: ["1", "2"] },
		{ row: "B", seats: ["1"] },
		{ row: "A", seats: ["3", "4"] },
	];

	const house = houseOf("parts", { ...SMALL_CHART, sections: [{ section: "stalls", rows }] });

	expect([0, 1, 2, 3, 4].map((seat) => findSeat(house, nameOf(house, seat)))).toEqual([0, 1, 2, 3, 4]);
});

test("a seat behind a gap is marked, and a gap moves the seats behind it away", () => {
	expect(EVERY_SEAT.filter((seat) => SMALL_HOUSE.afterGap[seat] === 1)).toEqual([seatCalled("stalls A 3")]);
	expect((x[2] as number) - (x[1] as number)).toBeCloseTo(2);
});

test("categories and accessible seats are those of the chart; seats without a category are a group of their own", () => {
	expect([...SMALL_HOUSE.category]).toEqual([0, 0, 0, 0, 0, 1, 1, 1, -1, -1, -1]);
	expect(EVERY_SEAT.filter((seat) => SMALL_HOUSE.accessible[seat] === 1)).toEqual([seatCalled("stalls B 4")]);
});

test("available seats are counted by category and by section", () => {
	expect(freeByCategory(SMALL_HOUSE, ALL_AVAILABLE)).toEqual([5, 3, 3]);
	expect(freeBySection(SMALL_HOUSE, new Uint8Array([0b0001_0011, 0b100]))).toEqual([3, 1, 0]);
});

test("a point near the center of a seat hits that seat, wherever in the house it is", () => {
	const near = fc.double({ min: -0.3, max: 0.3, noNaN: true });
	fc.assert(
		fc.property(fc.constantFrom(...EVERY_SEAT), near, near, (seat, dx, dy) => {
			expect(hitSeat(SMALL_HOUSE, (x[seat] as number) + dx, (y[seat] as number) + dy)).toBe(seat);
		}),
	);
});

test("a point in an aisle or beside the house hits no seat", () => {
	expect(hitSeat(SMALL_HOUSE, ((x[1] as number) + (x[2] as number)) / 2, y[1] as number)).toBeUndefined();
	expect(hitSeat(SMALL_HOUSE, 99, 99)).toBeUndefined();
});

test("a finger may miss a seat by more than a mouse", () => {
	const [besideX, besideY] = [(x[0] as number) - 0.8, y[0] as number];

	expect(hitSeat(SMALL_HOUSE, besideX, besideY)).toBeUndefined();
	expect(hitSeat(SMALL_HOUSE, besideX, besideY, 0.9)).toBe(0);
});

test("the nearest alike has the same category, is available, and is not the buyer's already", () => {
	const offered = (lost: string, bits = ALL_AVAILABLE, except: readonly string[] = []) => {
		const seat = nearestAlike(SMALL_HOUSE, bits, seatCalled(lost), new Set(except.map(seatCalled)));
		return seat === undefined ? undefined : Object.values(nameOf(SMALL_HOUSE, seat)).join(" ");
	};

	expect(offered("stalls A 2")).toBe("stalls A 1");
	expect(offered("stalls A 2", ALL_AVAILABLE, ["stalls A 1"])).toBe("stalls A 3");
	expect(offered("stalls A 2", new Uint8Array([0b0001_1000, 0]))).toBe("stalls B 1");
	expect(offered("stalls B 2")).toBe("stalls B 3");
	expect(offered("balcony A 1", new Uint8Array([0xff, 0]))).toBeUndefined();
});

test("an accessible seat is offered only in place of another one", () => {
	const onlyAccessible = new Uint8Array([0b1000_0000, 0]);

	expect(nearestAlike(SMALL_HOUSE, onlyAccessible, seatCalled("stalls B 3"), new Set())).toBeUndefined();
	expect(nearestAlike(SMALL_HOUSE, ALL_AVAILABLE, seatCalled("stalls B 4"), new Set())).toBeUndefined();
});
