import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { placesOf, readJson } from "../../bin/event/json-text.ts";

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

test("a key that one JSON object has twice is reported, and the same key in two objects is not", () => {
	const read = readJson('{"a": {"x": 1, "\\u0078": 2}, "b": {"x": 1}}');

	expect(read).toMatchObject({ isJson: true, repeatedKeys: [{ path: "/a/x", place: { line: 1, column: 16 } }] });
});

test("JSON that is nested too deep is refused instead of overflowing the call stack", () => {
	expect(readJson("[".repeat(100_000))).toMatchObject({ isJson: false, message: "nested more than 500 deep" });
});
