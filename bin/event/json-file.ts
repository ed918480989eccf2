/** Reads a file of JSON, or one of lines of JSON, whose content is not known yet. */
import { readFileSync } from "node:fs";
import { cannot, failure } from "./failure.ts";
import { readJson } from "./json-text.ts";
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

function parsed(file: string, text: string, firstLine: number): unknown {
	try {
		return JSON.parse(text);
	} catch {
		const json = readJson(text);
		if (json.isJson) return json.value;
		const { line, column } = json.place;
		throw failure(placed(file, { line: line + firstLine - 1, column }, `not JSON: ${json.message}`));
	}
}
