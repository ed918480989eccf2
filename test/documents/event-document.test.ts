import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { mistakesIn } from "../../api/event-document.ts";
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
	test("have the contract's defaults", () => {
		expect(accepted(eventDocument()).settings).toEqual({
			name: "Distant Worlds",
			lockSeconds: 600,
			maxLockSeconds: 1_800,
			maxSeatsPerLock: 10,
		});
	});

	test("are those of the document where it gives them", () => {
		const settings = { opens: 1, closes: 2, lockSeconds: 3, maxLockSeconds: 4, maxSeatsPerLock: 5 };

		expect(accepted(eventDocument(settings)).settings).toEqual({ name: "Distant Worlds", ...settings });
	});

	test("that give one length of a lock mean it: the default of the other gives way", () => {
		expect(accepted(eventDocument({ lockSeconds: 3_600 })).settings.maxLockSeconds).toBe(3_600);
		expect(accepted(eventDocument({ maxLockSeconds: 60 })).settings.lockSeconds).toBe(60);
	});

	test.each([
		["no name", { name: undefined }, "/name"],
		["an empty name", { name: "" }, "/name"],
		["a name too long", { name: "x".repeat(257) }, "/name"],
		["a name that is no text", { name: 7 }, "/name"],
		["a comment that is no text", { _comment: {} }, "/_comment"],
		["a field nobody knows", { colour: "red" }, "/colour"],
		["milliseconds for seconds", { opens: 1_795_000_000_000 }, "/opens"],
		["an instant that is no number", { closes: "tomorrow" }, "/closes"],
		["no time between opening and closing", { opens: 5, closes: 5 }, "/closes"],
		["a lock longer than the longest", { lockSeconds: 61, maxLockSeconds: 60 }, "/lockSeconds"],
		["a lock of no time", { lockSeconds: 0 }, "/lockSeconds"],
		["half a second", { maxLockSeconds: 0.5 }, "/maxLockSeconds"],
		["a lock of more than a week", { maxLockSeconds: 604_801 }, "/maxLockSeconds"],
		["no seat to a lock", { maxSeatsPerLock: 0 }, "/maxSeatsPerLock"],
		["more seats to a lock than one transaction takes", { maxSeatsPerLock: 101 }, "/maxSeatsPerLock"],
	])("are refused for %s", (_, changes, path) => {
		expect(mistakenPaths(eventDocument(changes))).toEqual([path]);
	});

	test("may stand beside a comment among the sections, which is none of them and stays where it is", () => {
		const { header, sections } = accepted({ name: "x", sections: { a: {}, _comment: "from left to right" } });

		expect(sections.map(({ section }) => section)).toEqual(["a"]);
		expect(header).toEqual({ name: "x", sections: { _comment: "from left to right" } });
		expect(settingsOf(header).name).toBe("x");
	});

	test("of the last allowed kind are accepted", () => {
		const changes = { name: "x".repeat(256), maxLockSeconds: 604_800, maxSeatsPerLock: 100, opens: 253_402_300_798 };

		expect(mistakenPaths(eventDocument({ ...changes, closes: 253_402_300_799 }))).toEqual([]);
		expect(mistakenPaths(eventDocument({ lockSeconds: 60, maxLockSeconds: 60 }))).toEqual([]);
	});
});

describe("a section", () => {
	test("may be the first server's object of rows, which keep the document's order", () => {
		const { plan } = acceptedSection({ b: { front: {}, aisle: { status: "available" } }, a: { front: {} } });

		expect(seatsOf(plan)).toEqual([seat("b", "front"), seat("b", "aisle"), seat("a", "front")]);
	});

	test("of the object form has numeric labels in ascending order, as JSON is read", () => {
		const { plan } = acceptedSection(JSON.parse('{"a": {"10": {}, "9": {}, "1": {}}}'));

		expect(seatsOf(plan)).toEqual([seat("a", 1), seat("a", 9), seat("a", 10)]);
	});

	test("may be an array of rows in order, with gaps and seats that say more of themselves", () => {
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

	test("may differ in its form from the next", () => {
		const { sections } = accepted(
			eventDocument({ sections: { orchestra: rows("a", [1]), stalls: [{ row: "A", seats: ["1"] }] } }),
		);

		expect(sections.flatMap(({ plan }) => seatsOf(plan))).toEqual([seat("a", 1), seat("A", 1, "stalls")]);
	});

	test("may be empty, in either form", () => {
		expect(acceptedSection({}).plan.seats.size).toBe(0);
		expect(acceptedSection([]).plan.seats.size).toBe(0);
		expect(acceptedSection([{ row: "A", seats: [] }]).plan.seats.size).toBe(0);
	});

	test("may be commented anywhere a reader looks", () => {
		const { plan } = acceptedSection({
			_comment: "near the stage",
			a: { _comment: "odd numbers", 1: { _comment: "x" } },
		});
		const ordered = acceptedSection([{ row: "A", seats: [{ seat: "1", _comment: "x" }], _comment: "x" }]);

		expect(seatsOf(plan)).toEqual([seat("a", 1)]);
		expect(seatsOf(ordered.plan)).toEqual([seat("A", 1)]);
	});

	test("may have a row and a seat that are called _comment: a comment is a text", () => {
		const { plan } = acceptedSection({ _comment: { _comment: {} } });

		expect(seatsOf(plan)).toEqual([seat("_comment", "_comment")]);
	});

	test("may have any label that JSON can say, __proto__ among them", () => {
		const text = '{"name": "x", "sections": {"__proto__": {"constructor": {"__proto__": {"status": "sold"}}}}}';

		const [section] = accepted(JSON.parse(text)).sections;

		const only = seat("constructor", "__proto__", "__proto__");
		expect(section && seatsOf(section.plan)).toEqual([only]);
		expect(section?.starting.map((start) => start.seat)).toEqual([only]);
	});

	test("may name a row twice, as long as no seat stands twice in it", () => {
		const twice = [
			{ row: "A", seats: ["1"] },
			{ row: "A", seats: ["2"] },
		];

		expect(seatsOf(acceptedSection(twice).plan)).toEqual([seat("A", 1), seat("A", 2)]);
	});

	test.each([
		["is no object and no array", "rows", "/sections/orchestra"],
		["is nothing", null, "/sections/orchestra"],
		["has a row that is no object", { a: "1, 3, 5" }, "/sections/orchestra/a"],
		["has a row of its object form that is an array", { a: ["1"] }, "/sections/orchestra/a"],
		["has a seat that is no object", { a: { 1: "sold" } }, "/sections/orchestra/a/1"],
		["has a row without seats", [{ row: "A" }], "/sections/orchestra/0"],
		["has a row that nobody has named", [{ seats: ["1"] }], "/sections/orchestra/0/row"],
		["has a row called by a number", [{ row: 1, seats: [] }], "/sections/orchestra/0/row"],
		["has a row with a field nobody knows", [{ row: "A", seats: [], side: "left" }], "/sections/orchestra/0/side"],
		["has a seat called by a number", [{ row: "A", seats: ["1", 2] }], "/sections/orchestra/0/seats/1"],
		["has a seat without a label", [{ row: "A", seats: [{}] }], "/sections/orchestra/0/seats/0"],
		["has an empty label", { "": {} }, "/sections/orchestra/"],
		["has a control character in a label", { a: { "1\n": {} } }, "/sections/orchestra/a/1\n"],
		["has half a character in a label", { "\ud83c": {} }, "/sections/orchestra/\ud83c"],
		["has a label too long", { ["x".repeat(65)]: {} }, `/sections/orchestra/${"x".repeat(65)}`],
		["has a seat with a field nobody knows", { a: { 1: { price: 5 } } }, "/sections/orchestra/a/1/price"],
		["has a seat of no known status", { a: { 1: { status: "held" } } }, "/sections/orchestra/a/1/status"],
		["has a lock without an end", { a: { 1: { status: "locked" } } }, "/sections/orchestra/a/1/expires"],
		[
			"has a lock that ends at no second",
			{ a: { 1: { status: "locked", expires: 1.5 } } },
			"/sections/orchestra/a/1/expires",
		],
		["has an end without a lock", { a: { 1: { expires: 5 } } }, "/sections/orchestra/a/1/expires"],
		["has a reason without a block", { a: { 1: { reason: "x" } } }, "/sections/orchestra/a/1/reason"],
		[
			"has a reason too long",
			{ a: { 1: { status: "blocked", reason: "x".repeat(257) } } },
			"/sections/orchestra/a/1/reason",
		],
		["has an empty reason", { a: { 1: { status: "blocked", reason: "" } } }, "/sections/orchestra/a/1/reason"],
		[
			"has a seat that is accessible perhaps",
			{ a: { 1: { accessible: "maybe" } } },
			"/sections/orchestra/a/1/accessible",
		],
		["has a comment on a seat that is no text", { a: { 1: { _comment: 5 } } }, "/sections/orchestra/a/1/_comment"],
		[
			"has a comment on a row that is no text",
			[{ row: "A", seats: [], _comment: [] }],
			"/sections/orchestra/0/_comment",
		],
		["has a seat twice in a row", [{ row: "A", seats: ["1", null, "1"] }], "/sections/orchestra/0/seats/2"],
		[
			"has a seat twice, in two rows of one label",
			[
				{ row: "A", seats: ["1"] },
				{ row: "A", seats: ["1"] },
			],
			"/sections/orchestra/1/seats/0",
		],
	])("is refused when it %s", (_, section, path) => {
		expect(mistakenPathsOfSection(section)).toEqual([path]);
	});

	test("is refused in words that say what belongs there", () => {
		const section = { a: { 1: { accessible: "maybe" } } };

		expect(mistakesIn(eventDocument({ sections: { orchestra: section } }))).toEqual([
			{ path: "/sections/orchestra/a/1/accessible", message: "expected true or false" },
		]);
	});

	test("is refused with its place as a JSON Pointer, in which / and ~ are escaped", () => {
		expect(mistakenPaths(eventDocument({ sections: { "a/b~c": { "~1": { "/": 5 } } } }))).toEqual([
			"/sections/a~1b~0c/~01/~1",
		]);
	});
});

describe("a document", () => {
	test.each([[null], ["{}"], [5], [[]], [undefined]])("that is no object is refused: %j", (document) => {
		expect(mistakenPaths(document)).toEqual([""]);
	});

	test("without sections is refused, and so is one whose sections are an array", () => {
		expect(mistakenPaths({ name: "x" })).toEqual(["/sections"]);
		expect(mistakenPaths({ name: "x", sections: [] })).toEqual(["/sections"]);
	});

	test("may have no section at all", () => {
		expect(accepted({ name: "x", sections: {} }).sections).toEqual([]);
	});

	test("may have a section that is called _comment: a comment is a text", () => {
		expect(accepted({ name: "x", sections: { _comment: rows("a", [1]) } }).sections).toHaveLength(1);
	});

	test("has comments of 10,000 characters at most, of itself and among its sections", () => {
		const commented = (length: number) => ({
			name: "x",
			_comment: "x".repeat(length),
			sections: { _comment: "x".repeat(length) },
		});

		expect(mistakenPaths(commented(10_000))).toEqual([]);
		expect(mistakenPaths(commented(10_001))).toEqual(["/_comment", "/sections/_comment"]);
	});

	test("has 1,000 sections at most", () => {
		const sections = (count: number) =>
			Object.fromEntries(Array.from({ length: count }, (_, index) => [`section ${index}`, {}]));

		expect(mistakenPaths({ name: "x", sections: sections(1_000) })).toEqual([]);
		expect(mistakenPaths({ name: "x", sections: sections(1_001) })).toEqual(["/sections"]);
	});

	test("is told all that is wrong with it at once, up to a hundred faults", () => {
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

	test("of JSON that is nested deep, or that calls itself by an object's own words, is refused like any other", () => {
		const deep = JSON.parse("[".repeat(20_000) + "]".repeat(20_000));
		const odd = { toString: 1, valueOf: 1 };

		for (const value of [deep, odd]) {
			expect(mistakenPaths(eventDocument({ name: value }))).toEqual(["/name"]);
			expect(mistakenPathsOfSection([{ row: value, seats: [] }])).toEqual(["/sections/orchestra/0/row"]);
			expect(mistakenPathsOfSection([{ row: "A", seats: [deep, { seat: value }] }])).toHaveLength(2);
			expect(mistakenPathsOfSection({ a: { 1: { _comment: value } } })).toEqual(["/sections/orchestra/a/1/_comment"]);
		}
	});

	test("of any JSON whatever is accepted or refused, and never a fault of the service", () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.jsonValue(), (header, section) => {
				const document = { name: "x", sections: { a: section, b: { c: section }, d: [section] }, opens: header };

				expect(() => mistakesOf(() => parseEventDocument(document, NOW))).not.toThrow();
				expect(() => mistakesOf(() => parseEventDocument(header, NOW))).not.toThrow();
			}),
		);
	});
});

describe("a seat's status", () => {
	const startOf = (state: object) => acceptedSection({ a: { 1: state } }).starting.map(({ record }) => record);

	test("is available unless the document says more", () => {
		expect(startOf({})).toEqual([]);
		expect(startOf({ status: "available" })).toEqual([]);
	});

	test("may be sold: to nobody's token, under an order that a release can name", () => {
		expect(startOf({ status: "sold" })).toEqual([{ status: "sold", order: "imported", soldAt: NOW }]);
	});

	test("may be blocked, with its reason", () => {
		expect(startOf({ status: "blocked", reason: "sound desk" })).toEqual([{ status: "blocked", reason: "sound desk" }]);
		expect(startOf({ status: "blocked" })).toEqual([{ status: "blocked", reason: "imported" }]);
		for (const reason of ["x", "x".repeat(256)]) {
			expect(startOf({ status: "blocked", reason })).toEqual([{ status: "blocked", reason }]);
		}
	});

	test("may be locked by nobody until an instant, and is available from that instant on (I2)", () => {
		expect(startOf({ status: "locked", expires: NOW + 1 })).toEqual([
			{ status: "locked", lockedAt: NOW, expires: NOW + 1 },
		]);
		expect(startOf({ status: "locked", expires: NOW })).toEqual([]);
	});

	test("may be given in the form of ordered rows as well", () => {
		const { starting } = acceptedSection([{ row: "A", seats: ["1", { seat: "2", status: "sold" }] }]);

		expect(starting.map((start) => start.seat)).toEqual([seat("A", 2)]);
	});
});

test("a plan is the same whether it is read with its document or by itself", () => {
	const section = { b: { 3: {}, 1: { status: "sold" } }, a: { 2: { accessible: true } } };

	expect(planOfSection("orchestra", section)).toEqual(acceptedSection(section).plan);
});
