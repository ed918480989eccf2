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
		["a name that turns the text after it round", { name: "Gala \u202e" }, "/name"],
		["a name with a character that nobody sees", { name: "Ga\u200bla" }, "/name"],
		["a name of two lines", { name: "Gala\nBall" }, "/name"],
		["a name that begins with white space", { name: " Gala" }, "/name"],
		[
			"words on its chart that turn others round",
			{ decorations: [{ kind: "text", x: 0, y: 0, text: "\u2067Bar" }] },
			"/decorations/0/text",
		],
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
		const changes = { name: "🎭".repeat(256), maxLockSeconds: 604_800, maxSeatsPerLock: 100, opens: 253_402_300_798 };

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
			{ a: { 1: { status: "blocked", reason: "x".repeat(65) } } },
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
		[
			"has a lock of more than 7 days",
			[{ row: "A", seats: [{ seat: "1", status: "locked", expires: 4_000_000_000 }] }],
			"/sections/orchestra/0/seats/0/expires",
		],
		[
			"has a lock of a second more than 7 days",
			{ a: { 1: { status: "locked", expires: NOW + 604_801 } } },
			"/sections/orchestra/a/1/expires",
		],
		["has an order on an available seat", { a: { 1: { order: "x" } } }, "/sections/orchestra/a/1/order"],
		["has an empty order", { a: { 1: { status: "sold", order: "" } } }, "/sections/orchestra/a/1/order"],
		[
			"has an order of more than 128 bytes",
			{ a: { 1: { status: "sold", order: "🎭".repeat(33) } } },
			"/sections/orchestra/a/1/order",
		],
		["has an id that is not a text", { a: { 1: { id: 7 } } }, "/sections/orchestra/a/1/id"],
		["has an id of more than 128 bytes", { a: { 1: { id: "x".repeat(129) } } }, "/sections/orchestra/a/1/id"],
		["has an id with white space at its end", { a: { 1: { id: "x " } } }, "/sections/orchestra/a/1/id"],
		["has a category that is not a label", { a: { 1: { category: "" } } }, "/sections/orchestra/a/1/category"],
		["has a category of a row that is not a label", { a: { category: "\n" } }, "/sections/orchestra/a/category"],
		["has a category of its own that is not a label", { category: " x" }, "/sections/orchestra/category"],
		[
			"has a category of a row in order that is not a label",
			[{ row: "A", seats: [], category: 7 }],
			"/sections/orchestra/0/category",
		],
		["has an angle that is not a number", [{ row: "A", seats: [], angle: "7" }], "/sections/orchestra/0/angle"],
		["has a number without an end", [{ row: "A", seats: [], x: Number.POSITIVE_INFINITY }], "/sections/orchestra/0/x"],
		["has white space before a label", { " a": {} }, "/sections/orchestra/ a"],
		["has white space after a label", [{ row: "A", seats: ["1\u00a0"] }], "/sections/orchestra/0/seats/0"],
		[
			"has white space after a seat's label",
			[{ row: "A", seats: [{ seat: "1 " }] }],
			"/sections/orchestra/0/seats/0/seat",
		],
		["has a row that nobody can see", [{ row: "\u200b", seats: [] }], "/sections/orchestra/0/row"],
		["has a label of more than 128 bytes", { ["🎭".repeat(33)]: {} }, `/sections/orchestra/${"🎭".repeat(33)}`],
	])("a section is refused if it %s", (_, section, path) => {
		expect(mistakenPathsOfSection(section)).toEqual([path]);
	});

	test.each([
		["a seat twice in a row", [{ row: "A", seats: ["1", null, "1"] }], ["/0/seats/0", "/0/seats/2"]],
		[
			"a seat twice, in two rows of the same label",
			[
				{ row: "A", seats: ["1", "2"] },
				{ row: "A", seats: [{ seat: "2" }] },
			],
			["/0/seats/1", "/1/seats/0"],
		],
		["a seat three times", [{ row: "A", seats: ["1", "1", "1"] }], ["/0/seats/0", "/0/seats/1", "/0/seats/2"]],
		["two spellings of a seat", [{ row: "A", seats: ["\u00c9", "E\u0301"] }], ["/0/seats/0", "/0/seats/1"]],
		["two spellings of a seat by its label", { A: { "\u00c9": {}, "E\u0301": {} } }, ["/A/\u00c9", "/A/E\u0301"]],
		["two spellings of a row", { "\u00c9": {}, "E\u0301": {} }, ["/\u00c9", "/E\u0301"]],
		[
			"two spellings of a row in order",
			[
				{ row: "\u00c9", seats: ["1"] },
				{ row: "E\u0301", seats: ["2"] },
			],
			["/0/row", "/1/row"],
		],
	])("a section is refused with both places if it has %s", (_, section, places) => {
		const paths = places.map((place) => `/sections/orchestra${place}`);

		expect(mistakenPathsOfSection(section)).toEqual(paths);
		const mistakes = mistakesOf(() => parseEventDocument(eventDocument({ sections: { orchestra: section } }), NOW));
		expect(mistakes[0]?.message).toContain(`comes again at ${paths[1]}`);
		expect(mistakes[1]?.message).toContain(`is already at ${paths[0]}`);
	});

	test("two spellings of a section are refused with both places, and so are two of a category", () => {
		const document = {
			name: "x",
			categories: { "\u00c9": {}, "E\u0301": {} },
			sections: { "\u00c9": {}, "E\u0301": {} },
		};

		expect(mistakenPaths(document)).toEqual([
			"/categories/\u00c9",
			"/categories/E\u0301",
			"/sections/\u00c9",
			"/sections/E\u0301",
		]);
	});

	test("an id that is at two seats is refused with both places, whatever their sections (I11)", () => {
		const sections = {
			a: { A: { 1: { id: "x" }, 2: { id: "y" } } },
			b: [
				{
					row: "A",
					seats: [
						{ seat: "1", id: "z" },
						{ seat: "2", id: "x" },
					],
				},
			],
		};

		expect(mistakenPaths({ name: "x", sections })).toEqual(["/sections/a/A/1/id", "/sections/b/0/seats/1/id"]);
	});

	test("everything that looks like another label is refused, with its place", () => {
		const invisible = [0x200b, 0x2060, 0xfeff, 0x061c, 0x200e, 0x200f, 0x202a, 0x202e, 0x2066, 0x2069].map((code) =>
			String.fromCodePoint(code),
		);
		for (const character of invisible) {
			const row = { row: "A", seats: [`1${character}`, `${character}2`, `3${character}4`, "1"] };

			expect(mistakenPathsOfSection([row])).toEqual([0, 1, 2].map((place) => `/sections/orchestra/0/seats/${place}`));
		}
		expect(mistakenPathsOfSection([{ row: "A", seats: ["1", "1 ", "1\u200b", "👩‍👩‍👧", "a b"] }])).toEqual([
			"/sections/orchestra/0/seats/1",
			"/sections/orchestra/0/seats/2",
		]);
	});

	test("at most 1,000 categories of seats are accepted: a count by category names them all", () => {
		const seats = (num: number) =>
			Array.from({ length: num }, (_, index) => ({ seat: `${index}`, category: `${index}` }));
		const document = (num: number) => eventDocument({ sections: { stalls: [{ row: "A", seats: seats(num) }] } });

		expect(() => accepted(document(1_000))).not.toThrow();
		expect(mistakesOf(() => accepted(document(1_001)))).toEqual([
			{ path: "/sections", message: "expected at most 1000 categories, found 1001" },
		]);
	});

	test("labels, ids and categories are kept in NFC; comments, orders and reasons as they are", () => {
		const text = "E\u0301";
		const { header, sections } = accepted({
			name: text,
			categories: { [text]: { color: "#fff" } },
			sections: {
				[text]: { [text]: { category: text, [text]: { id: text, _comment: text, status: "sold", order: text } } },
				b: [{ row: text, category: text, seats: [text, null, { seat: "1", category: text }] }],
			},
		});

		const nfc = "\u00c9";
		expect(header).toEqual({ name: text, categories: { [nfc]: { color: "#fff" } } });
		expect(sections.map(({ section, document }) => ({ section, document }))).toEqual([
			{
				section: nfc,
				document: { [nfc]: { category: nfc, [nfc]: { id: nfc, _comment: text, status: "sold", order: text } } },
			},
			{ section: "b", document: [{ row: nfc, category: nfc, seats: [nfc, null, { seat: "1", category: nfc }] }] },
		]);
		expect(sections[0]?.plan.rows).toEqual([
			{ row: nfc, places: [{ seat: nfc, accessible: false, id: nfc, category: nfc }] },
		]);
		expect(sections[0]?.starting.map((start) => start.seat)).toEqual([seat(nfc, nfc, nfc)]);
	});

	test("a category may be of a section, a row or a seat: the nearest one counts", () => {
		const categoriesOf = (section: unknown) =>
			acceptedSection(section).plan.rows.map(({ places }) => places.map((place) => place?.category));

		expect(
			categoriesOf({ category: "silver", A: { 1: {}, 2: { category: "gold" } }, B: { category: "box", 1: {} } }),
		).toEqual([["silver", "gold"], ["box"]]);
		expect(
			categoriesOf([
				{ row: "A", category: "silver", seats: ["1", null, { seat: "2", category: "gold" }] },
				{ row: "B", seats: ["1"] },
			]),
		).toEqual([["silver", undefined, "gold"], [undefined]]);
	});

	test("category with an object is a row or a seat: only a text is a category", () => {
		expect(seatsOf(acceptedSection({ category: { category: {} } }).plan)).toEqual([seat("category", "category")]);
		expect(mistakenPaths({ name: "x", sections: { category: "gold" } })).toEqual(["/sections/category"]);
	});

	test("a row in order may say where it is drawn", () => {
		const section = [{ row: "A", x: 10, y: -40.5, angle: 0, step: 0.55, seats: ["1"] }];

		expect(acceptedSection(section).document).toEqual(section);
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

	test("comments of a document and among its sections have at most 10,000 bytes as JSON", () => {
		const commented = (comment: string) => ({ name: "x", _comment: comment, sections: { _comment: comment } });

		for (const longest of ["x".repeat(10_000), "é".repeat(5_000), "\u0001".repeat(1_666), "\ud800".repeat(1_666)]) {
			expect(mistakenPaths(commented(longest))).toEqual([]);
			expect(mistakenPaths(commented(`${longest}12345`))).toEqual(["/_comment", "/sections/_comment"]);
		}
	});

	test("comments of categories have at most 10,000 bytes together: they are in the event's record", () => {
		const commented = (comment: string) => ({
			_comment: "é".repeat(2_500),
			gold: { _comment: comment },
			silver: { _comment: comment },
		});

		expect(mistakenPaths(eventDocument({ categories: commented("x".repeat(2_500)) }))).toEqual([]);
		expect(mistakenPaths(eventDocument({ categories: commented("x".repeat(2_501)) }))).toEqual(["/categories"]);
	});

	test("an instant that is not in epoch seconds is refused with its unit", () => {
		const inMilliseconds = mistakesOf(() => parseEventDocument(eventDocument({ opens: 1_795_000_000_000 }), NOW));

		expect(inMilliseconds).toEqual([
			{ path: "/opens", message: "expected epoch seconds: a whole number from 0 to 253402300799" },
		]);
	});

	test("a document may name its categories, with their colors", () => {
		const categories = { _comment: "x", gold: { color: "#d4a017" }, box: { color: "#FFF", _comment: "x" }, "": {} };
		const wrong = { a: { color: "red" }, b: { color: "#12345" }, c: "#fff", d: { price: 7 } };

		expect(mistakenPaths(eventDocument({ categories }))).toEqual(["/categories/"]);
		expect(mistakenPaths(eventDocument({ categories: wrong }))).toEqual([
			"/categories/a/color",
			"/categories/b/color",
			"/categories/c",
			"/categories/d/price",
		]);
		const { header } = accepted(eventDocument({ categories: { gold: { color: "#d4a017" } } }));
		expect(header.categories).toEqual({ gold: { color: "#d4a017" } });
	});

	test("a document has at most 100 categories", () => {
		const categories = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`c${n}`, {}]));

		expect(mistakenPaths(eventDocument({ categories: categories(100) }))).toEqual([]);
		expect(mistakenPaths(eventDocument({ categories: categories(101) }))).toEqual(["/categories"]);
	});

	test("1,000 sections named by 64 emoji are refused, with 100 of their places", () => {
		const names = Array.from({ length: 1_000 }, (_, n) => "🎭".repeat(64 - String(n).length) + n);
		const sections = Object.fromEntries(names.map((name) => [name, {}]));

		expect(mistakenPaths({ name: "x", sections })).toEqual(names.slice(0, 100).map((name) => `/sections/${name}`));
	});

	test("what belongs to no event document is refused with its place, and causes no fault", () => {
		expect(mistakenPaths({ seats: {} })).toEqual(["/seats", "/name", "/sections"]);
		expect(mistakenPaths({ seats: [null] })).toEqual(["/seats", "/name", "/sections"]);
		expect(mistakenPaths({ name: "x", sections: {}, seats: 1 })).toEqual(["/seats"]);
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
			"/sections/orchestra/0/seats/0",
			"/sections/orchestra/0/seats/2",
			"/sections/orchestra/0/seats/3",
			"/sections/orchestra/0/seats/4",
			"/sections/orchestra/1/seats/0",
			"/sections/orchestra/1/seats/1",
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
		const most = wrong.slice(0, 100_000);

		expect(mistakenPathsOfSection(wrong)).toHaveLength(100);
		expect(mistakenPathsOfSection([{ row: "A", seats: most }])).toHaveLength(100);
		expect(mistakenPathsOfSection([{ row: "A", seats: most.map(String) }])).toHaveLength(100);
		expect(mistakenPathsOfSection({ a: { 1: { ...wrong } } })).toHaveLength(100);
	});

	test("a document has at most 100,000 seats, rows and gaps, and nothing else of it is checked if it has more (I12)", () => {
		const many = <Item>(count: number, item: Item) => Array.from({ length: count }, () => item);
		const seats = (count: number) => Object.fromEntries(many(count, {}).map((seat, n) => [`s${n}`, seat]));

		for (const section of [
			[{ row: "A", seats: many(100_001, "1") }],
			[{ row: "A", seats: many(1_000_000, null) }],
			many(100_001, { row: "A", seats: [] }),
			{ A: seats(60_000), B: seats(40_001) },
		]) {
			expect(mistakenPathsOfSection(section)).toEqual(["/sections"]);
		}
		expect(mistakenPathsOfSection({ A: seats(60_000), B: seats(40_000) })).toEqual([]);
		// What a text says of a row is no seat.
		const B = { _comment: "the balcony", category: "gold", ...seats(40_000) };
		expect(mistakenPathsOfSection({ A: seats(60_000), B })).toEqual([]);
	});

	test("a key that is too long to be a label is cut where a mistake names its place", () => {
		const long = "x".repeat(1_000_000);
		const seats = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`s${n}`, 7]));

		const mistakes = mistakesOf(() => parseEventDocument(eventDocument({ sections: { [long]: { A: seats } } }), NOW));

		expect(mistakes).toHaveLength(100);
		expect(mistakes[1]?.path).toBe(`/sections/${"x".repeat(256)}…/A/s0`);
	});

	test("combining marks in a key are not put in order if it is too long to be a label", () => {
		const marks = "\u0301\u0323".repeat(500_000);

		expect(mistakenPathsOfSection({ [`a${marks}`]: {} })).toHaveLength(1);
	});

	test("a document is refused if it breaks the published schema, or a rule that no schema can say", () => {
		const beyondASchema = /a locked seat needs|must be later|only a sold seat|only a blocked seat/;
		const isPublished = new Ajv2020({ strict: true, strictRequired: false }).compile(
			z.toJSONSchema(publishedSchema, { io: "input" }),
		);
		// Without `_comment`: the published schema takes anything for it.
		const aWord = fc.constantFrom("", "A", "1", " 1", "1 ", "\u200b", "a\u202eb", "__proto__", "status", "sold");
		const aValue = fc.oneof(aWord, fc.constantFrom(null, 1, true, "locked"));
		const aSeat = fc.oneof(
			aValue,
			fc.dictionary(fc.constantFrom("seat", "status", "expires", "accessible", "id", "category", "order"), aValue),
		);
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

	test("a seat that starts sold has the order that the document gives it", () => {
		expect(startOf({ status: "sold", order: "4711" })).toEqual([{ status: "sold", order: "4711", soldAt: NOW }]);
	});

	test("a seat may start locked for 7 days at most", () => {
		expect(startOf({ status: "locked", expires: NOW + 604_800 })).toHaveLength(1);
	});

	test("a seat that starts sold has no token, but an order that a release can name", () => {
		expect(startOf({ status: "sold" })).toEqual([{ status: "sold", order: "imported", soldAt: NOW }]);
	});

	test("a seat may start blocked, with its reason", () => {
		expect(startOf({ status: "blocked", reason: "sound desk" })).toEqual([{ status: "blocked", reason: "sound desk" }]);
		expect(startOf({ status: "blocked" })).toEqual([{ status: "blocked", reason: "imported" }]);
		for (const reason of ["x", "x".repeat(64), "🎭".repeat(32)]) {
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
