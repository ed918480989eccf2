/**
 * Words that are a sign of translated prose may only become fewer. Docs and comments are written as we would say them to
 * a colleague; these words mostly show that a sentence should be rewritten from its meaning.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

const ROOT = join(import.meta.dirname, "../..");

/** How many times each word is used. Lower a number when it falls; never raise one. */
const RECORDED = {
	told: 0,
	stands: 1,
	"so many": 0,
	whoever: 0,
	anew: 0,
	"of which": 0,
	meanwhile: 0,
} as const;

/** The contract is a promise whose words are agreed on; this file has the list itself. */
const EXEMPT = new Set(["docs/contract.md", "test/lint/plain-english.test.ts"]);

/** The contract names one type of problem so. */
const PROBLEM_TYPE = "changed-meanwhile";

const files = execFileSync("git", ["ls-files", "-z", "*.ts", "*.md"], { cwd: ROOT, encoding: "utf8" })
	.split("\0")
	.filter((file) => file !== "" && !EXEMPT.has(file) && existsSync(join(ROOT, file)))
	.map((file) => ({ file, text: readFileSync(join(ROOT, file), "utf8").replaceAll(PROBLEM_TYPE, "") }));

test.each(Object.entries(RECORDED))("the word “%s” is used no more often than recorded", (word, recorded) => {
	const uses = files.flatMap(({ file, text }) => placesOf(word, file, text));

	if (uses.length > recorded) throw new Error(`Say it more plainly: “${word}” is used in\n${uses.join("\n")}`);
	if (uses.length < recorded) throw new Error(`Lower the recorded number of “${word}” to ${uses.length}`);
	expect(uses).toHaveLength(recorded);
});

/** Where a word is used, as `file:line`. A phrase may be broken over two lines, of a comment too. */
function placesOf(word: string, file: string, text: string): string[] {
	const phrase = new RegExp(`\\b${word.replace(" ", "(?:\\s|\\n[\\t ]*(?:\\*|//|>) ?)+")}\\b`, "gi");
	return Array.from(text.matchAll(phrase), ({ index }) => `${file}:${text.slice(0, index).split("\n").length}`);
}
