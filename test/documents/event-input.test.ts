import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { readEventInput } from "../../documents/event-input.ts";
import { mistakesOf } from "./mistakes-of.ts";

const NOW = 1_800_000_000;

test("an event document is kept as it is written", () => {
	const input = { name: "House", sections: { stalls: [{ row: "A", seats: ["1"] }] } };

	expect(readEventInput(input, NOW)).toMatchObject({
		format: "event document",
		document: input,
		event: { settings: { name: "House" } },
		oddities: [],
	});
});

test("a pretix seating plan becomes an event document", () => {
	const input = {
		name: "House",
		zones: [{ name: "stalls", rows: [{ row_number: "A", seats: [{ seat_number: "1" }] }] }],
	};

	expect(readEventInput(input, NOW)).toMatchObject({
		format: "pretix seating plan",
		document: { name: "House", sections: { stalls: [{ row: "A", seats: ["1"] }] } },
		event: { sections: [{ section: "stalls" }] },
		oddities: [{ path: "/zones/0/rows/0" }],
	});
});

test("an input of neither format is refused with the mistakes it has as an event document", () => {
	expect(mistakesOf(() => readEventInput({ zone: [] }, NOW))).toMatchObject([
		{ path: "/zone" },
		{ path: "/name" },
		{ path: "/sections" },
	]);
	expect(mistakesOf(() => readEventInput([], NOW))).toMatchObject([{ path: "" }]);
});

test("a response of pretix's API is refused: its layout is the seating plan", () => {
	const input = { id: 2, name: "House", layout: { name: "House", categories: [], zones: [] } };

	expect(mistakesOf(() => readEventInput(input, NOW))).toEqual([
		{ path: "/layout", message: expect.stringContaining("pretix's API") },
	]);
});

test("two rows of one label are odd within a section, not across sections", () => {
	const input = {
		name: "House",
		sections: {
			stalls: [
				{ row: "A", seats: ["1"] },
				{ row: "B", seats: ["1"] },
				{ row: "A", seats: [] },
			],
			circle: [{ row: "A", seats: ["1"] }],
		},
	};

	expect(readEventInput(input, NOW)).toMatchObject({
		oddities: [
			{ path: "/sections/stalls/2", message: "there is another row A before it: no seats of the two are together" },
			{ path: "/sections/stalls/2", message: "the row has no seats" },
		],
	});
});

test("a row without seats is odd in either form of a section, but an empty section is not", () => {
	const input = {
		name: "House",
		sections: {
			stalls: [
				{ row: "A", seats: ["1"] },
				{ row: "B", seats: [null] },
			],
			"a/b": { "1": { _comment: "x" } },
			box: {},
		},
	};

	expect(readEventInput(input, NOW)).toMatchObject({
		oddities: [{ path: "/sections/stalls/1" }, { path: "/sections/a~1b/1" }],
	});
});

test("a direction, a distance and a turn of a row without a place are named, because nothing is drawn by them", () => {
	const seats = ["1"];
	const rows = [
		{ row: "A", seats, angle: 30, step: 2 },
		{ row: "B", seats, turn: 5, angle: 0 },
		{ row: "C", seats, x: 1, angle: 30, step: 2, turn: 5 },
		{ row: "D", seats, y: 1, step: 2 },
	];
	const input = { name: "House", sections: { stalls: rows, "a/b": { rows: [{ row: "A", seats, angle: 1 }] } } };

	expect(readEventInput(input, NOW).oddities).toEqual([
		{ path: "/sections/stalls/0/angle", message: "the field angle is not used (3 times)" },
		{ path: "/sections/stalls/0/step", message: "the field step is not used (once)" },
		{ path: "/sections/stalls/1/turn", message: "the field turn is not used (once)" },
	]);
});

test("the first hundred oddities are listed, with the number of the others", () => {
	const odditiesOf = (count: number) => {
		const rows = Array.from({ length: count }, (_, index) => ({ row: `${index}`, seats: [] }));
		return readEventInput({ name: "House", sections: { stalls: rows } }, NOW).oddities;
	};

	const oddities = odditiesOf(150);
	expect(oddities).toHaveLength(101);
	expect(oddities.at(-1)).toEqual({ path: "", message: "and 50 more" });
	expect(odditiesOf(100).at(-1)).toEqual({ path: "/sections/stalls/99", message: "the row has no seats" });
});

test("a seating plan with more zones than an event may have sections is refused", () => {
	const zones = Array.from({ length: 1_001 }, (_, index) => ({
		name: `zone ${index}`,
		rows: [{ row_number: "A", seats: [{ seat_number: "1" }] }],
	}));

	expect(mistakesOf(() => readEventInput({ name: "House", zones }, NOW))).toMatchObject([{ path: "/zones" }]);
});

test("sections named by numbers are odd: a JSON parser puts them first, in ascending order", () => {
	const odditiesOf = (...names: string[]) =>
		readEventInput({ name: "House", sections: Object.fromEntries(names.map((name) => [name, {}])) }, NOW).oddities;

	const message = "sections named by numbers come first, in ascending order, wherever the document has them";
	expect(odditiesOf("stalls", "2")).toEqual([{ path: "/sections", message }]);
	expect(odditiesOf("10", "9", "0", "4294967294")).toEqual([{ path: "/sections", message }]);
	for (const names of [["2"], ["stalls", "circle"], ["01", "1a", "-1", "1.5", "4294967295"]]) {
		expect(odditiesOf(...names)).toEqual([]);
	}
});

test("a document is kept with its labels in NFC", () => {
	const input = { name: "House", _comment: "x", sections: { _comment: "y", "E\u0301": { a: { 1: {} } } } };

	expect(readEventInput(input, NOW).document).toEqual({
		name: "House",
		_comment: "x",
		sections: { _comment: "y", "\u00c9": { a: { 1: {} } } },
	});
});

test.each([
	[{ seats: {} }, ["/seats", "/name", "/sections"]],
	[{ seats: [null] }, ["/seats", "/name", "/sections"]],
	[{ name: "x", sections: {}, seats: 1 }, ["/seats"]],
	[{ name: "x", sections: { a: null, b: [null], c: { d: null } } }, ["/sections/a", "/sections/b/0", "/sections/c/d"]],
	[{ name: "x", zones: [null] }, ["/zones/0"]],
	[{ name: "x", zones: [{ name: "a", rows: [null] }] }, ["/zones/0/rows/0"]],
	[{ name: "x", zones: [{ name: "a", rows: [{ seats: [null] }] }] }, ["/zones/0/rows/0/seats/0"]],
])("an input that is wrong somewhere is refused with the place: %j", (input, paths) => {
	expect(mistakesOf(() => readEventInput(input, NOW)).map(({ path }) => path)).toEqual(paths);
});

/** A document with everything that a document may have. */
const DOCUMENT = {
	name: "House",
	_comment: "x",
	opens: NOW,
	closes: NOW + 9,
	lockSeconds: 60,
	maxLockSeconds: 90,
	maxSeatsPerLock: 4,
	categories: { gold: { color: "#d4a017" }, box: {} },
	sections: {
		_comment: "x",
		orchestra: { category: "box", a: { _comment: "x", 1: { status: "sold", order: "7" }, 3: { id: "O-3" } }, b: {} },
		stalls: [
			{
				row: "A",
				x: 1,
				y: 2,
				angle: 3,
				step: 0.5,
				category: "gold",
				seats: [
					"1",
					null,
					{ seat: "E\u0301", id: "S-A-2", accessible: true, category: "box" },
					{ seat: "3", status: "locked", expires: NOW + 60 },
					{ seat: "4", status: "blocked", reason: "x" },
				],
			},
		],
		12: [],
	},
};
const PLAN = JSON.parse(readFileSync(join(import.meta.dirname, "small-theatre.pretix.json"), "utf8"));
PLAN.zones[0].rows[0].seats[0] = { ...PLAN.zones[0].rows[0].seats[0], status: "sold", order: "7", wheelchair: true };
PLAN.zones[0].rows[0].seats[1] = { ...PLAN.zones[0].rows[0].seats[1], status: "locked", expires: NOW + 9 };

/** Keys and texts that mean something to the readers. */
const aWord = fc.constantFrom(
	..."name sections zones rows seats seat row seat_guid seat_number row_label id status sold locked blocked".split(" "),
	..."expires order reason category categories color _comment __proto__ position x y toString constructor layout".split(
		" ",
	),
	..."wheelchair accessible %s 1 A".split(" "),
	..."|1 |\u200b|E\u0301|\ud800".split("|"),
);
const aValue = fc.oneof(
	aWord,
	fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e300, [], {}, { toString: 1 }, [null], [[]], ["1", "1"]),
	fc.jsonValue({ maxDepth: 3 }),
);

/** A few seconds; `INPUTS=100000 npm test -- test/documents/event-input` tries more. */
const RUNS = Number(process.env["INPUTS"] ?? 500);

/** The value with one change somewhere inside. */
function changed(value: unknown, path: readonly number[], change: (value: unknown) => unknown): unknown {
	const [step, ...rest] = path;
	if (step === undefined || typeof value !== "object" || value === null) return change(value);
	const keys = Object.keys(value);
	const key = keys[step % (keys.length + 1)];
	if (key === undefined) return change(value);
	const part = changed((value as Record<string, unknown>)[key], rest, change);
	if (Array.isArray(value)) return value.with(Number(key), part);
	return Object.fromEntries(Object.entries(value).map(([name, other]) => [name, name === key ? part : other]));
}

/** Whether the place is in the value, or would be if the last field were not missing. */
function hasPlace(value: unknown, pointer: string): boolean {
	const parts = pointer.split("/").slice(1, -1);
	return (
		parts.reduce<unknown>((inside, part) => {
			const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
			return typeof inside === "object" && inside !== null && Object.hasOwn(inside, key)
				? (inside as Record<string, unknown>)[key]
				: "missing";
		}, value) !== "missing"
	);
}

const aChange: fc.Arbitrary<(value: unknown) => unknown> = fc.oneof(
	aValue.map((other) => () => other),
	fc.tuple(aWord, aValue).map(([key, other]) => (value: unknown) => {
		if (Array.isArray(value)) return [...value, other];
		return typeof value === "object" && value !== null
			? Object.fromEntries([...Object.entries(value), [key, other]])
			: other;
	}),
	fc.constant((value: unknown) => (Array.isArray(value) ? [...value, ...value] : value)),
	fc.nat(9).map((at) => (value: unknown) => {
		if (Array.isArray(value)) return value.toSpliced(at % (value.length + 1), 1);
		if (typeof value !== "object" || value === null) return undefined;
		return Object.fromEntries(Object.entries(value).filter((_, index) => index !== at));
	}),
);
const changes = fc.array(fc.tuple(fc.array(fc.nat(30), { maxLength: 9 }), aChange), { minLength: 1, maxLength: 3 });

test("any JSON, and any change to a document or a plan, is accepted or refused with its places, and causes no fault", () => {
	const aChangedInput = fc
		.tuple(fc.constantFrom<unknown>(DOCUMENT, PLAN), changes)
		.map(([input, changes]) => changes.reduce((value, [path, change]) => changed(value, path, change), input));
	let accepted = 0;
	fc.assert(
		fc.property(fc.oneof({ weight: 9, arbitrary: aChangedInput }, { weight: 1, arbitrary: aValue }), (drawn) => {
			const input: unknown = JSON.parse(JSON.stringify(drawn ?? null));

			let read: ReturnType<typeof readEventInput> | undefined;
			const mistakes = mistakesOf(() => {
				read = readEventInput(input, NOW);
			});

			expect(mistakes.length).toBeLessThanOrEqual(100);
			for (const { path, message } of mistakes) {
				expect([path, hasPlace(input, path)]).toEqual([path, true]);
				expect(message).not.toBe("");
			}
			if (read === undefined) {
				expect(mistakes).not.toEqual([]);
			} else {
				accepted += 1;
				// What is kept is accepted as it is, and means the same.
				const again = readEventInput(JSON.parse(JSON.stringify(read.document)), NOW);
				expect(again).toMatchObject({ document: read.document, event: read.event });
			}
		}),
		{ numRuns: RUNS },
	);
	expect(accepted).toBeGreaterThan(RUNS / 50);
});
