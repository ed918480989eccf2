/** What a document may say of where things are, and with which words it is refused otherwise (contract §5). */
import { describe, expect, test } from "@jest/globals";
import { parseEventDocument } from "../../documents/event-document.ts";
import { publicDocument } from "../../documents/public-document.ts";
import { mistakesOf } from "./mistakes-of.ts";

const NOW = 1_800_000_000;
const read = (document: object) => parseEventDocument({ name: "Hall", ...document }, NOW);
const mistakesIn = (document: object) => mistakesOf(() => read(document));
const withRow = (row: object) => ({ sections: { stalls: [{ row: "A", seats: ["1", null, "2"], ...row }] } });
const TRIANGLE = [
	[0, 0],
	[1, 0],
	[0, 1],
];

describe("a row", () => {
	test.each([
		{ x: 1, y: -2.5, angle: -360, step: 0.001, turn: 180 },
		{ x: 1, y: 2, gaps: [0.5] },
		{
			points: [
				[0, 0],
				[1, 1],
			],
		},
		{ points: [0, 0, 1, 1] },
	])("may be placed by %j", (row) => {
		expect(mistakesIn(withRow(row))).toEqual([]);
	});

	test.each([
		[{ x: 1e7 }, "/x", "expected a number from -1000000 to 1000000"],
		[{ y: "1" }, "/y", "expected a number from -1000000 to 1000000"],
		[{ step: 0 }, "/step", "expected a number from 0.001 to 1000000"],
		[{ angle: 361 }, "/angle", "expected a number from -360 to 360"],
		[{ turn: Number.POSITIVE_INFINITY }, "/turn", "expected a number from -180 to 180"],
		[{ points: [[0, 0]] }, "/points", "expected x and y of each seat, gaps left out"],
		[{ points: [0, 0, 1] }, "/points", "expected x and y of each seat, gaps left out"],
		[{ points: {} }, "/points", "expected x and y of each seat: [[x, y], …] or [x, y, …]"],
		[{ points: [[0, 0], [1]] }, "/points/1", "expected a corner: [x, y]"],
		[
			{
				points: [
					[0, 0],
					[1, null],
				],
			},
			"/points/1/1",
			"expected a number from -1000000 to 1000000",
		],
		[{ points: [[0, 0], 1] }, "/points/1", "expected a corner: [x, y]"],
		[{ points: [0, 0, 1, 1], x: 4 }, "/points", "a row with points has no x, y, angle, step, turn or gaps"],
		[{ gaps: [1, 1] }, "/gaps", "expected a width for each gap"],
		[{ gaps: 1 }, "/gaps", "expected a width for each gap: [1.5, 2]"],
		[{ gaps: [-1] }, "/gaps/0", "expected a number from 0 to 1000"],
	])("is refused with %j", (row, path, message) => {
		expect(mistakesIn(withRow(row))).toEqual([{ path: `/sections/stalls/0${path}`, message }]);
	});
});

describe("a section that is drawn", () => {
	const rows = [{ row: "A", seats: ["1", { seat: "2", category: "gold" }] }];

	test("has its rows under `rows`, and may have a category, an outline and a comment", () => {
		const { sections } = read({
			sections: { stalls: { rows, category: "Cafe\u0301", outline: TRIANGLE, _comment: "x" } },
		});

		const [row] = sections[0]?.plan.rows ?? [];
		expect(row?.places.map((place) => place?.category)).toEqual(["Caf\u00e9", "gold"]);
		expect(sections[0]?.document).toEqual({ rows, category: "Caf\u00e9", outline: TRIANGLE, _comment: "x" });
	});

	test("is not taken for rows by label, where a row may be called rows", () => {
		const [section] = read({ sections: { stalls: { rows: { "1": {}, "2": {} }, A: { "1": {} } } } }).sections;

		expect(section?.plan.rows.map(({ row }) => row)).toEqual(["rows", "A"]);
	});

	test("says where it is wrong", () => {
		expect(
			mistakesIn({
				sections: {
					stalls: { rows: [{ row: "A", seats: ["1", "1"] }], outline: [[0, 0]], more: 1 },
					circle: { rows: [{ row: "A", seats: [7] }] },
				},
			}),
		).toEqual([
			{ path: "/sections/stalls/outline", message: "expected 3 to 200 corners: [[x, y], …]" },
			{ path: "/sections/stalls/more", message: "unknown field" },
			{ path: "/sections/circle/rows/0/seats/0", message: "expected a label: a text" },
			{
				path: "/sections/stalls/rows/0/seats/0",
				message: "the seat of row A 1 comes again at /sections/stalls/rows/0/seats/1",
			},
			{
				path: "/sections/stalls/rows/0/seats/1",
				message: "the seat of row A 1 is already at /sections/stalls/rows/0/seats/0",
			},
		]);
	});

	test("shows the public its places and its outline, and nothing of states", () => {
		const sold = [{ row: "A", x: 1, seats: [{ seat: "1", status: "sold", order: "order" }] }];

		expect(publicDocument({ name: "Hall", sections: { stalls: { rows: sold, outline: TRIANGLE } } })).toEqual({
			name: "Hall",
			sections: { stalls: { rows: [{ row: "A", x: 1, seats: [{ seat: "1" }] }], outline: TRIANGLE } },
		});
	});
});

describe("decorations and size", () => {
	const circle = { kind: "ellipse", x: 0, y: 0, width: 1, height: 1 };

	test("areas, ellipses and texts are taken, in the header", () => {
		const decorations = [
			{ kind: "area", corners: TRIANGLE, color: "#abc", text: "Stage" },
			circle,
			{ kind: "text", x: 0, y: 0, text: "Exit", size: 2 },
		];
		const size = { x: 0, y: 0, width: 10, height: 10 };

		expect(read({ decorations, size, sections: {} }).header).toEqual({ name: "Hall", decorations, size });
	});

	test.each([
		[{ decorations: {} }, "/decorations", 'expected at most 200 decorations: [{"kind": …}, …]'],
		[{ decorations: Array(201).fill(circle) }, "/decorations", 'expected at most 200 decorations: [{"kind": …}, …]'],
		[
			{ decorations: [{ kind: "star" }] },
			"/decorations/0",
			'expected a decoration: {"kind": "area", "ellipse" or "text", …}',
		],
		[{ decorations: [{ ...circle, width: 0 }] }, "/decorations/0/width", "expected a number from 0.001 to 1000000"],
		[{ decorations: [{ ...circle, color: "red" }] }, "/decorations/0/color", "expected a color: #rgb or #rrggbb"],
		[
			{ decorations: [{ kind: "text", x: 0, y: 0, text: "" }] },
			"/decorations/0/text",
			"expected 1 to 100 characters without control characters",
		],
		[
			{ decorations: Array(3).fill({ kind: "area", corners: Array(700).fill([0, 0]) }) },
			"/decorations",
			"expected at most 2000 corners in all",
		],
		[{ size: [1, 2] }, "/size", 'expected a size: {"x": …, "y": …, "width": …, "height": …}'],
	])("is refused: %#", (fields, path, message) => {
		expect(mistakesIn({ ...fields, sections: {} })).toEqual([{ path, message }]);
	});
});
