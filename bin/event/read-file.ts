/** Reads the file that an event is made from, and finds the places of its mistakes and oddities. */
import { createReadStream } from "node:fs";
import { type EventInput, readEventInput } from "../../documents/event-input.ts";
import { DOCUMENT_LIMITS, placesOf, readJson } from "../../documents/json-text.ts";
import { type Mistake, Refused } from "../../domain/refusal.ts";
import { cannot, failure } from "./failure.ts";
import { many, placed } from "./report.ts";

/**
 * A plan of 100,000 seats with indentation has 40 MB. What is much larger is another file, and would be read for minutes
 * only to be refused.
 */
const MAX_FILE_BYTES = 64_000_000;

export interface ReadFile {
	readonly name: string;
	readonly content: EventInput;
	/** Each with its place in the file. */
	readonly oddities: readonly string[];
	/** The place of a JSON Pointer in the file, as `hall.json:12:5`. */
	readonly placeOf: (pointer: string) => string;
}

/**
 * Fails with all mistakes of the file and their places.
 * @param path `-` is standard input.
 */
export async function readFile(path: string): Promise<ReadFile> {
	const name = path === "-" ? "standard input" : path;
	const text = await textOf(path, name);
	const json = readJson(text, DOCUMENT_LIMITS);
	if (!json.isJson) throw failure(placed(name, json.place, `not JSON: ${json.message}`));

	const withMistakes = (mistakes: readonly string[]) =>
		failure([...mistakes, `${name} has ${many(mistakes.length, "mistake")}.`].join("\n"));
	if (json.repeatedKeys.length > 0) {
		throw withMistakes(json.repeatedKeys.map(({ path, message, place }) => placed(name, place, message, path)));
	}

	const inFile = (findings: readonly Mistake[]) => {
		const places = placesOf(
			text,
			findings.map(({ path }) => path),
		);
		return findings.map(({ path, message }) => placed(name, places.get(path), message, path));
	};
	try {
		const content = readEventInput(json.value, Math.floor(Date.now() / 1_000));
		const oddities = inFile(content.oddities);
		return { name, content, oddities, placeOf: (path) => placed(name, placesOf(text, [path]).get(path)) };
	} catch (error) {
		if (!(error instanceof Refused) || error.refusal.kind !== "invalid-request") throw error;
		throw withMistakes(inFile(error.refusal.errors));
	}
}

async function textOf(path: string, name: string): Promise<string> {
	const bytes = await bytesOf(path, name);
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch {
		throw failure(`${name} is not UTF-8.`);
	}
}

/** Stops reading at the limit, so a pipe that never ends is refused too. */
async function bytesOf(path: string, name: string): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	try {
		for await (const chunk of path === "-" ? process.stdin : createReadStream(path)) {
			chunks.push(chunk);
			size += chunk.length;
			if (size > MAX_FILE_BYTES) break;
		}
	} catch (error) {
		cannot("read", name)(error as Error);
	}
	if (size <= MAX_FILE_BYTES) return Buffer.concat(chunks);
	throw failure(`${name} is larger than ${MAX_FILE_BYTES / 1_000_000} MB: no event has such a file.`);
}
