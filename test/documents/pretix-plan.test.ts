import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { chartOfDocument } from "../../documents/chart-of.ts";
import { parseEventDocument } from "../../documents/event-document.ts";
import { convertPretixPlan, isPretixPlan } from "../../documents/pretix-plan.ts";
import { mistakesOf } from "./mistakes-of.ts";

const NOW = 1_800_000_000;

interface Seat {
	readonly seat_number?: unknown;
	readonly position?: unknown;
	readonly category?: unknown;
}

/** Seats of one row by their place along it. */
const along = (...places: number[]): Seat[] =>
	places.map((x, index) => ({ seat_number: String(index + 1), position: { x, y: 0 } }));

/** Seats with these labels, side by side. */
const labelled = (...labels: unknown[]): Seat[] =>
	labels.map((seat_number, index) => ({ seat_number, position: { x: index * 30, y: 0 } }));

const row = (row_number: unknown, seats: unknown = along(0, 30), more = {}) => ({ row_number, seats, ...more });
const zone = (name: unknown, ...rows: unknown[]) => ({ name, position: { x: 0, y: 0 }, rows });
const plan = (...zones: unknown[]) => ({ name: "House", categories: [], zones });

function drawn(file: unknown) {
	if (!isPretixPlan(file)) throw new Error("expected a plan");
	return convertPretixPlan(file, NOW);
}

/** The same without where its rows are drawn, for tests of everything else. */
function converted(file: unknown) {
	const { document, oddities } = drawn(file);
	const sections = Object.entries(document.sections).map(([section, rows]) => [
		section,
		rows.map(({ row, seats }) => ({ row, seats })),
	]);
	return { document: { ...document, sections: Object.fromEntries(sections) as typeof document.sections }, oddities };
}

const mistakesIn = (file: unknown) => mistakesOf(() => converted(file));

/** The seats of the only row of the only zone. */
const seatsOf = (seats: readonly Seat[]) =>
	Object.values(converted(plan(zone("Stalls", row("A", seats)))).document.sections)[0]?.[0]?.seats;

const odditiesIn = (file: unknown) => converted(file).oddities;

test("an input with zones is a pretix plan, unless it has sections, too", () => {
	expect(isPretixPlan({ zones: [] })).toBe(true);
	expect(isPretixPlan({ zones: {} })).toBe(true);
	expect(isPretixPlan({ name: "House" })).toBe(false);
	expect(isPretixPlan({ name: "House", sections: {}, zones: [] })).toBe(false);
	expect(isPretixPlan([])).toBe(false);
	expect(isPretixPlan(null)).toBe(false);
});

test("a theatre becomes sections, rows, seats and gaps", () => {
	const theatre: unknown = JSON.parse(readFileSync(join(import.meta.dirname, "small-theatre.pretix.json"), "utf8"));

	const { document, oddities } = converted(theatre);
	const { size, decorations, ...others } = document;

	const as = (category: string, row: string, ...seats: (number | null)[]) =>
		seats.map((seat) => (seat === null ? null : { seat: String(seat), id: `${row}-${seat}`, category }));
	expect(size).toEqual({ x: 0, y: 0, width: 640, height: 560 });
	expect(decorations).toEqual([
		{
			kind: "area",
			corners: [
				[100, 10],
				[440, 10],
				[440, 70],
				[100, 70],
			],
			color: "#dddddd",
			border: "#888888",
		},
		{ kind: "text", x: 270, y: 40, text: "Stage", size: 16, color: "#333333" },
	]);
	expect(others).toEqual({
		name: "Small theatre",
		categories: { Premium: { color: "#d1495b" }, Standard: { color: "#00798c" }, Box: { color: "#edae49" } },
		sections: {
			Stalls: [
				{ row: "A", seats: as("Premium", "S-A", 1, 2, 3, 4, null, 5, 6, 7, 8) },
				{ row: "B", seats: as("Premium", "S-B", 7, 5, 3, 1, 2, 4, 6, 8) },
				{ row: "C", seats: as("Standard", "S-C", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10) },
			],
			Balcony: [
				{ row: "A", seats: as("Standard", "B-A", 1, 2, 3, null, 4, 5, 6) },
				{ row: "B", seats: as("Standard", "B-B", 1, 2, 3, 4, 5, null, 6, 7) },
			],
			Box: [{ row: "1", seats: as("Box", "X1-1", 1, 2, 3, 4) }],
			"Box (2)": [{ row: "1", seats: as("Box", "X2-1", 1, 2, 3, 4) }],
		},
	});
	expect(oddities).toEqual([
		{ path: "/zones/3/name", message: "there is another zone Box: it becomes zone Box (2)" },
		{
			path: "/zones/0/rows/1",
			message: "its seats do not stand in the order of the list: they are taken as they stand",
		},
		{
			path: "/zones/1/rows/1/row_number",
			message: "there is another row A before it: the 2 become one row, as they stand",
		},
	]);
});

describe("sections", () => {
	test("a zone without a name is labelled by its place", () => {
		const file = plan(zone("Stalls"), zone(undefined), zone("  "), { rows: [row("A")] });

		expect(Object.keys(converted(file).document.sections)).toEqual(["Stalls", "Zone 2", "Zone 3", "Zone 4"]);
		expect(odditiesIn(file)).toContainEqual({
			path: "/zones/1/name",
			message: "the zone has no label: it becomes zone Zone 2",
		});
	});

	test("a zone without a name is labelled by its id, if it has one", () => {
		const file = plan({ zone_id: "gallery" }, { name: " ", zone_id: "gallery" }, zone("gallery (2)"), { zone_id: "" });

		expect(Object.keys(converted(file).document.sections)).toEqual(["gallery", "gallery (3)", "gallery (2)", "Zone 4"]);
		expect(odditiesIn(file)).toContainEqual({
			path: "/zones/0/name",
			message: "the zone has no label: it becomes zone gallery",
		});
	});

	test("a made-up label never takes one that the plan has", () => {
		const file = plan(zone("Stalls"), zone("Stalls"), zone("Stalls (2)"), zone(null), zone("Zone 4"));

		const sections = Object.keys(converted(file).document.sections);

		expect(sections).toEqual(["Stalls", "Stalls (3)", "Stalls (2)", "Zone 4 (2)", "Zone 4"]);
	});

	test("labels of 64 characters become distinct without becoming longer", () => {
		const name = "x".repeat(64);

		const sections = Object.keys(converted(plan(zone(name), zone(name), zone(`${name}!`))).document.sections);

		expect(sections).toEqual([name, `${"x".repeat(60)} (2)`, `${"x".repeat(60)} (3)`]);
	});

	test("labels of 128 bytes become distinct without becoming longer", () => {
		const name = "🎭".repeat(32);

		const sections = Object.keys(converted(plan(zone(name), zone(name), zone(`${name}!`))).document.sections);

		expect(sections).toEqual([name, `${"🎭".repeat(31)} (2)`, `${"🎭".repeat(31)} (3)`]);
	});

	test("a zone may be named __proto__, or by a number", () => {
		const { document } = converted(plan(zone("__proto__", row("A")), zone(7, row("A"))));

		expect(Object.keys(document.sections)).toEqual(["7", "__proto__"]);
		expect(parseEventDocument(document, NOW).sections).toHaveLength(2);
	});

	test("a zone without seats becomes an empty section, and is odd", () => {
		const file = plan(zone("Stage"), zone("Foyer", row("A", [])), { name: "Bar" });

		expect(converted(file).document.sections).toEqual({ Stage: [], Foyer: [], Bar: [] });
		expect(odditiesIn(file).map(({ path }) => path)).toEqual([
			"/zones/0/rows",
			"/zones/1/rows/0",
			"/zones/1/rows",
			"/zones/2/rows",
		]);
	});
});

describe("labels", () => {
	test("blanks around a label are removed", () => {
		expect(converted(plan(zone(" Stalls ", row("A\n", labelled("\t1"))))).document.sections).toEqual({
			Stalls: [{ row: "A", seats: ["1"] }],
		});
	});

	test("a block of a seat that is sold is named as not used: after a refund the seat is on sale", () => {
		const states = [
			{ status: "sold", blocked: true },
			{ status: "sold", blocked: false },
			{ status: "blocked", blocked: true },
		];
		const seats = labelled("1", "2", "3").map((seat, index) => ({ ...seat, ...states[index] }));

		expect(odditiesIn(plan(zone("Stalls", row("A", seats)))).map(({ path }) => path)).toEqual([
			"/zones/0/rows/0/seats/0/blocked",
		]);
	});

	test("a seat without a label is labelled by its place, made distinct if that label is taken", () => {
		const seats = labelled("2", "", undefined, null, 5);

		expect(seatsOf(seats)).toEqual(["2", "2 (2)", "3", "4", "5"]);
	});

	test("a label that comes twice in a row is made distinct, and is odd", () => {
		const seats = labelled("7", "7", "7 (2)", "7");

		expect(seatsOf(seats)).toEqual(["7", "7 (3)", "7 (2)", "7 (4)"]);
		expect(odditiesIn(plan(zone("Stalls", row("A", seats))))).toEqual([
			{ path: "/zones/0/rows/0/seats/1/seat_number", message: expect.stringContaining("it becomes seat 7 (3)") },
			{ path: "/zones/0/rows/0/seats/3/seat_number", message: expect.stringContaining("it becomes seat 7 (4)") },
		]);
	});

	test("a row without a number never joins a row that has one", () => {
		const file = plan(zone("Stalls", row("2", labelled("1")), row(" ", labelled("1"))));

		expect(converted(file).document.sections["Stalls"]).toEqual([
			{ row: "2", seats: ["1"] },
			{ row: "2 (2)", seats: ["1"] },
		]);
	});

	test("a row without a number is labelled by its row_label, in which %s is its place", () => {
		const rows = [
			row("", labelled("1"), { row_label: "Bench" }),
			row(undefined, labelled("1"), { row_label: "Row %s" }),
			row(null, labelled("1"), { row_label: "Bench" }),
			row("B", labelled("1"), { row_label: "Bench" }),
			row(" ", labelled("1"), { row_label: " " }),
		];

		const stalls = converted(plan(zone("Stalls", ...rows))).document.sections["Stalls"];

		expect(stalls?.map(({ row }) => row)).toEqual(["Bench", "Row 2", "Bench (2)", "B", "5"]);
	});

	test("zone_id and row_label must be texts only where they are needed", () => {
		const file = plan(
			{ name: "Stalls", zone_id: {}, rows: [row("A", [], { row_label: [] })] },
			{ zone_id: {}, rows: [row("", [], { row_label: [] })] },
		);

		expect(mistakesIn(file).map(({ path }) => path)).toEqual(["/zones/1/zone_id", "/zones/1/rows/0/row_label"]);
	});

	test("a plan without a name becomes an event named Seating plan", () => {
		expect(converted({ zones: [] }).document.name).toBe("Seating plan");
		expect(odditiesIn({ zones: [] }).map(({ path }) => path)).toEqual(["/name", "/zones"]);
	});
});

describe("gaps", () => {
	test.each([
		["one and a half times the usual distance is not a gap", [0, 30, 60, 105, 135], []],
		["a little more than one and a half times the usual distance is a gap", [0, 30, 60, 106, 136], [3]],
		["a missing seat is a gap", [0, 30, 90, 120], [2]],
		["two seats alone in a row are together, however far apart", [0, 400], []],
		["the usual of two distances is the smaller one", [0, 30, 90], [2]],
		["the usual of four distances is the smaller one of the middle two", [0, 30, 60, 120, 180], [3, 4]],
		["seats on top of each other do not make every distance a gap", [0, 0, 0, 30, 60, 150], [5]],
		["many seats on top of each other do not make every distance a gap either", [0, 0, 0, 0, 30, 60, 150], [6]],
		["seats all in one place have no gaps", [5, 5, 5], []],
		["rounded positions make no gaps", [0, 0.1 + 0.2, 0.6, 1.05], []],
	])("%s", (_, places, gapsAfter) => {
		const seats = seatsOf(along(...places)) ?? [];

		expect(seats.filter((seat) => seat !== null)).toEqual(places.map((_, index) => String(index + 1)));
		expect(seats.flatMap((seat, index) => (seat === null ? [Number(seats[index - 1])] : []))).toEqual(gapsAfter);
	});

	test("distances are measured in every direction", () => {
		const positions = [0, 1, 2, 4, 5].map((step) => ({ x: step * 30, y: step * 40 }));

		expect(seatsOf(positions.map((position, index) => ({ seat_number: index, position })))).toEqual([
			"0",
			"1",
			"2",
			null,
			"3",
			"4",
		]);
	});

	test("a seat without a position has no gap beside it, and is odd", () => {
		const file = plan(
			zone(
				"Stalls",
				row("A", [...along(0, 30, 60, 200), { seat_number: 5 }, { seat_number: 6, position: { x: "9", y: null } }]),
			),
		);

		expect(converted(file).document.sections["Stalls"]?.[0]?.seats).toEqual(["1", "2", "3", null, "4", "5", "6"]);
		expect(odditiesIn(file)).toEqual([
			{ path: "/zones/0/rows/0", message: "2 of its seats have no position: no gap is seen beside them" },
		]);
	});

	const farApartIn = (file: object) =>
		odditiesIn(file).flatMap(({ path, message }) => (message.includes("further apart") ? [path] : []));

	test("a row of two seats far apart is odd if the other rows of the zone are closer", () => {
		const file = plan(zone("Stalls", row("A", along(0, 30, 60)), row("B", along(0, 300)), row("C", along(0, 31))));

		expect(farApartIn(file)).toEqual(["/zones/0/rows/1"]);
	});

	test("rows of two seats do not count for the usual distance of a zone", () => {
		const file = plan(zone("Stalls", row("A", along(0, 30, 60)), row("B", along(0, 300)), row("C", along(0, 300))));

		expect(farApartIn(file)).toEqual(["/zones/0/rows/1", "/zones/0/rows/2"]);
	});
});

describe("order of a row", () => {
	test("a row listed by number, with odd seats left and even seats right, is ordered by position", () => {
		expect(seatsOf(along(0, 30, -30, 60, -60, 90))).toEqual(["5", "3", "1", "2", "4", "6"]);
	});

	test("two swapped seats of a row are ordered by position", () => {
		expect(seatsOf(along(30, 0, 60, 90))).toEqual(["2", "1", "3", "4"]);
	});

	test("a seat out of place by half a distance stays as listed; by more, it is ordered by position", () => {
		expect(seatsOf(along(0, 30, 60, 105, 90))).toEqual(["1", "2", "3", "4", "5"]);
		expect(seatsOf(along(0, 30, 60, 106, 90))).toEqual(["1", "2", "3", "5", "4"]);
	});

	test("a winding row is ordered by position if it is at most 1.6 times as long as wide", () => {
		// Six steps of 5 that go 3 ahead, and two of 1: 32 along a width of 20. The first is listed last.
		const ys = [4, 0, 4, 4, 4, 0, 4, 0, 0];
		const seats = [3, 6, 9, 10, 11, 14, 17, 20, 0].map((x, index) => ({
			seat_number: index,
			position: { x, y: ys[index] },
		}));

		expect(seatsOf(seats)?.filter((seat) => seat !== null)).toEqual(["8", "0", "1", "2", "3", "4", "5", "6", "7"]);
	});

	test("a row with a seat without a position stays as listed", () => {
		expect(seatsOf([...along(30, 0, 60, 90), { seat_number: "5" }])).toEqual(["1", "2", null, "3", "4", "5"]);
	});

	test("a row listed from right to left stays as listed: the same seats are side by side", () => {
		expect(seatsOf(along(200, 90, 60, 30, 0))).toEqual(["1", null, "2", "3", "4", "5"]);
	});

	test.each([
		[
			"seats around a table",
			[0, 1, 2, 3, 4, 5, 6, 7].map((n) => ({ x: Math.cos((n * Math.PI) / 4), y: Math.sin((n * Math.PI) / 4) })),
		],
		["seats in a horseshoe", [0, 1, 2, 3, 4, 5].map((n) => ({ x: Math.cos(n * 0.9), y: Math.sin(n * 0.9) }))],
		[
			"seats of two benches with a table between",
			[0, 1, 2, 3, 4, 5, 6, 7].map((n) => ({ x: (n % 2) * 60, y: (n >> 1) * 25 })),
		],
		[
			"seats in two lines, there and back,",
			[0, 1, 2, 3, 4, 5].map((n) => ({ x: n < 3 ? n : 5 - n, y: n < 3 ? 0 : 1 })),
		],
	])("%s stay as listed", (_, positions) => {
		const labels = positions.map((_, index) => String(index));

		expect(seatsOf(positions.map((position, index) => ({ seat_number: index, position })))).toEqual(labels);
	});

	test("shuffling a straight or a curved row changes only the side on which it begins", () => {
		// The angle from the middle of the row to its end; three seats on a half circle would be a table.
		const curve = fc.constantFrom(0, 0.2, 0.5, 1, 1.4);
		const steps = fc.array(fc.constantFrom(30, 30, 30, 80), { minLength: 6, maxLength: 30 });
		// In whole degrees: of all doubles most are next to nothing.
		const turn = fc.integer({ min: 0, max: 359 }).map((degrees) => (degrees * Math.PI) / 180);
		fc.assert(
			fc.property(curve, steps, turn, fc.integer(), (curve, steps, turn, seed) => {
				let at = 0;
				const places = [0, ...steps].map((step) => {
					at += step;
					return at;
				});
				const seats = places.map((place, index) => {
					const angle = curve === 0 ? 0 : (place / at - 0.5) * 2 * curve;
					const flat = curve === 0 ? { x: place, y: 0 } : { x: Math.sin(angle) * at, y: Math.cos(angle) * at };
					const position = {
						x: flat.x * Math.cos(turn) - flat.y * Math.sin(turn),
						y: flat.x * Math.sin(turn) + flat.y * Math.cos(turn),
					};
					return { seat_number: String(index), position };
				});
				const inOrder = seatsOf(seats) ?? [];

				const shuffled = seatsOf(shuffle(seats, seed)) ?? [];

				expect([inOrder, inOrder.toReversed()]).toContainEqual(shuffled);
			}),
			{ numRuns: 300 },
		);
	});
});

describe("parts of a row", () => {
	/** Seats that stand 30 apart from `x` on; a negative step lists them from right to left. */
	const part = (row_number: string, x: number, labels: readonly (number | string)[], step = 30) => ({
		row_number,
		position: { x, y: 0 },
		seats: labels.map((seat_number, index) => ({ seat_number, position: { x: index * step, y: 0 } })),
	});
	const rowsOf = (...rows: unknown[]) => converted(plan(zone("Stalls", ...rows))).document.sections["Stalls"];

	test("rows of the same number become one row, which is odd", () => {
		const file = plan(zone("Stalls", part("A", 0, [1, 2]), part("B", 0, [1]), part("A", 100, [3, 4])));

		expect(converted(file).document.sections["Stalls"]).toEqual([
			{ row: "A", seats: ["1", "2", null, "3", "4"] },
			{ row: "B", seats: ["1"] },
		]);
		expect(odditiesIn(file)).toEqual([
			{
				path: "/zones/0/rows/2/row_number",
				message: "there is another row A before it: the 2 become one row, as they stand",
			},
		]);
	});

	test.each([
		["listed from the middle", [part("A", 150, [4, 5, 6, 7]), part("A", 0, [1, 2, 3]), part("A", 330, [8, 9])]],
		[
			"one of them running the other way",
			[part("A", 0, [1, 2, 3]), part("A", 240, [7, 6, 5, 4], -30), part("A", 330, [8, 9])],
		],
	])("parts of a row are ordered by position: %s", (_, rows) => {
		expect(rowsOf(...rows)).toEqual([{ row: "A", seats: ["1", "2", "3", null, "4", "5", "6", "7", null, "8", "9"] }]);
	});

	test("parts of an upright row are ordered by position, too", () => {
		const upright = (y: number, ...labels: number[]) => ({
			row_number: "A",
			position: { x: 0, y },
			seats: labels.map((seat_number, index) => ({ seat_number, position: { x: 0, y: index * 30 } })),
		});

		expect(rowsOf(upright(0, 1, 2), upright(60, 3, 4))).toEqual([{ row: "A", seats: ["1", "2", "3", "4"] }]);
	});

	test("all parts of a row run in the direction of the first", () => {
		const middle = part("A", 240, [4, 5, 6, 7], -30);

		expect(rowsOf(middle, part("A", 390, [1, 2, 3], -30), part("A", 60, [8, 9], -30))).toEqual([
			{ row: "A", seats: ["1", "2", "3", null, "4", "5", "6", "7", null, "8", "9"] },
		]);
	});

	test("parts of a row have a gap between them only where they stand apart", () => {
		const rows = [part("A", 200, [5, 6]), part("A", 0, [1, 2]), part("A", 60, [3, 4])];

		expect(rowsOf(...rows)).toEqual([{ row: "A", seats: ["1", "2", "3", "4", null, "5", "6"] }]);
	});

	test("parts of one seat each have a gap between them: the usual distance is unknown", () => {
		expect(rowsOf(part("A", 30, [2]), part("A", 0, [1]))).toEqual([{ row: "A", seats: ["2", null, "1"] }]);
	});

	test("parts of a row that stand one behind the other are not mixed", () => {
		const behind = { ...part("A", 0, [4, 5, 6]), position: { x: 0, y: 100 } };

		expect(rowsOf(part("A", 0, [1, 2, 3]), behind)).toEqual([
			{ row: "A", seats: ["1", "2", "3", null, "4", "5", "6"] },
		]);
	});

	test("between parts of a row the usual distance is the median of theirs", () => {
		const rows = [part("A", 0, [1, 2, 3]), part("A", 100, [4, 5, 6], 50), part("A", 240, [7, 8])];

		expect(rowsOf(...rows)).toEqual([{ row: "A", seats: ["1", "2", "3", "4", "5", "6", "7", "8"] }]);
	});

	/** Two seats that have these places in their row, wherever that is. */
	const pair = (labels: readonly string[], places: readonly (number | undefined)[], position: unknown) => ({
		...row("A"),
		position,
		seats: labels.map((seat_number, n) => ({ seat_number, position: { x: places[n], y: 0 } })),
	});
	const corner = { x: 0, y: 0 };

	test.each([
		["a part has no position", [pair(["1", "2"], [60, 90], corner), pair(["3", "4"], [0, 30], null)]],
		["a seat has no position", [pair(["1", "2"], [60, 90], corner), pair(["3", "4"], [0, undefined], corner)]],
	])("parts of a row stay as listed, with a gap between them, if %s", (_, rows) => {
		const file = plan(zone("Stalls", ...rows));

		expect(converted(file).document.sections["Stalls"]).toEqual([{ row: "A", seats: ["1", "2", null, "3", "4"] }]);
		expect(odditiesIn(file)).toContainEqual({
			path: "/zones/0/rows/1/row_number",
			message: "there is another row A before it: the 2 become one row, as they are listed, with a gap between them",
		});
	});

	test("a part of a row whose place is unknown has a gap beside it, even if the positions of its seats would join", () => {
		const rows = [pair(["1", "2"], [0, 30], corner), pair(["3", "4"], [60, 90], null)];

		expect(rowsOf(...rows)).toEqual([{ row: "A", seats: ["1", "2", null, "3", "4"] }]);
	});

	test("a divided row becomes whole again, whatever the order and the directions of its parts", () => {
		const aPart = fc.record({
			length: fc.integer({ min: 1, max: 6 }),
			step: fc.constantFrom(30, 80),
			isTurned: fc.boolean(),
		});
		const first = fc.record({ length: fc.constant(3), step: fc.constant(0), isTurned: fc.boolean() });
		const parts = fc.tuple(first, fc.array(aPart, { minLength: 1, maxLength: 5 }));
		fc.assert(
			fc.property(parts, fc.constantFrom(0, 0.3, 0.8), fc.integer(), ([first, others], curve, seed) => {
				let at = 0;
				let number = 0;
				const drawn = [first, ...others].map(({ length, step, isTurned }) => {
					const places = Array.from({ length }, (_, index) => {
						at += index === 0 ? step : 30;
						number += 1;
						return { label: String(number), at };
					});
					return { step, places: isTurned ? places.toReversed() : places };
				});
				const whole = drawn.flatMap(({ step, places }) => [
					...(step === 80 ? [null] : []),
					...places.map(({ label }) => label).toSorted((one, other) => Number(one) - Number(other)),
				]);
				const pointAt = (place: number) => {
					const angle = (place / at - 0.5) * 2 * curve;
					return curve === 0 ? { x: place, y: 0 } : { x: Math.sin(angle) * at, y: Math.cos(angle) * at };
				};
				const rows = drawn.map(({ places }) => {
					const position = pointAt(places[0]?.at ?? 0);
					const seats = places.map(({ label, at }) => {
						const { x, y } = pointAt(at);
						return { seat_number: label, position: { x: x - position.x, y: y - position.y } };
					});
					return { row_number: "A", position, seats };
				});

				const joined = rowsOf(...shuffle(rows, seed))?.[0]?.seats;

				expect([whole, whole.toReversed()]).toContainEqual(joined);
			}),
			{ numRuns: 300 },
		);
	});
});

describe("the end at which the number of a row is written", () => {
	const at = (row_number_position: unknown) => ({ row_number_position, position: { x: 0, y: 0 } });
	const endsIn = (...rows: unknown[]) =>
		Object.values(drawn(plan(zone("Stalls", ...rows))).document.sections)[0]?.map(({ labelAt }) => labelAt);

	test("is the one that the plan names, and both if it names both or none", () => {
		const rows = ["start", "end", "both", null, "", undefined].map((end, index) =>
			row(String(index), along(0, 30), { ...at(end), position: { x: 0, y: 30 * index } }),
		);

		expect(endsIn(...rows)).toEqual(["start", "end", undefined, undefined, undefined, undefined]);
	});

	test("stays with its seat where the seats are taken as they stand", () => {
		const listedByNumber = along(60, 90, 30, 120, 0);

		expect(endsIn(row("A", listedByNumber, at("end")))).toEqual(["start"]);
		expect(endsIn(row("A", listedByNumber, at("start")))).toEqual([undefined]);
	});

	test("is an outer one where a row has parts", () => {
		const left = (end: string) => row("A", along(0, 30), at(end));
		const right = (end: string) => row("A", along(100, 130), at(end));

		expect(endsIn(left("start"), right("start"))).toEqual(["start"]);
		expect(endsIn(left("start"), right("end"))).toEqual([undefined]);
		expect(endsIn(left("end"), right("start"))).toEqual([undefined]);
		expect(endsIn(left("end"), right("end"))).toEqual(["end"]);
	});

	test("stays with a seat that loses its id, because other seats have it", () => {
		const seats = along(0, 30, 60).map((seat, n) => ({ ...seat, seat_number: n, seat_guid: n < 2 ? "copied" : "own" }));

		expect(endsIn(row("A", seats, at("start")))).toEqual(["start"]);
		expect(endsIn(row("A", seats, at("both")))).toEqual([undefined]);
	});

	test("is both for anything else, which is odd", () => {
		const odd = row("A", along(0, 30), at("middle"));

		expect(endsIn(odd)).toEqual([undefined]);
		expect(odditiesIn(plan(zone("Stalls", odd)))).toEqual([
			{
				path: "/zones/0/rows/0/row_number_position",
				message: "expected start, end or both: it is written at both ends",
			},
		]);
	});

	test("is kept in an event document that the plan becomes, and in its chart", () => {
		const { document } = drawn(plan(zone("Stalls", row("A", along(0, 30), at("end")))));

		expect(() => parseEventDocument(document, NOW)).not.toThrow();
		expect(chartOfDocument(document as never).sections[0]?.rows[0]?.labelAt).toBe("end");
	});
});

describe("rows of a zone", () => {
	/** Rows whose seats have these depths, every other one half a seat aside. */
	const rowsAt = (...depths: (number | undefined)[]) =>
		depths.map((y, n) => ({ ...row(n), position: y === undefined ? null : { x: (n % 2) * 15, y } }));
	const upright = (...places: number[]) =>
		places.map((x) => {
			const seats = [0, 30, 60].map((y, n) => ({ seat_number: n, position: { x: 0, y } }));
			return { ...row(x, seats), position: { x, y: x % 7 } };
		});
	const turned = (rows: ReturnType<typeof rowsAt>, angle: number) => {
		const turn = ({ x, y }: { x: number; y: number }) => ({
			x: x * Math.cos(angle) - y * Math.sin(angle),
			y: x * Math.sin(angle) + y * Math.cos(angle),
		});
		return rows.map(({ position, ...rest }) => ({
			...rest,
			position: position && turn(position),
			seats: [0, 30].map((x, n) => ({ seat_number: n, position: turn({ x, y: 0 }) })),
		}));
	};
	const oddities = (rows: readonly unknown[]) => odditiesIn(plan(zone("Stalls", ...rows))).map(({ path }) => path);

	test.each([
		["in the order of drawing", rowsAt(90, 120, 30, 60)],
		["one half of the house after the other", rowsAt(0, 30, 60, 0, 30, 60)],
		["in the order of drawing, far down on the paper", rowsAt(1_090, 1_120, 1_030, 1_060)],
		["in the order of drawing, and turned", turned(rowsAt(90, 120, 30, 60), 0.7)],
		["in no order, and upright,", upright(40, 0, 80)],
	])("rows of a zone listed %s are odd: seats together come from the first ones listed", (_, rows) => {
		expect(odditiesIn(plan(zone("Box"), zone("Stalls", ...rows)))).toContainEqual({
			path: "/zones/1/rows",
			message: "the rows are listed neither from front to back nor from back to front: seats together go by the list",
		});
	});

	test.each([
		["from front to back", rowsAt(0, 30, 60, 120)],
		["from back to front: the plan does not say where the stage is", rowsAt(120, 60, 30, 0)],
		["from front to back, and turned", turned(rowsAt(0, 30, 60, 120), 0.7)],
		["two at a time, side by side", rowsAt(0, 1, 30, 29, 60, 60)],
		["two at a time from the back, side by side", rowsAt(60, 60, 30, 29, 1, 0)],
		["with one half a mean distance in front of the one before", rowsAt(0, 60, 50)],
		["from back to front, with one half a mean distance behind", rowsAt(60, 0, 10)],
		["from one side to the other, and upright", upright(0, 40, 80)],
		["without the position of one", rowsAt(90, undefined, 30, 60)],
	])("rows of a zone are not odd if they are listed %s", (_, rows) => {
		expect(oddities(rows)).toEqual([]);
	});

	test("the depth of a row is that of all its parts", () => {
		const [first, ...others] = rowsAt(0, 30, 60);
		const more = { ...first, seats: labelled("3", "4"), position: { x: 60, y: 0 } };

		expect(oddities([first, ...others, more])).toEqual(["/zones/0/rows/3/row_number"]);
	});
});

describe("categories", () => {
	test("a seat keeps its category; without one it is only a label", () => {
		const seats = [
			{ ...along(0)[0], category: " Premium " },
			{ seat_number: "2", category: "" },
		];

		expect(seatsOf(seats)).toEqual([{ seat: "1", category: "Premium" }, "2"]);
	});

	test("a category that the plan does not list is odd, and reported once", () => {
		const seats = ["VIP", "Premium", "VIP", undefined, ""].map((category, index) => ({
			seat_number: index,
			category,
			position: { x: index, y: 0 },
		}));
		const file = { ...plan(zone("Stalls", row("A", seats))), categories: [{ name: "Premium" }] };

		expect(odditiesIn(file)).toEqual([
			{ path: "/zones/0/rows/0/seats/0/category", message: "the plan lists no category VIP" },
			{ path: "/zones/0/rows/0/seats/3/category", message: "the seat has no category" },
		]);
	});
});

describe("seat ids (I11)", () => {
	const aSeat = (id: unknown, more = {}) => ({ seat_guid: id, seat_number: "1", ...more });
	/** Where each seat of an id is, as section, row and seat. */
	const labelsById = (file: unknown) => {
		const { sections } = parseEventDocument(converted(file).document, NOW);
		const seats = sections.flatMap(({ section, plan }) =>
			plan.rows.flatMap(({ row, places }) =>
				places.flatMap((place) => (place ? [[place.id, [section, row, place.seat].join(" ")]] : [])),
			),
		);
		return Object.fromEntries(seats);
	};

	test("two zones of one name keep their labels when the plan lists them in another order", () => {
		const left = zone("Balcony", row("A", [aSeat("LEFT-1")]));
		const right = zone("Balcony", row("A", [aSeat("RIGHT-1")]));

		const labels = labelsById(plan(left, right));

		expect(labels).toEqual({ "LEFT-1": "Balcony A 1", "RIGHT-1": "Balcony (2) A 1" });
		expect(labelsById(plan(right, left))).toEqual(labels);
	});

	test("two zones of one name keep their labels by their zone_id, if their seats have no ids", () => {
		const left = { zone_id: "l", ...zone("Balcony", row("A", labelled("left"))) };
		const right = { zone_id: "r", ...zone("Balcony", row("A", labelled("right"))) };
		const seatsIn = (section: string, file: unknown) => converted(file).document.sections[section]?.[0]?.seats;

		for (const file of [plan(left, right), plan(right, left)]) {
			expect(seatsIn("Balcony", file)).toEqual(["left"]);
			expect(seatsIn("Balcony (2)", file)).toEqual(["right"]);
		}
	});

	test("labels do not depend on the order of the list if every seat has an id", () => {
		const label = fc.constantFrom(undefined, "", "1", "2", "A");
		const shape = fc.array(
			fc.record({
				name: label,
				rows: fc.array(
					fc.record({
						number: label,
						label: fc.constantFrom("Bench", "Row %s"),
						seats: fc.array(label, { maxLength: 5 }),
					}),
					{ maxLength: 4 },
				),
			}),
			{ maxLength: 4 },
		);
		fc.assert(
			fc.property(shape, fc.integer(), (shape, seed) => {
				const listed = <Item>(items: readonly Item[], isShuffled: boolean) =>
					isShuffled ? shuffle(items, seed) : [...items];
				// An empty zone or row has no id, and only its place in the list.
				const planOf = (isShuffled: boolean) => {
					let count = 0;
					const zones = shape.map(({ name, rows }) => ({
						name,
						rows: rows
							.map(({ number, label, seats }) => ({
								row_number: number,
								row_label: label,
								seats: listed(
									seats.map((seat) => ({ seat_guid: `guid-${(count++ * 7) % 101}`, seat_number: seat })),
									isShuffled,
								),
							}))
							.filter(({ seats }) => seats.length > 0),
					}));
					const withSeats = zones.filter(({ rows }) => rows.length > 0);
					return plan(
						...listed(
							withSeats.map((zone) => ({ ...zone, rows: listed(zone.rows, isShuffled) })),
							isShuffled,
						),
					);
				};

				expect(labelsById(planOf(true))).toEqual(labelsById(planOf(false)));
			}),
			{ numRuns: 300 },
		);
	});

	test("an id is taken as a text or a number, from seat_guid or else from id", () => {
		const seats = [aSeat(" a "), aSeat(7, { seat_number: "2" }), { id: "b", seat_number: "3" }];

		expect(labelsById(plan(zone("Box", row("A", seats))))).toEqual({ a: "Box A 1", "7": "Box A 2", b: "Box A 3" });
	});

	test("an id of several seats names none of them, where the plan has labels for each: they go by these", () => {
		const left = zone("Left", row("A", [aSeat("copied"), aSeat("x", { seat_number: "2" })]));
		const right = zone("Right", row("A", [aSeat("copied"), aSeat("y", { seat_number: "2" })]));
		const file = plan(left, right);

		expect(labelsById(file)).toEqual({ x: "Left A 2", y: "Right A 2", undefined: "Right A 1" });
		expect(labelsById(plan(right, left))).toEqual({ x: "Left A 2", y: "Right A 2", undefined: "Left A 1" });
		expect(odditiesIn(file)).toContainEqual({
			path: "/zones/0/rows/0/seats/0",
			message: "2 seats share the id copied: they are identified by their labels",
		});
	});

	test.each<[string, object[]]>([
		["of a zone whose name another has", [zone("Box", row("A", [aSeat("x")])), zone("Box", row("B", [aSeat("x")]))]],
		["of a zone without a name", [zone("", row("A", [aSeat("x")])), zone("Box", row("A", [aSeat("x")]))]],
		["of a row without a number", [zone("Box", row("", [aSeat("x")]), row("A", [aSeat("x")]))]],
		["without a number", [zone("Box", row("A", [aSeat("x", { seat_number: "" }), aSeat("x")]))]],
		["with the number of another", [zone("Box", row("A", [aSeat("x"), aSeat("x")]))]],
	])("a plan is refused if an id comes twice, at a seat %s", (_, zones) => {
		expect(mistakesIn(plan(...zones))).toHaveLength(2);
	});

	test("a plan is refused if an id comes twice or cannot be an id, with every place", () => {
		const seats = [aSeat("a"), aSeat("b"), aSeat("a"), aSeat("x".repeat(129)), aSeat("a\u200bb"), aSeat({})];

		expect(mistakesIn(plan(zone("Stalls", row("A", seats)))).map(({ path }) => path)).toEqual([
			"/zones/0/rows/0/seats/3/seat_guid",
			"/zones/0/rows/0/seats/4/seat_guid",
			"/zones/0/rows/0/seats/5/seat_guid",
			"/zones/0/rows/0/seats/0",
			"/zones/0/rows/0/seats/2",
		]);
	});
});

describe("states and marks of seats", () => {
	const read = (...seats: object[]) => {
		const listed = seats.map((seat, index) => ({ seat_number: index + 1, ...seat }));
		const [section] = parseEventDocument(converted(plan(zone("Stalls", row("A", listed)))).document, NOW).sections;
		return section;
	};

	test("a seat of a plan starts in the state that the plan gives it", () => {
		const section = read(
			{ status: "sold" },
			{ status: "sold", order: 4711 },
			{ status: "blocked", reason: "sound desk" },
			{ blocked: true },
			{ status: "locked", expires: NOW + 60 },
			{ status: "available" },
			{ status: null, blocked: false },
		);

		expect(section?.starting.map(({ seat, record }) => ({ seat: seat.seat, ...record }))).toEqual([
			{ seat: "1", status: "sold", order: "imported", soldAt: NOW },
			{ seat: "2", status: "sold", order: "4711", soldAt: NOW },
			{ seat: "3", status: "blocked", reason: "sound desk" },
			{ seat: "4", status: "blocked", reason: "imported" },
			{ seat: "5", status: "locked", lockedAt: NOW, expires: NOW + 60 },
		]);
	});

	test("a seat marked wheelchair or accessible is accessible", () => {
		const section = read({ wheelchair: true }, { accessible: true }, { wheelchair: false, accessible: null }, {});

		expect(section?.plan.rows[0]?.places.map((place) => place?.accessible)).toEqual([true, true, false, false]);
	});

	test("a plan is refused for a state or a mark that is none, with its place", () => {
		const seats = [
			{ status: "booked" },
			{ status: {} },
			{ wheelchair: "yes" },
			{ blocked: 1 },
			{ status: "locked" },
			{ status: "locked", expires: NOW + 604_801 },
			{ status: "sold", order: "x".repeat(65) },
			{ status: "blocked", reason: "\n x \u0000" },
		];

		expect(mistakesIn(plan(zone("Stalls", row("A", seats)))).map(({ path }) => path)).toEqual(
			["0/status", "1/status", "3/blocked", "2/wheelchair", "4/expires", "6/order", "7/reason", "5/expires"]
				.toSorted((one, other) => order(one) - order(other))
				.map((place) => `/zones/0/rows/0/seats/${place}`),
		);
	});

	/** A lock too far ahead is seen last. */
	const order = (place: string) => (place === "5/expires" ? 9 : Number(place[0]));
});

describe("fields that are not used", () => {
	test("a field that is not used is named once, with its count and its first place", () => {
		const seats = Array.from({ length: 300 }, (_, index) => ({ seat_number: index, foo: 1 }));

		expect(odditiesIn(plan(zone("Stalls", row("A", seats), row("B", [{ seat_number: "1" }]))))).toContainEqual({
			path: "/zones/0/rows/0/seats/0/foo",
			message: "the field foo is not used (300 times)",
		});
	});

	test("a field without a value is not named", () => {
		const file = { ...plan({ ...zone("Stalls", row("A")), areas: [], uuid: "", displayed: null }), venue: "x" };

		expect(odditiesIn(file)).toEqual([{ path: "/venue", message: "the field venue is not used (once)" }]);
	});

	test("fields are named at every level, and the details of another state too", () => {
		const seat = { seat_number: "1", order: "4711", position: { x: 0, y: 0, z: 0 } };
		const file = {
			...plan({ ...zone("Stalls", { ...row("A", [seat]), row_label: "x", curve: 1 }), displayed: false }),
			categories: [{ name: "Gold", price: 7 }],
			opens: 5,
		};

		expect(odditiesIn(file).map(({ path }) => path)).toEqual([
			"/opens",
			"/categories/0/price",
			"/zones/0/displayed",
			"/zones/0/rows/0/row_label",
			"/zones/0/rows/0/curve",
			"/zones/0/rows/0/seats/0/order",
			"/zones/0/rows/0/seats/0/position/z",
			"/zones/0/rows/0/seats/0/category",
		]);
	});

	test("fields that are not used are listed before the other oddities, and a hundred in all", () => {
		const seats = Array.from({ length: 300 }, () => ({ foo: 1 }));

		const oddities = odditiesIn(plan(zone("Stalls", row("A", seats))));

		expect(oddities[0]).toEqual({
			path: "/zones/0/rows/0/seats/0/foo",
			message: "the field foo is not used (300 times)",
		});
		expect(oddities).toHaveLength(101);
		expect(oddities.at(-1)).toEqual({ path: "", message: "and 202 more" });
	});
});

describe("categories of a plan", () => {
	test("the categories of a plan are kept with their colors", () => {
		const categories = [
			{ name: "Gold", color: "#D4A017" },
			{ name: " Silver " },
			{ name: "Bronze", color: "brown" },
			{ name: "Gold", color: "#000" },
			{ color: "#fff" },
		];

		const { document, oddities } = converted({ ...plan(), categories });

		expect(document.categories).toEqual({ Gold: { color: "#D4A017" }, Silver: {}, Bronze: {} });
		expect(oddities.map(({ path }) => path)).toEqual(
			["/zones", "/categories/2/color", "/categories/3", "/categories/4"].toSorted(),
		);
	});

	test("a plan is refused for categories that break the format, with their places", () => {
		expect(mistakesIn({ ...plan(), categories: {} }).map(({ path }) => path)).toEqual(["/categories"]);
		expect(mistakesIn({ ...plan(), categories: [null, { name: { toString: 1 } }] }).map(({ path }) => path)).toEqual([
			"/categories/0",
			"/categories/1/name",
		]);
		expect(mistakesIn({ ...plan(), categories: Array.from({ length: 101 }, (_, n) => ({ name: n })) })).toEqual([
			{ path: "/categories", message: "expected at most 100 categories" },
		]);
	});
});

describe("the work that a plan can cause (I12)", () => {
	const many = <Item>(count: number, item: (index: number) => Item) => Array.from({ length: count }, (_, n) => item(n));

	test("a plan with more than 100,000 seats or rows is refused before they are read", () => {
		const seats = plan(
			zone(
				"Stalls",
				row(
					"A",
					many(100_001, () => ({})),
				),
			),
		);
		const rows = plan(zone("Stalls", ...many(100_001, () => row("A", []))));

		expect(mistakesIn(seats)).toEqual([{ path: "/zones", message: "expected at most 100000 seats" }]);
		expect(mistakesIn(rows)).toEqual([{ path: "/zones", message: "expected at most 100000 rows" }]);
	});

	test("a refusal has at most 100 mistakes, however many there are", () => {
		expect(
			mistakesIn(
				plan(
					zone(
						"Stalls",
						row(
							"A",
							many(90_000, () => 7),
						),
					),
				),
			),
		).toHaveLength(100);
	});

	test("100,000 parts of one row are joined in a time that grows with their number", () => {
		const rows = many(100_000, (n) => row("A", [{ seat_number: n }]));

		expect(converted(plan(zone("Stalls", ...rows))).document.sections["Stalls"]).toHaveLength(1);
	});
});

test("labels that cannot be seen apart are refused in a plan, and its spellings are in NFC", () => {
	const file = plan(zone("Stalls", row("E\u0301", labelled("1", "1\u200b", "\u202e2", "a\u2060b"))));

	expect(mistakesIn(file).map(({ path }) => path)).toEqual(
		[1, 2, 3].map((n) => `/zones/0/rows/0/seats/${n}/seat_number`),
	);
	expect(converted(plan(zone("O\u0308", row("E\u0301", labelled("A\u030a"))))).document.sections).toEqual({
		"\u00d6": [{ row: "\u00c9", seats: ["\u00c5"] }],
	});
	// The second is a repeat, and gets a label of its own.
	expect(Object.keys(converted(plan(zone("\u00c9"), zone("E\u0301"))).document.sections)).toEqual([
		"\u00c9",
		"\u00c9 (2)",
	]);
});

test("everything that breaks the format is refused, with its place", () => {
	const file = plan(
		"Stalls",
		{ name: { en: "Stalls" }, rows: {} },
		zone("A\u0000B", "A", row("A", {}), row("A\u001b[31m", [7, { seat_number: ["1"] }, { seat_number: "\ud800" }])),
	);

	expect(mistakesIn(file).map(({ path }) => path)).toEqual([
		"/zones/0",
		"/zones/1/name",
		"/zones/2/name",
		"/zones/1/rows",
		"/zones/2/rows/0",
		"/zones/2/rows/1",
		"/zones/2/rows/2/row_number",
		"/zones/2/rows/2/seats/0",
		"/zones/2/rows/2/seats/1/seat_number",
		"/zones/2/rows/2/seats/2/seat_number",
	]);
});

test("zones that are not an array are refused", () => {
	for (const zones of [null, {}, "none"]) {
		expect(mistakesIn({ name: "House", zones })).toEqual([{ path: "/zones", message: "expected an array of zones" }]);
	}
});

test("a name of 256 characters and 1,000 zones are accepted unchanged", () => {
	const name = "x".repeat(256);
	const file = { ...plan(...Array.from({ length: 1_000 }, (_, n) => zone(n, row("A")))), name };

	expect(converted(file).document.name).toBe(name);
	expect(odditiesIn(file)).toEqual([]);
});

test("a name is cut to 256 characters, and refused where it has what nobody sees", () => {
	const name = "🎭".repeat(257);

	expect(converted({ ...plan(zone("Stalls")), name }).document.name).toBe("🎭".repeat(256));
	expect(odditiesIn({ ...plan(zone("Stalls")), name })).toContainEqual({
		path: "/name",
		message: "the name is too long: it is cut to 256 characters",
	});
	expect(mistakesIn({ ...plan(zone("Stalls")), name: "Gala \u202e2" })).toEqual([
		{ path: "/name", message: "expected no invisible characters, found U+202E" },
	]);
});

test("a reason may have several lines, as in an event document, and an order may not", () => {
	const seats = [
		{ seat_number: "1", status: "blocked", reason: "sound\ndesk" },
		{ seat_number: "2", status: "sold", order: "4711\n4712" },
	];

	expect(mistakesIn(plan(zone("Stalls", row("A", seats))))).toMatchObject([{ path: "/zones/0/rows/0/seats/1/order" }]);
});

test("more zones than an event may have sections are refused", () => {
	const zones = Array.from({ length: 1_001 }, (_, index) => zone(`Box ${index}`));

	expect(mistakesIn(plan(...zones))).toEqual([{ path: "/zones", message: "expected at most 1000 zones" }]);
});

test("a number_of_seats other than the number listed is odd", () => {
	expect(odditiesIn(plan(zone("Stalls", row("A", along(0, 30), { number_of_seats: 3 }))))).toEqual([
		{ path: "/zones/0/rows/0/number_of_seats", message: "number_of_seats is 3, but the row lists 2" },
	]);
});

test("whatever the labels and positions, no seat is lost and the document is accepted", () => {
	const label = fc.oneof(
		fc.constantFrom("1", "2", "1 (2)", "A", "", " 1 ", "__proto__", "x".repeat(70), undefined, null),
		fc.nat(9),
		fc.string({ maxLength: 3 }),
		fc
			.string({ unit: "binary", maxLength: 70 })
			.filter((text) => !/[\p{Cc}\p{Cs}\p{Bidi_Control}\u200b\u2060\ufeff]/u.test(text)),
	);
	const position = fc.oneof(
		fc.record({ x: fc.integer({ min: -9, max: 9 }), y: fc.integer({ min: -9, max: 9 }) }),
		fc.record({ x: fc.double(), y: fc.double() }),
		fc.constantFrom(undefined, null, {}, { x: 1 }, { x: "1", y: 2 }),
	);
	const seat = fc.record({ seat_number: label, position, category: label, wheelchair: fc.boolean() });
	const rowOf = fc.record({ row_number: label, seats: fc.array(seat, { maxLength: 12 }) });
	const zones = fc.array(fc.record({ name: label, rows: fc.array(rowOf, { maxLength: 5 }) }), { maxLength: 5 });
	fc.assert(
		fc.property(zones, (zones) => {
			const { document } = converted(plan(...zones));

			const event = parseEventDocument(JSON.parse(JSON.stringify(document)), NOW);
			const sizes = event.sections.map(({ plan }) => plan.seats.size);
			const seats = zones.map(({ rows }) => rows.reduce((sum, { seats }) => sum + seats.length, 0));
			expect(sizes.toSorted()).toEqual(seats.toSorted());
		}),
		{ numRuns: 300 },
	);
});

/** A shuffle that a seed decides. */
function shuffle<Item>(items: readonly Item[], seed: number): Item[] {
	let state = seed | 1;
	return items
		.map((item) => {
			state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
			return { item, draw: state >>> 8 };
		})
		.toSorted((one, other) => one.draw - other.draw)
		.map(({ item }) => item);
}
