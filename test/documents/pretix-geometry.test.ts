/** Where a pretix plan draws its seats and its areas is where the chart draws them (contract §4.4). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { chartOfDocument } from "../../documents/chart-of.ts";
import { parseEventDocument } from "../../documents/event-document.ts";
import { convertPretixPlan, isPretixPlan } from "../../documents/pretix-plan.ts";
import { shapeOf } from "../../documents/row-shape.ts";
import type { Chart } from "../../domain/chart.ts";
import { drawnSeats } from "../support/drawn-seats.ts";

const NOW = 1_800_000_000;

interface Point {
	readonly x: number;
	readonly y: number;
}

function chartOfPlan(plan: unknown) {
	if (!isPretixPlan(plan)) throw new Error("expected a plan");
	const { document, oddities } = convertPretixPlan(plan, NOW);
	parseEventDocument(document, NOW);
	return { chart: chartOfDocument(document as never), oddities };
}

/** Where the chart draws each seat: `section row seat`. */
function placesIn({ sections }: Chart): Map<string, Point> {
	return new Map(
		sections.flatMap((section) =>
			section.rows.flatMap((row) =>
				drawnSeats(row, section).map(({ seat, x, y }) => [`${section.section} ${row.row} ${seat}`, { x, y }] as const),
			),
		),
	);
}

const seats = (points: readonly Point[]) =>
	points.map((position, index) => ({ seat_guid: "", seat_number: String(index + 1), position, category: "" }));
const planOf = (...zones: object[]) => ({ name: "House", categories: [], zones });
const distance = (one: Point, other: Point) => Math.hypot(one.x - other.x, one.y - other.y);

test("every seat of a theatre is drawn where its plan has it: zone, row and seat added up", () => {
	const theatre = JSON.parse(readFileSync(join(import.meta.dirname, "small-theatre.pretix.json"), "utf8"));

	const places = placesIn(chartOfPlan(theatre).chart);

	for (const zone of theatre.zones.slice(0, 2)) {
		for (const row of zone.rows) {
			for (const { seat_number, position } of row.seats) {
				const planned = {
					x: zone.position.x + row.position.x + position.x,
					y: zone.position.y + row.position.y + position.y,
				};
				const place = places.get(`${zone.name} ${row.row_number} ${seat_number}`);
				expect([zone.name, row.row_number, seat_number, distance(place as Point, planned) < 1.5]).toEqual([
					zone.name,
					row.row_number,
					seat_number,
					true,
				]);
			}
		}
	}
});

describe("the shape of a row", () => {
	const aTurn = fc.oneof(fc.constant(0), fc.double({ min: -20, max: 20, noNaN: true }));
	const aLine = fc.record({
		x: fc.integer({ min: -500, max: 500 }),
		y: fc.integer({ min: -500, max: 500 }),
		angle: fc.integer({ min: -179, max: 180 }),
		step: fc.integer({ min: 10, max: 40 }),
		turn: aTurn,
		num: fc.integer({ min: 3, max: 30 }),
	});

	test("seats that stand evenly on a line or an arc, to a whole pixel, become that line or arc", () => {
		fc.assert(
			fc.property(aLine, ({ num, ...line }) => {
				fc.pre(Math.abs(line.turn) * num < 340);
				const points = walk(line, num).map(({ x, y }) => ({
					x: Math.round(x * 100) / 100,
					y: Math.round(y * 100) / 100,
				}));

				const shape = shapeOf(points) as { step?: number; points?: unknown };

				expect(shape.points).toBeUndefined();
				expect(Math.abs((shape.step ?? 0) - line.step)).toBeLessThan(line.step * 0.05);
			}),
			{ numRuns: 300 },
		);
	});

	test("aisles of any width leave a row a line or an arc", () => {
		const blocks = fc.array(fc.integer({ min: 2, max: 12 }), { minLength: 2, maxLength: 4 });
		const widths = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 3, maxLength: 3 });
		fc.assert(
			fc.property(aLine, blocks, widths, (line, blocks, widths) => {
				const steps = blocks.flatMap((num, block) => {
					const before = blocks.slice(0, block).reduce((sum, num, index) => sum + num + (widths[index] ?? 0) / 100, 0);
					return [...(block > 0 ? [undefined] : []), ...Array.from({ length: num }, (_, seat) => before + seat)];
				});
				fc.pre(Math.abs(line.turn) * (steps.at(-1) ?? 0) < 340);

				const shape = shapeOf(steps.map((past) => (past === undefined ? undefined : along(line, past))));

				const gaps = widths.slice(0, blocks.length - 1).map((width) => width / 100);
				expect(shape).not.toHaveProperty("points");
				const found = shape && "gaps" in shape ? shape.gaps : undefined;
				for (const [gap, width] of gaps.entries()) {
					expect(Math.abs((found ? (found[gap] ?? -1) : 1) - width)).toBeLessThan(0.03);
				}
			}),
			{ numRuns: 500 },
		);
	});

	test("a row is drawn within a fifteenth of its widest step of where its seats are, whatever they stand on", () => {
		const aPoint = fc.record({ x: fc.integer({ min: 0, max: 900 }), y: fc.integer({ min: 0, max: 900 }) });
		const rows = fc.oneof(
			aLine.map(({ num, ...line }) => walk(line, num)),
			fc.uniqueArray(aPoint, { minLength: 1, maxLength: 12, selector: ({ x, y }) => `${x} ${y}` }),
		);
		fc.assert(
			fc.property(rows, (points) => {
				const row = { row_number: "A", position: { x: 3, y: 4 }, seats: seats(points) };
				const { chart } = chartOfPlan(planOf({ name: "Hall", position: { x: 10, y: 20 }, rows: [row] }));

				const places = placesIn(chart);
				const widest = Math.max(40, ...points.slice(1).map((point, index) => distance(point, points[index] ?? point)));

				// Seats may be taken in another order than they are listed in, so each is found by its label.
				for (const [index, point] of points.entries()) {
					const place = places.get(`Hall A ${index + 1}`) as Point;
					expect(distance(place, { x: point.x + 13, y: point.y + 24 })).toBeLessThan(widest / 15);
				}
			}),
			{ numRuns: 300 },
		);
	});

	test("a table is an arc that goes round", () => {
		const table = Array.from({ length: 8 }, (_, index) => ({
			x: 50 * Math.cos((index * Math.PI) / 4),
			y: 50 * Math.sin((index * Math.PI) / 4),
		}));

		expect(shapeOf(table)).toMatchObject({ x: 50, y: 0, turn: 45 });
	});

	/** The end of the chord of an arc of this many steps. */
	function along({ x, y, angle, step, turn }: Point & { angle: number; step: number; turn: number }, steps: number) {
		const half = (turn / 2) * (Math.PI / 180);
		const chord = half === 0 ? step * steps : (step * Math.sin(half * steps)) / Math.sin(half);
		const direction = (angle * Math.PI) / 180 + half * (steps - 1);
		return { x: x + chord * Math.cos(direction), y: y + chord * Math.sin(direction) };
	}

	function walk({ x, y, angle, step, turn }: Point & { angle: number; step: number; turn: number }, num: number) {
		const points: Point[] = [];
		let place = { x, y, angle };
		for (let index = 0; index < num; index++) {
			points.push({ x: place.x, y: place.y });
			const direction = (place.angle * Math.PI) / 180;
			place = {
				x: place.x + step * Math.cos(direction),
				y: place.y + step * Math.sin(direction),
				angle: place.angle + turn,
			};
		}
		return points;
	}
});

describe("what a plan does not place", () => {
	const at = (...xs: number[]) => seats(xs.map((x) => ({ x, y: 0 })));

	test("a zone without a position is laid out behind the others", () => {
		const placed = {
			name: "Stalls",
			position: { x: 100, y: 100 },
			rows: [{ row_number: "A", position: { x: 0, y: 0 }, seats: at(0, 20) }],
		};
		const other = { name: "Circle", rows: [{ row_number: "A", position: { x: 0, y: 0 }, seats: at(0, 20) }] };

		const places = placesIn(chartOfPlan(planOf(placed, other)).chart);

		expect(places.get("Stalls A 1")).toEqual({ x: 100, y: 100 });
		expect(places.get("Circle A 1")?.y).toBeGreaterThan(120);
	});

	test("rows without a position that would be drawn on top of each other are laid out; others count from the zone", () => {
		const rows = (y: number) => [
			{
				row_number: "A",
				seats: seats([
					{ x: 0, y: 0 },
					{ x: 20, y: 0 },
				]),
			},
			{
				row_number: "B",
				seats: seats([
					{ x: 0, y },
					{ x: 20, y },
				]),
			},
		];
		const zone = (y: number) =>
			placesIn(chartOfPlan(planOf({ name: "Stalls", position: { x: 5, y: 5 }, rows: rows(y) })).chart);

		expect(zone(30).get("Stalls B 1")).toEqual({ x: 5, y: 35 });
		const stacked = zone(0);
		expect(stacked.get("Stalls B 1")?.y).toBeGreaterThan(stacked.get("Stalls A 1")?.y ?? 0);
	});
});

describe("areas", () => {
	const decorationsOf = (...areas: unknown[]) =>
		chartOfPlan(planOf({ name: "Stalls", position: { x: 10, y: 20 }, rows: [], areas })).chart.decorations;

	test("every shape of the editor becomes a decoration, moved with its zone and turned", () => {
		const position = { x: 100, y: 0 };
		expect(
			decorationsOf(
				{
					shape: "rectangle",
					position,
					rotation: 90,
					rectangle: { width: 30, height: 10 },
					color: "#abc",
					border_color: "#ABC",
				},
				{ shape: "circle", position, circle: { radius: 5 }, text: { text: "Bar", position: { x: 0, y: 0 } } },
				{ shape: "ellipse", position, ellipse: { radius: { x: 5, y: 3 } }, border_color: "#123456" },
				{
					shape: "polygon",
					position,
					polygon: {
						points: [
							{ x: 0, y: 0 },
							{ x: 9, y: 0 },
							{ x: 0, y: 9 },
						],
					},
				},
				{ shape: "text", position, text: { text: "Exit", position: { x: 1, y: 2 }, color: "#333", size: 12 } },
			),
		).toEqual([
			{
				kind: "area",
				corners: [
					[110, 20],
					[110, 50],
					[100, 50],
					[100, 20],
				],
				color: "#abc",
				border: "#ABC",
			},
			{ kind: "ellipse", x: 110, y: 20, width: 10, height: 10, text: "Bar" },
			{ kind: "ellipse", x: 110, y: 20, width: 10, height: 6, border: "#123456" },
			{
				kind: "area",
				corners: [
					[110, 20],
					[119, 20],
					[110, 29],
				],
			},
			{ kind: "text", x: 111, y: 22, text: "Exit", size: 12, color: "#333" },
		]);
	});

	test("a line, which plans draw as a thin area in the color of its border, keeps the border by which it is seen", () => {
		const color = "#815719";
		const line = { position: { x: 0, y: 0 }, rectangle: { width: 0.5, height: 380 }, color, border_color: color };

		expect(decorationsOf(line)).toMatchObject([{ kind: "area", color, border: color }]);
	});

	test("the words of a turned area are turned with it, in its middle or where they are put", () => {
		const position = { x: 100, y: 0 };
		const rectangle = { width: 30, height: 10 };
		const turned = (rotation: number, at = { x: 0, y: 0 }) =>
			decorationsOf({ shape: "rectangle", position, rotation, rectangle, text: { text: "Bar", position: at } });
		const bar = { kind: "text", text: "Bar", size: 16 };

		expect(turned(90)).toMatchObject([{ kind: "area" }, { ...bar, x: 105, y: 35, angle: 90 }]);
		expect(turned(90)[0]).not.toHaveProperty("text");
		expect(turned(-30, { x: 15, y: 5 })[1]).toMatchObject({ ...bar, angle: -30 });
		expect(turned(450, { x: 15, y: 5 })).toMatchObject([{ kind: "area" }, { ...bar, x: 105, y: 35, angle: 90 }]);
		expect(turned(360)).toMatchObject([{ kind: "area", text: "Bar" }]);
		expect(
			decorationsOf({ shape: "circle", position, rotation: 45, circle: { radius: 5 }, text: { text: "Bar" } }),
		).toMatchObject([{ kind: "ellipse" }, { ...bar, x: 110, y: 20, angle: 45 }]);
		expect(decorationsOf({ shape: "text", position, rotation: 270, text: { text: "Bar" } })).toMatchObject([
			{ ...bar, x: 110, y: 20, angle: -90 },
		]);
	});

	test("where a chart has no room for the words of turned areas, they are level in their areas, and all areas are drawn", () => {
		const area = { position: { x: 0, y: 0 }, rotation: 5, width: 4, height: 2, text: "Bar" };
		const drawn = (count: number) => {
			const areas = Array.from({ length: count }, () => area);
			const { chart, oddities } = chartOfPlan(planOf({ name: "Stalls", rows: [], areas }));
			const kinds = chart.decorations.map((one) => (one.kind === "area" && one.text ? "area with words" : one.kind));
			return { kinds: new Set(kinds), num: kinds.length, more: oddities.filter(({ path }) => path === "/zones") };
		};

		expect(drawn(100)).toEqual({ kinds: new Set(["area", "text"]), num: 200, more: [] });
		expect(drawn(101)).toEqual({ kinds: new Set(["area with words"]), num: 101, more: [] });
		expect(drawn(203)).toMatchObject({
			num: 200,
			more: [{ message: "the plan has 3 areas too many for a chart: they are not drawn" }],
		});
	});

	test("where a chart has no room for words in the middle of their areas, they are part of them: a hall may have 120 tables", () => {
		const table = (text: object) => ({
			...{ shape: "rectangle", position: { x: 0, y: 0 }, rectangle: { width: 60, height: 95 } },
			text: { text: "7", ...text },
		});
		const numIn = (area: object) =>
			chartOfPlan(planOf({ name: "Hall", rows: [], areas: Array(120).fill(area) })).chart.decorations.length;

		expect(numIn(table({ position: { x: 30, y: 47.5 } }))).toBe(120);
		expect(numIn(table({ position: { x: 30, y: 10 } }))).toBe(200);
	});

	test("an area of the first format has its size in itself", () => {
		expect(decorationsOf({ position: { x: 0, y: 0 }, width: 4, height: 2, text: "Stage" })).toEqual([
			{
				kind: "area",
				corners: [
					[10, 20],
					[14, 20],
					[14, 22],
					[10, 22],
				],
				text: "Stage",
			},
		]);
	});

	test.each([
		["Main\n  stage", "Main stage", []],
		["🎭".repeat(101), "🎭".repeat(100), ["the text is too long: it is cut to 100 characters"]],
		["Bar\u202e", undefined, ["the text is not used: expected no invisible characters, found U+202E"]],
	])("words of an area that cannot be shown as they are, %j, are named or on one line", (text, shown, messages) => {
		const area = { position: { x: 0, y: 0 }, width: 4, height: 2, text };
		const { chart, oddities } = chartOfPlan(planOf({ name: "Stalls", rows: [], areas: [area] }));

		expect(chart.decorations.map((decoration) => decoration.text)).toEqual([shown]);
		expect(oddities.filter(({ path }) => path.endsWith("/text")).map(({ message }) => message)).toEqual(messages);
	});

	test("a text without a size has the one that the editor gives it", () => {
		const stage = {
			...{ shape: "rectangle", position: { x: 0, y: 0 }, rectangle: { width: 400, height: 200 } },
			text: { text: "Stage", position: { x: 200, y: 100 } },
		};

		expect(decorationsOf(stage)[1]).toEqual({ kind: "text", x: 210, y: 120, text: "Stage", size: 16 });
	});

	test("an area that cannot be drawn is named, and the plan can be sold without it", () => {
		for (const area of [
			null,
			{},
			{ shape: "cloud" },
			{ shape: "circle", position: { x: 0, y: 0 }, circle: {} },
			{ shape: "circle", position: { x: 1e9, y: 0 }, circle: { radius: 1 } },
		]) {
			const { chart, oddities } = chartOfPlan(planOf({ name: "Stalls", rows: [], areas: [area] }));

			expect(chart.decorations).toEqual([]);
			expect(oddities).toContainEqual({
				path: "/zones/0/areas/0",
				message: "the area is not drawn: its shape, place or size is not known",
			});
		}
	});

	test("seats further apart than a step may be are drawn by their points", () => {
		const ends = [-900_000, 900_000].map((x) => ({ x, y: 0 }));
		const zone = { name: "Field", position: { x: 0, y: 0 } };
		const rows = [{ row_number: "A", position: { x: 0, y: 0 }, seats: seats(ends) }];
		const { chart } = chartOfPlan(planOf({ ...zone, rows }));

		expect([...placesIn(chart).values()]).toEqual(ends);
	});

	test("an area whose corners are too many beside the others is left out, and what is small after it is drawn", () => {
		const polygon = (count: number) => {
			const points = Array.from({ length: count }, (_, n) => ({ x: n, y: n % 2 }));
			return { shape: "polygon", position: { x: 0, y: 0 }, polygon: { points } };
		};
		const circle = { shape: "circle", position: { x: 0, y: 0 }, circle: { radius: 1 } };
		const areas = [polygon(1_500), polygon(600), circle, { shape: "cloud" }, polygon(500)];
		const { chart, oddities } = chartOfPlan(planOf({ name: "Stalls", rows: [], areas }));

		expect(chart.decorations.map(({ kind }) => kind)).toEqual(["area", "ellipse", "area"]);
		expect(oddities).toContainEqual({
			path: "/zones",
			message: "the plan has 1 areas too many for a chart: they are not drawn",
		});
	});

	test("an area with a text and more corners than a call takes arguments is left out", () => {
		const points = Array.from({ length: 200_000 }, (_, n) => ({ x: n, y: n % 2 }));
		const area = {
			shape: "polygon",
			position: { x: 0, y: 0 },
			polygon: { points },
			text: { text: "Stage", position: { x: 0, y: 0 } },
		};
		const { chart, oddities } = chartOfPlan(planOf({ name: "Stalls", rows: [], areas: [area] }));

		expect(chart.decorations).toEqual([]);
		expect(oddities).toContainEqual({
			path: "/zones/0/areas/0",
			message: "the area is not drawn: its shape, place or size is not known",
		});
	});

	test("more areas than a chart has are counted and left out", () => {
		const area = { shape: "circle", position: { x: 0, y: 0 }, circle: { radius: 1 } };
		const { chart, oddities } = chartOfPlan(planOf({ name: "Stalls", rows: [], areas: Array(203).fill(area) }));

		expect(chart.decorations).toHaveLength(200);
		expect(oddities).toContainEqual({
			path: "/zones",
			message: "the plan has 3 areas too many for a chart: they are not drawn",
		});
	});
});

test("positions that are not used are named: beyond a chart, or the same for seats of different rows", () => {
	const row = (points: readonly Point[]) => ({ row_number: "1", position: { x: 0, y: 0 }, seats: seats(points) });
	const [near, far] = [
		{ x: 0, y: 0 },
		{ x: 2_000_000, y: 0 },
	];
	const apart = { name: "Far", position: near, rows: [row([near, far])] };
	const { position: _, ...unplaced } = row([near]);
	const stacked = { name: "Stacked", position: near, rows: [unplaced, { ...unplaced, row_number: "2" }] };

	const { oddities } = chartOfPlan(planOf(apart, stacked));

	expect(oddities).toContainEqual({
		path: "/zones/0/rows/0",
		message: "the row is not drawn where the plan has it: a chart ends at 1000000",
	});
	expect(oddities).toContainEqual({
		path: "/zones/1",
		message: "seats of different rows have the same position: its rows are not drawn where the plan has them",
	});
});
