/** A chart says everything of a plan in few numbers, and the page reads it back (contract §4.4). */
import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { type ChartRow, type ChartSection, cornersOfLine, onChart, placesOf } from "../../domain/chart.ts";
import { drawChart, type RowDrawing, type SectionDrawing } from "../../domain/draw-chart.ts";
import { labelRuns } from "../../domain/label-runs.ts";
import { drawnSeats } from "../support/drawn-seats.ts";

const aLabel = fc.oneof(
	fc.integer({ min: 0, max: 30 }).map(String),
	fc.tuple(fc.constantFrom("", "A", "0", "-", "1-", "é"), fc.integer({ min: 0, max: 12 })).map(([p, n]) => `${p}${n}`),
	fc.constantFrom("007", "999999999999999", "1000000000000000", "99999999999999999999", "A", "-1", "1e3", "\n1"),
);

/** Labels that count, mostly. */
const aRun = fc
	.record({
		prefix: fc.constantFrom("", "A", "0", "1-"),
		from: fc.integer({ min: 0, max: 120 }),
		by: fc.integer({ min: -4, max: 4 }),
		num: fc.integer({ min: 1, max: 20 }),
	})
	.map(({ prefix, from, by, num }) => Array.from({ length: num }, (_, index) => `${prefix}${from + by * index}`));
const somePlaces = fc
	.array(fc.oneof(aRun, fc.array(fc.option(aLabel), { maxLength: 4 })), { maxLength: 4 })
	.map((parts) => parts.flat());

describe("labels in runs", () => {
	test("labels read back are what they were", () => {
		fc.assert(
			fc.property(somePlaces, (places) => expect(placesOf(labelRuns(places))).toEqual(places)),
			{ numRuns: 2_000 },
		);
	});

	test("labels that count are one run, whatever they begin with and count by, and others stay as they are", () => {
		expect(labelRuns(["1", "2", "3", "4"])).toEqual([["", 1, 4, 1]]);
		expect(labelRuns(["A19", "A17", "A15", null, "2", "4"])).toEqual([["A", 19, 3, -2], null, "2", "4"]);
		expect(labelRuns(["08", "09", "10", "11", "12"])).toEqual(["08", "09", ["", 10, 3, 1]]);
		expect(labelRuns(["x", "y", "z"])).toEqual(["x", "y", "z"]);
	});
});

const aPlace = fc.option(
	fc.record({
		seat: aLabel,
		category: fc.option(fc.constantFrom("gold", "silver", "other"), { nil: undefined }),
		accessible: fc.boolean(),
	}),
);
const aNumber = fc.double({ min: -1e4, max: 1e4, noNaN: true });
const aDrawing: fc.Arbitrary<RowDrawing> = fc.oneof(
	fc.constant({}),
	fc.record({
		x: aNumber,
		y: aNumber,
		angle: fc.double({ min: -360, max: 360, noNaN: true }),
		step: fc.double({ min: 0.1, max: 50, noNaN: true }),
		turn: fc.double({ min: -10, max: 10, noNaN: true }),
	}),
);
const aSection = (section: string): fc.Arbitrary<SectionDrawing> =>
	fc.record({
		section: fc.constant(section),
		rows: fc.array(
			fc.record({ row: aLabel, drawing: aDrawing, places: fc.array(aPlace, { minLength: 1, maxLength: 20 }) }),
			{ maxLength: 4 },
		),
	});
const someSections = fc.tuple(aSection("one"), aSection("two"), aSection("three"));
const LISTED = [{ category: "gold", color: "#d4a017" }, { category: "unused" }];

describe("a chart", () => {
	test("has every seat of the plan in plan order, with its label, its category and whether it is accessible", () => {
		fc.assert(
			fc.property(someSections, (sections) => {
				const chart = JSON.parse(JSON.stringify(drawChart(sections, LISTED, [])));

				expect(chart.categories.slice(0, 2)).toEqual(LISTED);
				const read = chart.sections.map((section: ChartSection) => ({
					section: section.section,
					rows: section.rows.map((row) => ({
						row: row.row,
						labels: placesOf(row.seats),
						seats: drawnSeats(row, section).map(({ seat, category, accessible }) => ({
							seat,
							category: chart.categories[category]?.category,
							accessible,
						})),
					})),
				}));
				expect(read).toEqual(
					sections.map(({ section, rows }) => ({
						section,
						rows: rows.map(({ row, places }) => ({
							row,
							labels: places.map((place) => place?.seat ?? null),
							seats: places.filter((place) => place !== null),
						})),
					})),
				);
			}),
			{ numRuns: 300 },
		);
	});

	test("draws a row from its first place on, in its direction, turned after each place, within a fiftieth of a step", () => {
		const row = fc.record({
			drawing: aDrawing.filter((drawing) => drawing.x !== undefined),
			num: fc.integer({ min: 1, max: 40 }),
		});
		fc.assert(
			fc.property(
				fc.array(row, { minLength: 1, maxLength: 3 }),
				fc.double({ min: 0.5, max: 30, noNaN: true }),
				(rows, step) => {
					const section: SectionDrawing = {
						section: "one",
						rows: rows.map(({ drawing, num }, index) => ({
							row: String(index),
							drawing: { ...drawing, step },
							places: Array.from({ length: num }, (_, seat) => ({
								seat: String(seat),
								category: undefined,
								accessible: false,
							})),
						})),
					};

					const [drawn] = drawChart([section], [], []).sections;

					for (const [index, { drawing, num }] of rows.entries()) {
						const seats = drawnSeats(drawn?.rows[index] as ChartRow, drawn ?? {});
						let { x = 0, y = 0, angle = 0 } = drawing;
						for (let seat = 0; seat < num; seat++) {
							const off = Math.hypot((seats[seat]?.x ?? 0) - x, (seats[seat]?.y ?? 0) - y) / step;
							expect(off).toBeLessThan(0.05);
							x += step * Math.cos((angle * Math.PI) / 180);
							y += step * Math.sin((angle * Math.PI) / 180);
							angle += drawing.turn ?? 0;
						}
					}
				},
			),
			{ numRuns: 200 },
		);
	});

	test("draws a gap as wide as the document says, on a line and on an arc", () => {
		const row = fc.record({
			turn: fc.oneof(
				fc.integer({ min: -100, max: 100 }).map((tenths) => tenths / 10),
				fc.integer({ min: -1_000, max: 1_000 }).map((number) => number / 30_000),
			),
			angle: fc.integer({ min: -180, max: 180 }),
			// Its places: the width of a gap, or a seat.
			places: fc.array(
				fc.option(fc.oneof(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 40_000 })), { freq: 3 }),
				{ minLength: 1, maxLength: 30 },
			),
		});
		fc.assert(
			fc.property(row, ({ turn, angle, places }) => {
				const gaps = places.flatMap((width) => (width === null ? [] : [width / 100]));
				fc.pre(Math.abs(turn) * (places.length + gaps.reduce((sum, width) => sum + width, 0)) < 360);
				const section = {
					section: "one",
					rows: [
						{
							row: "A",
							drawing: { x: 3, y: 4, angle, step: 2, turn, gaps },
							places: places.map((width, place) => (width === null ? (seatsOf(place + 1).at(-1) ?? null) : null)),
						},
					],
				};

				const [drawn] = drawChart([section], [], []).sections;

				const radius = 1 / Math.sin((turn / 2) * (Math.PI / 180));
				let steps = 0;
				const expected = places.flatMap((width, place) => {
					const before = places[place - 1] ?? null;
					if (place > 0) steps += ((width === null ? 1 : width / 100) + (before === null ? 1 : before / 100)) / 2;
					if (width !== null) return [];
					// Where a chord of so long an arc ends.
					const chord = turn === 0 ? 2 * steps : 2 * radius * Math.sin(steps * (turn / 2) * (Math.PI / 180));
					const direction = (angle + (turn * (steps - 1)) / 2) * (Math.PI / 180);
					return [{ x: 3 + chord * Math.cos(direction), y: 4 + chord * Math.sin(direction) }];
				});
				const seats = drawnSeats(drawn?.rows[0] as ChartRow, drawn ?? {});
				expect(seats).toHaveLength(expected.length);
				for (const [index, { x, y }] of expected.entries()) {
					expect(Math.hypot((seats[index]?.x ?? 0) - x, (seats[index]?.y ?? 0) - y)).toBeLessThan(0.1);
				}
			}),
			{ numRuns: 500 },
		);
	});

	test("draws points where they are, to a fiftieth of the usual distance", () => {
		const points = [
			[0, 0],
			[10, 3],
			[21, -4],
		] as const;
		const places = ["1", "2", "3"].map((seat) => ({ seat, category: undefined, accessible: false }));
		const [section] = drawChart(
			[{ section: "one", rows: [{ row: "A", drawing: { points }, places }] }],
			[],
			[],
		).sections;

		const drawn = drawnSeats(section?.rows[0] as ChartRow, section ?? {});

		for (const [index, [x, y]] of points.entries()) {
			expect(Math.hypot((drawn[index]?.x ?? 0) - x, (drawn[index]?.y ?? 0) - y)).toBeLessThan(0.2);
		}
	});

	test("is as large as everything that is drawn, with half a step around the seats", () => {
		const rows = [{ row: "A", drawing: { x: 0, y: 0, step: 2 }, places: seatsOf(3) }];
		const circle = { kind: "ellipse", x: -10, y: 0, width: 4, height: 2 } as const;

		expect(drawChart([{ section: "one", rows }], [], []).size).toEqual({ x: -1, y: -1, width: 6, height: 2 });
		expect(drawChart([{ section: "one", rows }], [], [circle]).size).toEqual({ x: -12, y: -1, width: 17, height: 2 });
		expect(drawChart([], [], []).size).toEqual({ x: 0, y: 0, width: 0, height: 0 });
	});
});

describe("what has no place is laid out", () => {
	const blockOf = (section: string, rows: number, seats: number): SectionDrawing => ({
		section,
		rows: Array.from({ length: rows }, (_, row) => ({ row: String(row), drawing: {}, places: seatsOf(seats) })),
	});

	test("no two seats of a house are on top of each other, however many sections it has", () => {
		const size = fc.record({ rows: fc.integer({ min: 0, max: 6 }), seats: fc.integer({ min: 1, max: 12 }) });
		fc.assert(
			fc.property(fc.array(size, { maxLength: 12 }), fc.boolean(), (sizes, isPartly) => {
				const blocks = sizes.map(({ rows, seats }, index) => blockOf(String(index), rows, seats));
				const placed = { ...blockOf("placed", 2, 5) };
				const first = {
					...placed,
					rows: placed.rows.map((row, index) => ({ ...row, drawing: index ? {} : { x: 3, y: 4, step: 0.55 } })),
				};

				const { sections } = drawChart(isPartly ? [...blocks, first] : blocks, [], []);

				const all = sections.flatMap((section) => section.rows.flatMap((row) => drawnSeats(row, section)));
				const step = isPartly ? 0.55 : 1;
				for (const [index, one] of all.entries()) {
					for (const other of all.slice(index + 1)) {
						expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(step * 0.95);
					}
				}
			}),
			{ numRuns: 40 },
		);
	});

	test("a theatre of a few sections is a stack of them, the first in front, and each behind the one before", () => {
		const { sections } = drawChart(
			[blockOf("stalls", 20, 30), blockOf("circle", 8, 34), blockOf("balcony", 6, 30)],
			[],
			[],
		);

		expect(sections.map(({ x }) => x ?? 0)).toEqual([0, 0, 0]);
		const depths = sections.map(({ y }) => y ?? 0);
		expect(depths).toEqual(depths.toSorted((one, other) => one - other));
		expect(sections[0]?.rows.map(({ y }) => y ?? 0).slice(0, 3)).toEqual([0, 1.25, 2.5]);
	});

	test("100,000 rows behind a placed one are laid out one behind the other", () => {
		const rows = Array.from({ length: 100_000 }, (_, index) => ({
			row: String(index),
			places: index === 0 ? seatsOf(1) : [],
			drawing: index === 0 ? { x: 0, y: 0 } : {},
		}));

		const { sections } = drawChart([{ section: "Floor", rows }], [], []);

		expect(sections[0]?.rows.at(-1)?.y).toBe(99_999 * 1.25);
	});

	test("two hundred blocks make no tower", () => {
		const { size } = drawChart(
			Array.from({ length: 200 }, (_, index) => blockOf(String(index), 20, 20)),
			[],
			[],
		);

		expect(size.height / size.width).toBeGreaterThan(0.5);
		expect(size.height / size.width).toBeLessThan(2);
	});
});

test("a frame turns clockwise, then moves; the middle of a row is where its frame is", () => {
	const [x, y] = onChart({ x: 10, y: 20, angle: 90 }, [1, 0]);
	expect([Math.round(x), Math.round(y)]).toEqual([10, 21]);
	const line = cornersOfLine({ x: 5, y: 5, step: 2 }, [["", 1, 4, 1]]);
	expect(line).toEqual([
		[2, 5],
		[4, 5],
		[6, 5],
		[8, 5],
	]);
});

function seatsOf(num: number) {
	return Array.from({ length: num }, (_, seat) => ({ seat: String(seat + 1), category: undefined, accessible: false }));
}
