import { describe, expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import * as z from "zod/mini";
import { mistakesIn, eventDocument as publishedSchema } from "../../api/event-document.ts";
import { parseEventDocument, type SectionDocument } from "../../documents/event-document.ts";
import { planOfSection, settingsOf } from "../../documents/section-plan.ts";
import { seatsOf } from "../../domain/plan.ts";
import { eventDocument, rows, seat } from "../support/seats.ts";
import { mistakesOf } from "./mistakes-of.ts";

const NOW = 1_000;

const accepted = (document: unknown) => parseEventDocument(document, NOW);

/** The one section of a document. */
function acceptedSection(section: unknown): SectionDocument {
	const [only] = accepted(eventDocument({ sections: { orchestra: section } })).sections;
	if (!only) throw new Error("the document has one section");
	return only;
}

/** Where a document is wrong. */
function mistakenPaths(document: unknown): string[] {
	const mistakes = mistakesOf(() => parseEventDocument(document, NOW));
	for (const { message } of mistakes) expect(message).not.toBe("");
	return mistakes.map(({ path }) => path);
}

const mistakenPathsOfSection = (section: unknown) => mistakenPaths(eventDocument({ sections: { orchestra: section } }));

describe("settings", () => {
	test("settings that a document leaves out have the contract's defaults", () => {
		expect(accepted(eventDocument()).settings).toEqual({
			name: "Distant Worlds",
			lockSeconds: 600,
			maxLockSeconds: 1_800,
			maxSeatsPerLock: 10,
		});
	});

	test("settings in a document replace the defaults", () => {
		const settings = { opens: 1, closes: 2, lockSeconds: 3, maxLockSeconds: 4, maxSeatsPerLock: 5 };

		expect(accepted(eventDocument(settings)).settings).toEqual({ name: "Distant Worlds", ...settings });
	});

	test("if a document gives only one of the two lock lengths, the default of the other gives way", () => {
		expect(accepted(eventDocument({ lockSeconds: 3_600 })).settings.maxLockSeconds).toBe(3_600);
		expect(accepted(eventDocument({ maxLockSeconds: 60 })).settings.lockSeconds).toBe(60);
	});

	test.each([
		["no name", { name: undefined }, "/name"],
		["an empty name", { name: "" }, "/name"],
		["a name too long", { name: "x".repeat(257) }, "/name"],
		["a name that is not a text", { name: 7 }, "/name"],
		["a comment that is not a text", { _comment: {} }, "/_comment"],
		["an unknown field", { colour: "red" }, "/colour"],
		["milliseconds for seconds", { opens: 1_795_000_000_000 }, "/opens"],
		["an instant that is not a number", { closes: "tomorrow" }, "/closes"],
		["closing at the instant of opening", { opens: 5, closes: 5 }, "/closes"],
		["a lockSeconds longer than maxLockSeconds", { lockSeconds: 61, maxLockSeconds: 60 }, "/lockSeconds"],
		["a lock of 0 seconds", { lockSeconds: 0 }, "/lockSeconds"],
		["a lock that ends within a second", { maxLockSeconds: 0.5 }, "/maxLockSeconds"],
		["a lock of more than a week", { maxLockSeconds: 604_801 }, "/maxLockSeconds"],
		["no seats in a lock", { maxSeatsPerLock: 0 }, "/maxSeatsPerLock"],
		["more seats in a lock than one transaction takes", { maxSeatsPerLock: 101 }, "/maxSeatsPerLock"],
	])("a document is refused for %s", (_, changes, path) => {
		expect(mistakenPaths(eventDocument(changes))).toEqual([path]);
	});

	test("a comment among the sections is not a section, and is kept in the header", () => {
		const { header, sections } = accepted({ name: "x", sections: { a: {}, _comment: "from left to right" } });

		expect(sections.map(({ section }) => section)).toEqual(["a"]);
		expect(header).toEqual({ name: "x", sections: { _comment: "from left to right" } });
		expect(settingsOf(header).name).toBe("x");
	});

	test("settings at their limits are accepted", () => {
		const changes = { name: "x".repeat(256), maxLockSeconds: 604_800, maxSeatsPerLock: 100, opens: 253_402_300_798 };

		expect(mistakenPaths(eventDocument({ ...changes, closes: 253_402_300_799 }))).toEqual([]);
		expect(mistakenPaths(eventDocument({ lockSeconds: 60, maxLockSeconds: 60 }))).toEqual([]);
	});
});

describe("sections", () => {
	test("a section in the first server's form keeps the document's order of rows and seats", () => {
		const { plan } = acceptedSection({ b: { front: {}, aisle: { status: "available" } }, a: { front: {} } });

		expect(seatsOf(plan)).toEqual([seat("b", "front"), seat("b", "aisle"), seat("a", "front")]);
	});

	test("numeric labels of the object form come in ascending order, as JSON parsers give them", () => {
		const { plan } = acceptedSection(JSON.parse('{"a": {"10": {}, "9": {}, "1": {}}}'));

		expect(seatsOf(plan)).toEqual([seat("a", 1), seat("a", 9), seat("a", 10)]);
	});

	test("a section may be an array of rows, with gaps and with details of seats", () => {
		const { plan } = acceptedSection([{ row: "A", seats: ["10", null, "9", { seat: "1", accessible: true }] }]);

		expect(plan.rows).toEqual([
			{
				row: "A",
				places: [
					{ seat: "10", accessible: false },
					null,
					{ seat: "9", accessible: false },
					{ seat: "1", accessible: true },
				],
			},
		]);
	});

	test("sections of both forms may be in one document", () => {
		const { sections } = accepted(
			eventDocument({ sections: { orchestra: rows("a", [1]), stalls: [{ row: "A", seats: ["1"] }] } }),
		);

		expect(sections.flatMap(({ plan }) => seatsOf(plan))).toEqual([seat("a", 1), seat("A", 1, "stalls")]);
	});

	test("a section may be empty in either form", () => {
		expect(acceptedSection({}).plan.seats.size).toBe(0);
		expect(acceptedSection([]).plan.seats.size).toBe(0);
		expect(acceptedSection([{ row: "A", seats: [] }]).plan.seats.size).toBe(0);
	});

	test("sections, rows and seats may have comments", () => {
		const { plan } = acceptedSection({
			_comment: "near the stage",
			a: { _comment: "odd numbers", 1: { _comment: "x" } },
		});
		const ordered = acceptedSection([{ row: "A", seats: [{ seat: "1", _comment: "x" }], _comment: "x" }]);

		expect(seatsOf(plan)).toEqual([seat("a", 1)]);
		expect(seatsOf(ordered.plan)).toEqual([seat("A", 1)]);
	});

	test("_comment with an object is a row or a seat: only a text is a comment", () => {
		const { plan } = acceptedSection({ _comment: { _comment: {} } });

		expect(seatsOf(plan)).toEqual([seat("_comment", "_comment")]);
	});

	test("any label that JSON can hold is accepted, even __proto__", () => {
		const text = '{"name": "x", "sections": {"__proto__": {"constructor": {"__proto__": {"status": "sold"}}}}}';

		const [section] = accepted(JSON.parse(text)).sections;

		const only = seat("constructor", "__proto__", "__proto__");
		expect(section && seatsOf(section.plan)).toEqual([only]);
		expect(section?.starting.map((start) => start.seat)).toEqual([only]);
	});

	test("a row may come twice in a section if its seats differ", () => {
		const twice = [
			{ row: "A", seats: ["1"] },
			{ row: "A", seats: ["2"] },
		];

		expect(seatsOf(acceptedSection(twice).plan)).toEqual([seat("A", 1), seat("A", 2)]);
	});

	test.each([
		["is neither an object nor an array", "rows", "/sections/orchestra"],
		["is null", null, "/sections/orchestra"],
		["has a row that is not an object", { a: "1, 3, 5" }, "/sections/orchestra/a"],
		["has a row of its object form that is an array", { a: ["1"] }, "/sections/orchestra/a"],
		["has a seat that is not an object", { a: { 1: "sold" } }, "/sections/orchestra/a/1"],
		["has a row without seats", [{ row: "A" }], "/sections/orchestra/0"],
		["has a row without a label", [{ seats: ["1"] }], "/sections/orchestra/0/row"],
		["has a number as the label of a row", [{ row: 1, seats: [] }], "/sections/orchestra/0/row"],
		["has a row with an unknown field", [{ row: "A", seats: [], side: "left" }], "/sections/orchestra/0/side"],
		["has a number as the label of a seat", [{ row: "A", seats: ["1", 2] }], "/sections/orchestra/0/seats/1"],
		["has a seat without a label", [{ row: "A", seats: [{}] }], "/sections/orchestra/0/seats/0"],
		["has an empty label", { "": {} }, "/sections/orchestra/"],
		["has a control character in a label", { a: { "1\n": {} } }, "/sections/orchestra/a/1\n"],
		["has half a character in a label", { "\ud83c": {} }, "/sections/orchestra/\ud83c"],
		["has a label that is too long", { ["x".repeat(65)]: {} }, `/sections/orchestra/${"x".repeat(65)}`],
		["has a seat with an unknown field", { a: { 1: { price: 5 } } }, "/sections/orchestra/a/1/price"],
		["has a seat with an unknown status", { a: { 1: { status: "held" } } }, "/sections/orchestra/a/1/status"],
		["has a lock without an end", { a: { 1: { status: "locked" } } }, "/sections/orchestra/a/1/expires"],
		[
			"has a lock that ends within a second",
			{ a: { 1: { status: "locked", expires: 1.5 } } },
			"/sections/orchestra/a/1/expires",
		],
		["has an end of a lock on an available seat", { a: { 1: { expires: 5 } } }, "/sections/orchestra/a/1/expires"],
		["has a reason on an available seat", { a: { 1: { reason: "x" } } }, "/sections/orchestra/a/1/reason"],
		[
			"has a reason that is too long",
			{ a: { 1: { status: "blocked", reason: "x".repeat(257) } } },
			"/sections/orchestra/a/1/reason",
		],
		["has an empty reason", { a: { 1: { status: "blocked", reason: "" } } }, "/sections/orchestra/a/1/reason"],
		[
			"has a seat whose accessible is not a boolean",
			{ a: { 1: { accessible: "maybe" } } },
			"/sections/orchestra/a/1/accessible",
		],
		["has a comment on a seat that is not a text", { a: { 1: { _comment: 5 } } }, "/sections/orchestra/a/1/_comment"],
		[
			"has a comment on a row that is not a text",
			[{ row: "A", seats: [], _comment: [] }],
			"/sections/orchestra/0/_comment",
		],
		["has a seat twice in a row", [{ row: "A", seats: ["1", null, "1"] }], "/sections/orchestra/0/seats/2"],
		[
			"has a seat twice, in two rows of the same label",
			[
				{ row: "A", seats: ["1"] },
				{ row: "A", seats: ["1"] },
			],
			"/sections/orchestra/1/seats/0",
		],
	])("a section is refused if it %s", (_, section, path) => {
		expect(mistakenPathsOfSection(section)).toEqual([path]);
	});

	test("a mistake says what was expected", () => {
		const section = { a: { 1: { accessible: "maybe" } } };

		expect(mistakesIn(eventDocument({ sections: { orchestra: section } }))).toEqual([
			{ path: "/sections/orchestra/a/1/accessible", message: "expected true or false" },
		]);
	});

	test("a mistake has its place as a JSON Pointer, with / and ~ escaped", () => {
		expect(mistakenPaths(eventDocument({ sections: { "a/b~c": { "~1": { "/": 5 } } } }))).toEqual([
			"/sections/a~1b~0c/~01/~1",
		]);
	});
});

describe("documents", () => {
	test.each([[null], ["{}"], [5], [[]], [undefined]])("a document that is not an object is refused: %j", (document) => {
		expect(mistakenPaths(document)).toEqual([""]);
	});

	test("a document without sections is refused, and so is one with an array of sections", () => {
		expect(mistakenPaths({ name: "x" })).toEqual(["/sections"]);
		expect(mistakenPaths({ name: "x", sections: [] })).toEqual(["/sections"]);
	});

	test("a document may have no sections", () => {
		expect(accepted({ name: "x", sections: {} }).sections).toEqual([]);
	});

	test("_comment with rows is a section: only a text is a comment", () => {
		expect(accepted({ name: "x", sections: { _comment: rows("a", [1]) } }).sections).toHaveLength(1);
	});

	test("comments of a document and among its sections have at most 10,000 characters", () => {
		const commented = (length: number) => ({
			name: "x",
			_comment: "x".repeat(length),
			sections: { _comment: "x".repeat(length) },
		});

		expect(mistakenPaths(commented(10_000))).toEqual([]);
		expect(mistakenPaths(commented(10_001))).toEqual(["/_comment", "/sections/_comment"]);
	});

	test("a document has at most 1,000 sections", () => {
		const sections = (count: number) =>
			Object.fromEntries(Array.from({ length: count }, (_, index) => [`section ${index}`, {}]));

		expect(mistakenPaths({ name: "x", sections: sections(1_000) })).toEqual([]);
		expect(mistakenPaths({ name: "x", sections: sections(1_001) })).toEqual(["/sections"]);
	});

	test("a refused document is answered with all its mistakes at once, up to 100", () => {
		expect(mistakenPaths({ name: "", opens: "x", sections: { a: 1, b: { c: 2 } } })).toEqual([
			"/name",
			"/opens",
			"/sections/a",
			"/sections/b/c",
		]);
		expect(
			mistakenPathsOfSection({ a: Object.fromEntries(Array.from({ length: 150 }, (_, seat) => [seat, 5])) }),
		).toHaveLength(100);
	});

	test("the header is compared with itself even when a section has mistakes", () => {
		const document = { name: "x", opens: 5, closes: 5, lockSeconds: 2, maxLockSeconds: 1, sections: { a: 1 } };

		expect(mistakenPaths(document)).toEqual(["/sections/a", "/closes", "/lockSeconds"]);
	});

	test("a seat's status is compared with its other fields even when one of these is unknown", () => {
		const seats = {
			1: { status: "locked", color: 1 },
			2: { reason: "house", color: 1 },
			3: { status: 5, reason: "x" },
		};

		expect(mistakenPathsOfSection({ a: seats })).toEqual([
			"/sections/orchestra/a/1/color",
			"/sections/orchestra/a/1/expires",
			"/sections/orchestra/a/2/color",
			"/sections/orchestra/a/2/reason",
			"/sections/orchestra/a/3/status",
		]);
	});

	test("a seat that is twice is named even when other rows and seats of its section are wrong", () => {
		const rows = [
			{ row: "A", color: 1, seats: ["1", 5, { seat: "1" }, { seat: "2", color: 1 }, "2"] },
			{ row: "", seats: ["1", "1"] },
			7,
			{ row: "A", seats: ["3", "1"] },
		];

		expect(mistakenPathsOfSection(rows)).toEqual([
			"/sections/orchestra/0/color",
			"/sections/orchestra/0/seats/1",
			"/sections/orchestra/0/seats/3/color",
			"/sections/orchestra/1/row",
			"/sections/orchestra/2",
			"/sections/orchestra/0/seats/2",
			"/sections/orchestra/0/seats/4",
			"/sections/orchestra/3/seats/1",
		]);
	});

	test("a value of the wrong type is one mistake, even one that has a length or is out of range", () => {
		expect(mistakenPaths(eventDocument({ name: [], opens: 2 ** 53, lockSeconds: 0.5 }))).toEqual([
			"/name",
			"/opens",
			"/lockSeconds",
		]);
	});

	test("a field called __proto__ is unknown, in the document and in a seat", () => {
		const text = '{"__proto__": 1, "name": "x", "sections": {"a": {"b": {"c": {"__proto__": {}}}}}}';

		expect(mistakenPaths(JSON.parse(text))).toEqual(["/__proto__", "/sections/a/b/c/__proto__"]);
	});

	test("of a million mistakes only the first 100 are looked for", () => {
		const wrong = Array.from({ length: 1_000_000 }, () => 7);
		const repeated = Array.from({ length: 1_000_000 }, () => "7");

		expect(mistakenPathsOfSection(wrong)).toHaveLength(100);
		expect(mistakenPathsOfSection([{ row: "A", seats: wrong }])).toHaveLength(100);
		expect(mistakenPathsOfSection([{ row: "A", seats: repeated }])).toHaveLength(100);
		expect(mistakenPathsOfSection({ a: { 1: { ...wrong } } })).toHaveLength(100);
	});

	test("a document is refused if it breaks the published schema, or a rule that no schema can say", () => {
		const beyondASchema = /is twice in this section|a locked seat needs|must be later/;
		const isPublished = new Ajv2020({ strict: true, strictRequired: false }).compile(
			z.toJSONSchema(publishedSchema, { io: "input" }),
		);
		// Without `_comment`: the published schema takes anything for it.
		const aWord = fc.constantFrom("", "A", "1", "__proto__", "status", "sold");
		const aValue = fc.oneof(aWord, fc.constantFrom(null, 1, true, "locked"));
		const aSeat = fc.oneof(aValue, fc.dictionary(fc.constantFrom("seat", "status", "expires", "accessible"), aValue));
		const someSeats = fc.oneof(aValue, fc.array(aSeat), fc.dictionary(aWord, aSeat));
		const aRow = fc.record({ row: aWord, seats: someSeats, _comment: aValue }, { requiredKeys: ["row", "seats"] });
		const someRows = fc.oneof(aValue, fc.array(aRow), fc.dictionary(aWord, someSeats));
		const aDocument = fc.record(
			{ name: aWord, sections: fc.dictionary(aWord, someRows), opens: aValue },
			{ requiredKeys: ["name", "sections"] },
		);
		fc.assert(
			fc.property(aDocument, (drawn) => {
				const document: unknown = JSON.parse(JSON.stringify(drawn));

				const mistakes = mistakesIn(document).filter(({ message }) => !beyondASchema.test(message));
				expect(mistakes.length === 0).toBe(isPublished(document));
			}),
			{ numRuns: 2_000 },
		);
	});

	test("deeply nested JSON and objects with a toString of their own are refused like other mistakes", () => {
		const deep = JSON.parse("[".repeat(20_000) + "]".repeat(20_000));
		const odd = { toString: 1, valueOf: 1 };

		for (const value of [deep, odd]) {
			expect(mistakenPaths(eventDocument({ name: value }))).toEqual(["/name"]);
			expect(mistakenPathsOfSection([{ row: value, seats: [] }])).toEqual(["/sections/orchestra/0/row"]);
			expect(mistakenPathsOfSection([{ row: "A", seats: [deep, { seat: value }] }])).toHaveLength(2);
			expect(mistakenPathsOfSection({ a: { 1: { _comment: value } } })).toEqual(["/sections/orchestra/a/1/_comment"]);
		}
	});

	test("any JSON is accepted or refused, and never causes a fault", () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.jsonValue(), (header, section) => {
				const document = { name: "x", sections: { a: section, b: { c: section }, d: [section] }, opens: header };

				expect(() => mistakesOf(() => parseEventDocument(document, NOW))).not.toThrow();
				expect(() => mistakesOf(() => parseEventDocument(header, NOW))).not.toThrow();
			}),
		);
	});
});

describe("seats that start taken", () => {
	const startOf = (state: object) => acceptedSection({ a: { 1: state } }).starting.map(({ record }) => record);

	test("a seat without a status starts available", () => {
		expect(startOf({})).toEqual([]);
		expect(startOf({ status: "available" })).toEqual([]);
	});

	test("a seat that starts sold has no token, but an order that a release can name", () => {
		expect(startOf({ status: "sold" })).toEqual([{ status: "sold", order: "imported", soldAt: NOW }]);
	});

	test("a seat may start blocked, with its reason", () => {
		expect(startOf({ status: "blocked", reason: "sound desk" })).toEqual([{ status: "blocked", reason: "sound desk" }]);
		expect(startOf({ status: "blocked" })).toEqual([{ status: "blocked", reason: "imported" }]);
		for (const reason of ["x", "x".repeat(256)]) {
			expect(startOf({ status: "blocked", reason })).toEqual([{ status: "blocked", reason }]);
		}
	});

	test("a seat may start locked by nobody, and is available once the lock has ended (I2)", () => {
		expect(startOf({ status: "locked", expires: NOW + 1 })).toEqual([
			{ status: "locked", lockedAt: NOW, expires: NOW + 1 },
		]);
		expect(startOf({ status: "locked", expires: NOW })).toEqual([]);
	});

	test("a seat in an array of rows may have a status", () => {
		const { starting } = acceptedSection([{ row: "A", seats: ["1", { seat: "2", status: "sold" }] }]);

		expect(starting.map((start) => start.seat)).toEqual([seat("A", 2)]);
	});
});

test("a section's plan is the same whether it is read with the whole document or alone", () => {
	const section = { b: { 3: {}, 1: { status: "sold" } }, a: { 2: { accessible: true } } };

	expect(planOfSection("orchestra", section)).toEqual(acceptedSection(section).plan);
});
