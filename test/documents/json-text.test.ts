import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { parseBody, placesOf, readJson } from "../../documents/json-text.ts";
import { mistakesOf } from "./mistakes-of.ts";

const mistakesIn = (text: string) => mistakesOf(() => parseBody(text));

function parses(text: string) {
	try {
		JSON.parse(text);
		return true;
	} catch {
		return false;
	}
}

test("readJson accepts the same texts as JSON.parse, with the same value", () => {
	const pretty = fc.tuple(fc.jsonValue(), fc.constantFrom(0, 1, "\t", " \r\n")).map(([value, indent]) => {
		return JSON.stringify(value, undefined, indent);
	});
	const damaged = fc.tuple(
		pretty,
		fc.nat(),
		fc.nat(2),
		fc.constantFrom("", '"', ",", "}", "0", "-", ".", "\\", "\n", "e"),
	);
	const text = fc.oneof(
		pretty,
		damaged.map(([text, at, length, other]) => {
			const place = at % (text.length + 1);
			return text.slice(0, place) + other + text.slice(place + length);
		}),
		fc.string({ unit: fc.constantFrom(...'{}[]",:01-+.eE\\utrfalsn \n') }),
	);
	fc.assert(
		fc.property(text, (text) => {
			const read = readJson(text);

			expect(read.isJson).toBe(parses(text));
			if (read.isJson) expect(read.value).toEqual(JSON.parse(text));
		}),
		{ numRuns: 2_000 },
	);
});

test("placesOf finds the place of every value in a JSON text", () => {
	const key = fc.oneof(fc.string(), fc.constantFrom("a/b", "~", "~1", "", "__proto__", "0"));
	const value = fc.letrec<{ any: unknown }>((tie) => ({
		any: fc.oneof(
			{ maxDepth: 4 },
			fc.constantFrom(1, "text", null, true),
			fc.array(tie("any"), { maxLength: 3 }),
			fc.dictionary(key, tie("any"), { maxKeys: 3 }),
		),
	})).any;
	fc.assert(
		fc.property(value, fc.constantFrom(undefined, "\t"), (value, indent) => {
			const text = JSON.stringify(value, undefined, indent);
			const lines = text.split("\n");
			const values = [...valuesIn(value, "")];

			const places = placesOf(
				text,
				values.map(({ path }) => path),
			);

			for (const { path, value } of values) {
				const { line, column } = places.get(path) ?? { line: 0, column: 0 };
				const [first] = JSON.stringify(value, undefined, indent).split("\n");
				expect(lines[line - 1]?.slice(column - 1).startsWith(first ?? "?")).toBe(true);
			}
		}),
		{ numRuns: 500 },
	);
});

function* valuesIn(value: unknown, path: string): Generator<{ path: string; value: unknown }> {
	yield { path, value };
	if (typeof value !== "object" || value === null) return;
	for (const [key, member] of Object.entries(value)) {
		yield* valuesIn(member, `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`);
	}
}

test("the place of a missing value in a JSON text is that of its nearest ancestor", () => {
	const text = '{\n"a": [\n1]}';

	expect(placesOf(text, ["/a/7/x", "/b", ""])).toEqual(
		new Map([
			["/a/7/x", { line: 2, column: 6 }],
			["/b", { line: 1, column: 1 }],
			["", { line: 1, column: 1 }],
		]),
	);
});

test("line numbers in a JSON text are right for the line ends of every system", () => {
	expect(placesOf("[\n1,\r\n2,\r3]", ["/0", "/1", "/2"])).toEqual(
		new Map([
			["/0", { line: 2, column: 1 }],
			["/1", { line: 3, column: 1 }],
			["/2", { line: 4, column: 1 }],
		]),
	);
});

test.each([
	['{\n\t"name": "x",\n}', 3, 1, 'expected a key in ", found }'],
	['{"name": "x', 1, 12, 'expected the closing " of a text, found the end of the text'],
	['["a\nb"]', 1, 4, 'expected the closing " of a text, found the end of the line'],
	['["\\x"]', 1, 3, "expected an escape that JSON knows, found \\"],
	["[1 2]", 1, 4, "expected , or ], found 2"],
	['{"a" 1}', 1, 6, "expected :, found 1"],
	['{"a": 1 "b"}', 1, 9, 'expected , or }, found "'],
	["[01]", 1, 2, "expected a value, found 0"],
	["[]\u00a0", 1, 3, "expected nothing more, found U+00A0"],
	["", 1, 1, "expected a value, found the end of the text"],
])("a text that is not JSON is refused with the place where it stops: %j", (text, line, column, message) => {
	expect(readJson(text)).toEqual({ isJson: false, message, place: { line, column } });
	expect(mistakesIn(text)).toEqual([
		{ path: "", message: `the body cannot be read as JSON: ${message} at line ${line}, column ${column}` },
	]);
});

test("a key that one JSON object has twice is found, and the same key in two objects is not", () => {
	const read = readJson('{"a": {"x": 1, "\\u0078": 2}, "b": {"x": 1}}');

	expect(read).toMatchObject({ isJson: true, repeatedKeys: [{ path: "/a/x", place: { line: 1, column: 16 } }] });
});

test("a document is refused for a key that appears twice in an object, with its place: seats would be lost", () => {
	expect(mistakesIn('{"name":"x","sections":{"s":{"A":{"1":{},"2":{}},"A":{"3":{}}}}}')).toEqual([
		{ path: "/sections/s/A", message: "the key A appears twice in this object, again at line 1, column 50" },
	]);
	expect(mistakesIn('{"a": [{"~/": 1, "~/": 1}, {}], "__proto__": 1, "__proto__": 2}').map(({ path }) => path)).toEqual(
		["/a/0/~0~1", "/__proto__"],
	);
});

test("a text without repeated keys has the value that JSON.parse gives it", () => {
	const text = '{"__proto__": {"1": []}, "a": {"__proto__": 1}, "A": [{"a": 1}, {"a": 2}]}';

	expect(parseBody(text)).toEqual(JSON.parse(text));
});

test("every key that is repeated is found, and no other", () => {
	const key = fc.constantFrom("a", "b", "__proto__", "0", "\\u0061", "é");
	const json = fc.letrec<{ any: { text: string; repeats: number } }>((tie) => ({
		any: fc.oneof(
			{ maxDepth: 4 },
			fc.constant({ text: "1", repeats: 0 }),
			fc.array(tie("any"), { maxLength: 3 }).map((values) => ({
				text: `[${values.map(({ text }) => text).join(", ")}]`,
				repeats: values.reduce((sum, { repeats }) => sum + repeats, 0),
			})),
			fc.array(fc.tuple(key, tie("any")), { maxLength: 4 }).map((members) => ({
				text: `{${members.map(([key, { text }]) => `"${key}": ${text}`).join(",")}}`,
				repeats:
					members.length -
					new Set(members.map(([key]) => JSON.parse(`"${key}"`))).size +
					members.reduce((sum, [, { repeats }]) => sum + repeats, 0),
			})),
		),
	})).any;
	fc.assert(
		fc.property(json, ({ text, repeats }) => {
			expect(mistakesIn(text)).toHaveLength(Math.min(100, repeats));
		}),
		{ numRuns: 1_000 },
	);
});

test("a million repeated keys are refused with the first hundred", () => {
	expect(mistakesIn(`{"a":1${',"a":1'.repeat(1_000_000)}}`)).toHaveLength(100);
});

test("JSON that is nested too deep is refused instead of overflowing the call stack", () => {
	for (const deep of ["[".repeat(100_000), '{"a":'.repeat(100_000), "[".repeat(501) + "]".repeat(501)]) {
		expect(readJson(deep)).toMatchObject({ isJson: false, message: "nested more than 500 deep" });
	}
	expect(mistakesIn("[".repeat(500) + "]".repeat(500))).toEqual([]);
});

test("an object with more keys than an event has seats is refused before it is read (I12)", () => {
	const keys = (count: number) => `{${Array.from({ length: count }, (_, n) => `"${n}":1`).join(",")}}`;

	expect(mistakesIn(keys(100_002))).toEqual([]);
	expect(readJson(keys(100_003))).toMatchObject({ isJson: false, message: "more than 100002 keys in one object" });
});

test("a document with more values than any event needs is refused before it is read (I12)", () => {
	const values = (count: number) => `[${"{},".repeat(count - 2)}{}]`;

	expect(mistakesIn(values(2_000_000))).toEqual([]);
	expect(mistakesIn(values(2_000_001))).toEqual([
		{
			path: "",
			message: "the body cannot be read as JSON: more than 2000000 values at line 1, column 5999999",
		},
	]);
});

test("the place where a text of millions of lines stops being JSON is found without a list of its lines (I12)", () => {
	const lines = "\n".repeat(16_000_000);
	const before = process.memoryUsage();

	expect(readJson(`${lines}x`)).toMatchObject({ isJson: false, place: { line: 16_000_001, column: 1 } });

	const after = process.memoryUsage();
	expect(after.heapTotal - before.heapTotal).toBeLessThan(32 * 1_024 * 1_024);
});

test("texts, numbers and spaces of millions of characters are read", () => {
	const long = 3_000_000;

	for (const text of [`"${"\\n".repeat(long)}"`, "1".repeat(long), `${" ".repeat(long)}1`]) {
		expect(mistakesIn(text)).toEqual([]);
	}
});
