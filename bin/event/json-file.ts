/** Reads a file of JSON, or one of lines of JSON, whose content is not known yet. */
import { readFileSync } from "node:fs";
import { type Place, readJson } from "../../documents/json-text.ts";
import { cannot, failure } from "./failure.ts";
import { placed } from "./report.ts";

export function readJsonFile(file: string): unknown {
	return parsed(file, textOf(file), 1);
}

/** A value for each line, with its number from 1. Empty lines are left out. */
export function readJsonLines(file: string): { readonly line: number; readonly value: unknown }[] {
	return textOf(file)
		.split("\n")
		.map((text, index) => ({ line: index + 1, text }))
		.filter(({ text }) => text.trim() !== "")
		.map(({ line, text }) => ({ line, value: parsed(file, text, line) }));
}

function textOf(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		return cannot("read", file)(error as Error);
	}
}

/** Fails also for a key that appears twice in an object: what is under the first one would be lost. */
function parsed(file: string, text: string, firstLine: number): unknown {
	const inFile = ({ line, column }: Place) => ({ line: line + firstLine - 1, column });
	const json = readJson(text);
	if (!json.isJson) throw failure(placed(file, inFile(json.place), `not JSON: ${json.message}`));
	const [repeated] = json.repeatedKeys;
	if (repeated)
		throw failure(placed(file, inFile(repeated.place), "this key appears twice in its object", repeated.path));
	return json.value;
}
