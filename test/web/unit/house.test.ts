import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Chart } from "../../../domain/chart.ts";
import { whereRowLeaves } from "../../../web/chart-view/where-row-leaves.ts";
import { shapeBehind } from "../../../web/house/behind.ts";
import { hasBit } from "../../../web/house/bits.ts";
import { endsOfNames } from "../../../web/house/ends-of-names.ts";
import { freeByCategory, freeBySection } from "../../../web/house/free-seats.ts";
import { hitSeat } from "../../../web/house/hit-seat.ts";
import { findSeat, type House, type HouseRow, type HouseSection, houseOf, nameOf } from "../../../web/house/house.ts";
import { middleSeat } from "../../../web/house/middle-seat.ts";
import { nearestAlike } from "../../../web/house/nearest-alike.ts";
import { rowLabelPlaces } from "../../../web/house/row-label-places.ts";
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
	const bits = new Uint8Array([0b0001_0011, 0b100]);

	expect(freeBySection(SMALL_HOUSE, (seat) => hasBit(bits, seat))).toEqual([3, 1, 0]);
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

const table = (row: string, x: number, ...points: readonly (readonly [number, number])[]) => ({
	row,
	points: points.flatMap(([right, down]) => [x + right, down]),
	seats: points.map((_, index) => `${index + 1}`),
});
const AROUND = Array.from({ length: 8 }, (_, index) => {
	const angle = (index / 8) * 2 * Math.PI;
	return [2 * Math.cos(angle), 2 * Math.sin(angle)] as const;
});
const houseOfRows = (rows: Chart["sections"][number]["rows"], decorations: Chart["decorations"] = []) =>
	houseOf("rows", { ...SMALL_CHART, sections: [{ section: "hall", rows }], decorations });

test("seats listed in turn on both sides of a table are as far apart as those of one side", () => {
	const facing = [0, 1, 2].flatMap((y) => [[0, y] as const, [5, y] as const]);

	expect(houseOfRows([table("1", 0, ...facing)]).pitch).toBe(1);
});

test("rows may be closer than their seats, but a row that lies on another one makes its seats no smaller", () => {
	const seats = ["1", "2", "3", "4", "5"];
	const pitches = (y: number) =>
		houseOfRows([
			{ row: "A", seats },
			{ row: "B", y, x: 0.1, seats },
		]).rows.map(({ pitch }) => pitch);

	expect(pitches(0.7)[0]).toBeCloseTo(Math.hypot(0.7, 0.1));
	expect(pitches(0.1)[0]).toBeCloseTo(1);
});

test("rows of a section whose seats are nearly as far apart have seats of one size", () => {
	const steps = [1, 1.1, 0.9, 1.2, 2, 2.2];
	const rows = steps.map((step, index) => ({ row: `${index}`, y: 3 * index, step, seats: ["1", "2", "3"] }));

	const pitches = houseOfRows(rows).rows.map(({ pitch }) => Number(pitch.toFixed(3)));

	expect(pitches).toEqual([0.9, 0.9, 0.9, 0.9, 2, 2]);
});

test("where each row is one seat, they are as far apart as these rows", () => {
	const rows = [0, 1, 2].map((y) => ({ row: `${y}`, y: 3 * y, seats: ["1"] }));

	expect(houseOfRows(rows).pitch).toBe(3);
});

test("two seats at the ends of a row are no larger than others", () => {
	const rows = [
		{ row: "A", seats: [["", 1, 12, 1] as const] },
		{ row: "B", y: 1, seats: ["1", ...new Array<null>(10).fill(null), "12"] },
	];

	expect(houseOfRows(rows).rows.map(({ pitch }) => pitch)).toEqual([1, 1]);
});

test("a house is as large as what is drawn of it, however large the paper is", () => {
	const decorations = [
		{
			kind: "area",
			corners: [
				[-5, -9],
				[5, -9],
				[5, -7],
			],
		},
		{ kind: "text", x: 0, y: 20, text: "Exit", size: 2 },
	] as const;
	const paper = { x: 0, y: 0, width: 10_000, height: 10_000 };

	const { size } = houseOf("paper", { ...SMALL_CHART, size: paper, decorations });

	expect(size).toEqual({ x: -5, y: -9, width: 10, height: 30 });
	expect(houseOf("empty", { ...SMALL_CHART, size: paper, sections: [] }).size).toEqual(paper);
});

test("a text that is turned takes its room the other way around", () => {
	const exit = { kind: "text", x: 0, y: 0, text: "Way out", size: 2 } as const;
	const sizeWith = (angle: number) => {
		const { width, height } = boxOf({ ...exit, angle });
		return [width, height];
	};
	const boxOf = (text: Chart["decorations"][number]) =>
		houseOf("turned", { ...SMALL_CHART, sections: [], decorations: [text] }).size;
	const [wide, high] = sizeWith(0) as [number, number];

	expect(wide).toBeGreaterThan(3 * high);
	for (const angle of [90, -90]) {
		const [across, down] = sizeWith(angle) as [number, number];
		expect(across).toBeCloseTo(high, 6);
		expect(down).toBeCloseTo(wide, 6);
	}
});

test("the middle seat of a section is one of its own, also where the section bends around another", () => {
	const bow = table("A", 0, [-4, 0], [-3, 3], [0, 4], [3, 3], [4, 0]);

	const house = houseOfRows([bow]);

	expect(nameOf(house, middleSeat(house, house.sections[0] as HouseSection)).seat).toBe("3");
});

test("the middle seats of blocks that are alike are in line, wherever they are", () => {
	const seats = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
	const blocks = Array.from({ length: 50 }, (_, index) => ({
		section: `${index}`,
		x: index * 12.3,
		y: index * 3.3,
		rows: [
			{ row: "A", seats },
			{ row: "B", y: 1.1, seats },
		],
	}));

	const house = houseOf("blocks", { ...SMALL_CHART, sections: blocks });

	const middles = house.sections.map((section) => nameOf(house, middleSeat(house, section)));
	expect(new Set(middles.map(({ row, seat }) => row + seat))).toEqual(new Set(["A5"]));
});

describe("the label of a row", () => {
	const placesIn = (house: House, row = 0) =>
		rowLabelPlaces(house, house.rows[row] as HouseRow).map(([x, y]) => [x, y] as const);

	test("is beyond both of its ends", () => {
		expect(placesIn(SMALL_HOUSE)).toEqual([
			[(x[0] as number) - 1, 0],
			[(x[3] as number) + 1, 0],
		]);
	});

	test("is not written on the seats of another row", () => {
		const house = houseOfRows([
			{ row: "A", seats: ["1", "2"] },
			{ row: "B", x: 2, seats: ["1", "2"] },
		]);

		expect(placesIn(house)).toEqual([[-1.5, 0]]);
		expect(placesIn(house, 1)).toEqual([[3.5, 0]]);
	});

	test("is on both sides of a single seat, or on the one that the plan names", () => {
		const single = (more: object) =>
			houseOfRows([
				{ row: "A", seats: ["1"], ...more },
				{ row: "B", y: 3, seats: ["1", "2"] },
			]);

		const sides = (labelled: House) => placesIn(labelled).map(([x]) => Math.sign(x));

		expect(sides(single({}))).toEqual([-1, 1]);
		expect(sides(single({ labelAt: "end" }))).toEqual([1]);
		expect(sides(single({ labelAt: "start" }))).toEqual([-1]);
	});

	test("is at the end that the plan names, or else at the other one", () => {
		const labelled = (labelAt: "start" | "end") =>
			houseOfRows([
				{ row: "A", seats: ["1", "2"], labelAt },
				{ row: "B", x: 2, seats: ["1", "2"], labelAt: "end" },
			]);

		expect(placesIn(labelled("start"))).toEqual([[-1.5, 0]]);
		// The next row is where the label would be.
		expect(placesIn(labelled("end"))).toEqual([[-1.5, 0]]);
		expect(placesIn(labelled("start"), 1)).toEqual([[3.5, 0]]);
	});

	test("is in the middle of a table, unless the plan has a text there", () => {
		const tables = [table("1", 0, ...AROUND), table("2", 10, ...AROUND)];
		const house = houseOfRows(tables, [{ kind: "ellipse", x: 10, y: 0, width: 2, height: 2, text: "2" }]);

		expect(placesIn(house)).toEqual([[0, 0]]);
		expect(placesIn(house, 1)).toEqual([]);
	});

	test("is in the middle of a long table where others stand at its ends, but not in that of a row that bends", () => {
		const along = [-2, -1, 0, 1, 2];
		const long = along.flatMap((right) => [[right, -1] as const, [right, 1] as const]);
		const bow = along.map((right) => [right, right ** 2 / 2] as const);
		/** With seats at each end, where the label would be. */
		const enclosed = (row: ReturnType<typeof table>) => {
			const house = houseOfRows([row]);
			const ends = rowLabelPlaces(house, house.rows[0] as HouseRow).map(([x, y]) =>
				table(`${x}`, 0, [x, y], [x + Math.sign(x), y]),
			);
			return placesIn(houseOfRows([row, ...ends]));
		};

		expect(enclosed(table("1", 0, ...long))).toEqual([[0, 0]]);
		expect(enclosed(table("1", 0, ...bow))).toEqual([]);
	});

	test("is not written over a text of the plan, which usually is the same", () => {
		const beside = { kind: "text", x: -1.6, y: 0, text: "Row A", size: 0.6 } as const;
		const house = houseOfRows([{ row: "A", seats: ["1", "2"] }], [beside]);

		expect(placesIn(house)).toEqual([[1.5, 0]]);
	});

	test("is in the middle of a table of five", () => {
		const five = [0, 1, 2, 3, 4].map((index) => {
			const angle = (index / 5) * 2 * Math.PI;
			return [2 * Math.cos(angle), 2 * Math.sin(angle)] as const;
		});

		expect(placesIn(houseOfRows([table("1", 0, ...five)]))).toHaveLength(1);
	});

	test("is not beside a table on which the plan writes it", () => {
		const benches = table("7", 0, [-1, -2], [1, -2], [-1, 0], [1, 0], [-1, 2], [1, 2]);
		const placesWith = (text: string) => placesIn(houseOfRows([benches], [{ kind: "text", x: 0, y: 0, text }])).length;

		expect([placesWith("Bar"), placesWith("7")]).toEqual([2, 0]);
	});
});

test("a house has room for the labels beside its rows, and more for long ones", () => {
	const sizeWith = (row: string) => houseOfRows([{ row, seats: ["1", "2", "3", "4", "5"] }]).size;

	expect(sizeWith("A")).toEqual({ x: -3, y: -1, width: 6, height: 2 });
	expect(sizeWith("Box 7").width).toBeCloseTo(4 + 2 * 1.8);
	expect(sizeWith("W".repeat(64)).width).toBeCloseTo(4 + 2 * 2.1);
});

test("a house has room for its largest seats", () => {
	const rows = [0, 1, 2, 3].map((y) => ({ row: `${y}`, y, seats: ["1", "2", "3"] }));
	const sections = [
		{ section: "stalls", rows },
		{ section: "boxes", y: 20, rows: [{ row: "A", step: 8, seats: ["1", "2"] }] },
	];

	expect(houseOf("boxes", { ...SMALL_CHART, sections }).size).toEqual({ x: -12, y: -1, width: 24, height: 29 });
});

describe("a row that goes on beyond the left edge of the map", () => {
	const leaves = (rows: Chart["sections"][number]["rows"], first: number, last: number, edge: number) => {
		const house = houseOfRows(rows);
		return whereRowLeaves(house, { row: house.rows[0] as HouseRow, first, last }, edge);
	};
	const seats = ["1", "2", "3", "4", "5"];

	test("is followed to the edge, in whichever order its seats are", () => {
		expect(leaves([{ row: "A", y: 7, seats }], 2, 4, -0.5)).toBeCloseTo(7);
		expect(leaves([{ row: "A", y: 7, seats, angle: 180 }], 0, 2, -0.5)).toBeCloseTo(7);
		expect(leaves([table("1", 0, [0, 0], [1, 0.2], [2, 0.4], [3, 0.6])], 2, 3, 1.5)).toBeCloseTo(0.3);
	});

	test("may have its first seat in view, but not the label beside it", () => {
		expect(leaves([{ row: "A", seats }], 0, 4, -2.6)).toBeCloseTo(0);
		expect(leaves([{ row: "A", seats }], 0, 4, -3.1)).toBeUndefined();
	});

	test("is left alone if it is steep, because it leaves the map anywhere", () => {
		expect(leaves([{ row: "A", seats, angle: 60 }], 2, 4, -0.2)).toBeUndefined();
	});
});

test("sections whose names begin alike differ in the end of their names", () => {
	const rows = [{ row: "A", seats: ["1"] }];
	const sections = ["Block 1", "Block 2", "Block 3 left", "Roof A", "Roof B", "Pit"].map((section) => ({
		section,
		rows,
	}));

	expect(Object.fromEntries(endsOfNames(houseOf("blocks", { ...SMALL_CHART, sections })))).toEqual({
		"Block 1": { beginning: "Block ", end: "1" },
		"Block 2": { beginning: "Block ", end: "2" },
		"Block 3 left": { beginning: "Block ", end: "3 left" },
	});
});

test("a text is on the topmost shape that is drawn before it and reaches around it", () => {
	const floor = {
		kind: "area",
		corners: [
			[0, 0],
			[10, 0],
			[10, 10],
			[0, 10],
		],
	} as const;
	const notch = {
		kind: "area",
		corners: [
			[0, 0],
			[10, 0],
			[5, 4],
		],
	} as const;
	const pit = { kind: "ellipse", x: 5, y: 8, width: 8, height: 2 } as const;
	const text = { kind: "text", x: 5, y: 2, text: "Stage" } as const;

	expect(shapeBehind(5, 2, [floor, notch, pit, text])).toBe(notch);
	expect(shapeBehind(1, 8.8, [floor, notch, pit])).toBe(floor);
	expect(shapeBehind(5, 8.8, [floor, notch, pit])).toBe(pit);
	expect(shapeBehind(11, 2, [floor, notch, pit])).toBeUndefined();
});
