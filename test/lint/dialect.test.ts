/** The dialect of the code, as the linter and this test hold it: one way to write functions, constants and headers. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { lintSamples, type Sample } from "./lint-samples.ts";

const ROOT = join(import.meta.dirname, "../..");

/** Folders whose files have their header comment directly above the code. */
const FOLDERS = [
	"api",
	"bin",
	"clients/typescript/src",
	"documents",
	"domain",
	"lab",
	"lambdas",
	"lib",
	"local",
	"store",
	"test",
	"web",
];

const DECLARE = "Declare a top-level function with statements as `function`.";
const CAPITALS = "Write a constant of a module in capitals, as MAX_SEATS.";

const REFUSED: readonly Sample[] = [
	["lib/arrow.ts", "export const twice = (seats: number) => {\n\treturn 2 * seats;\n};", DECLARE],
	["lib/async-arrow.ts", "export const twice = async <T>(seats: T) => {\n\treturn [seats];\n};", DECLARE],
	["lib/function-expression.ts", "export const twice = function (seats: number) { return 2 * seats; };", DECLARE],
	["lib/number.ts", "export const seats = 1_000;", CAPITALS],
	["lib/negative.ts", "export const seats = -1;", CAPITALS],
	["lib/string.ts", 'export const row = "a";', CAPITALS],
	["lib/template.ts", "export const row = `a\nb`;", CAPITALS],
	["lib/regex.ts", "export const row = /a/;", CAPITALS],
	["lib/array.ts", 'export const rows: readonly string[] = ["a"];', CAPITALS],
	["lib/tuple.ts", 'export const rows = ["a"] as const satisfies readonly string[];', CAPITALS],
	["lib/set.ts", 'export const rows = new Set(["a"]);', CAPITALS],
	["lib/map.ts", 'export const rows = new Map<string, number>([["a", 1]]);', CAPITALS],
	["api/arrow.ts", "export const twice = (seats: number) => {\n\treturn 2 * seats;\n};", DECLARE],
	["api/limit.ts", "export const seats = 1_000;", CAPITALS],
	["lab/simulation/seed.ts", "export const seats = 1_000;", CAPITALS],
	["local/port.ts", "export const seats = 1_000;", CAPITALS],
	["test/store/size.test.ts", "export const seats = 1_000;", CAPITALS],
];

const ALLOWED: readonly Sample[] = [
	["lib/declaration.ts", "export function twice(seats: number) {\n\treturn 2 * seats;\n}"],
	["lib/expression.ts", "export const twice = (seats: number) => 2 * seats;"],
	["lib/inner-arrow.ts", "export function f() {\n\tconst g = () => {\n\t\treturn 1;\n\t};\n\treturn g;\n}"],
	["lib/in-capitals.ts", "export const MAX_SEATS = 1_000;"],
	["lib/local.ts", "export function f() {\n\tconst seats = 1_000;\n\treturn seats;\n}"],
	["lib/computed.ts", "export const seats = Math.min(1, 2);"],
	["lib/state.ts", "export const seen = new Map<string, number>();\nexport const list: string[] = [];"],
	["lib/variable.ts", "export let seats = 1;\nseats += 1;"],
];

describe("functions and constants", () => {
	let diagnostics: ReadonlyMap<string, string>;

	beforeAll(() => {
		diagnostics = lintSamples([...REFUSED, ...ALLOWED]);
	});

	test.each(REFUSED)("the linter refuses the file %s with %j", (file, _, message) => {
		expect(diagnostics.get(file)).toContain(message);
	});

	test.each(ALLOWED)("the linter allows the file %s with %j", (file) => {
		expect(diagnostics.get(file)).toBe("[]");
	});
});

describe("header comments", () => {
	/** A header, an empty line, and then something that does not have a comment of its own. */
	const isDetached = (text: string) => /^(#!.*\n)?\/\*\*((?!\*\/)[\s\S])*\*\/\n\n(?!\/\*\*)/.test(text);

	test.each([
		['/** Header. */\n\nimport "a";\n', true],
		['/**\n * Header.\n */\n\nimport "a";\n', true],
		['/** Header. */\nimport "a";\n\n/** A rule. */\n\nexport const b = 1;\n', false],
		["/** Header. */\n\n/** A rule. */\nexport const b = 1;\n", false],
	])("a header in %j is separated from the code: %j", (text, detached) => {
		expect(isDetached(text)).toBe(detached);
	});

	test.each(FOLDERS)("every file in %s/ has its header comment directly above the code", (folder) => {
		const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).filter((file) =>
			file.endsWith(".ts"),
		);

		const detached = files.filter((file) => isDetached(readFileSync(join(ROOT, folder, file), "utf8")));

		expect(files.length).toBeGreaterThan(0);
		expect(detached).toEqual([]);
	});
});
