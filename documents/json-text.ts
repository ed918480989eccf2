/**
 * Reads a JSON text (RFC 8259), and finds places in it for people who have to fix it: where it stops being JSON, where
 * the value of a JSON Pointer is, and which keys an object has twice; a parser silently takes the last one.
 */
import { cutKey, jsonPointer, type Path } from "../api/json.ts";
import { MAX_MISTAKES } from "../api/parts.ts";
import { type Mistake, refuse } from "../domain/refusal.ts";

/** Line and column, both from 1; a column counts UTF-16 units, as editors do. */
export interface Place {
	readonly line: number;
	readonly column: number;
}

interface Finding extends Mistake {
	readonly place: Place;
}

/** Deeper than any plan. Each open level takes memory, and the value is read by functions that call themselves. */
const MAX_DEPTH = 500;

/** No object of a document has more keys: its seats have at most 100,000 labels, and a comment and a category. */
const MAX_KEYS = 100_002;

/**
 * An event has at most 100,000 seats, and a plan says about ten things of each. To parse ten million small values takes
 * more time and memory than a function has.
 */
const MAX_DOCUMENT_VALUES = 2_000_000;

export interface JsonLimits {
	/** How many values a text may have, those in its lists and objects counted too; as many as there are, unless given. */
	readonly values?: number;
	/** How many keys an object may have; as many as one of a document, unless given. */
	readonly keys?: number;
}

export const DOCUMENT_LIMITS: JsonLimits = { values: MAX_DOCUMENT_VALUES };

export type JsonText =
	| { readonly isJson: true; readonly value: unknown; readonly repeatedKeys: readonly Finding[] }
	| { readonly isJson: false; readonly message: string; readonly place: Place };

/** The value of a text with the keys that its objects have twice, the first 100 of them; or where it stops being JSON. */
export function readJson(text: string, limits: JsonLimits = {}): JsonText {
	const placeOf = placesIn(text);
	const repeatedKeys: Finding[] = [];
	const stop = scan(text, {
		limits,
		onRepeatedKey: (path, key, at) => {
			const place = placeOf(at);
			const message = `the key ${cutKey(key)} appears twice in this object, again at line ${place.line}, column ${place.column}`;
			repeatedKeys.push({ path: jsonPointer(path()), message, place });
			return repeatedKeys.length < MAX_MISTAKES;
		},
	});
	if (stop) return { isJson: false, message: stop.message, place: placeOf(stop.at) };
	return { isJson: true, value: JSON.parse(text), repeatedKeys };
}

/**
 * The value of the body of a request. Refuses what is not JSON, and a key that appears twice in an object, because what is
 * under the first one would be lost: a seat, an order, a time. The work is linear in the text, and so is the memory.
 */
export function parseBody(text: string, limits: JsonLimits = DOCUMENT_LIMITS): unknown {
	const json = readJson(text, limits);
	if (!json.isJson) {
		const { line, column } = json.place;
		const message = `the body cannot be read as JSON: ${json.message} at line ${line}, column ${column}`;
		return refuse({ kind: "invalid-request", errors: [{ path: "", message }] });
	}
	const errors = json.repeatedKeys.map(({ path, message }) => ({ path, message }));
	if (errors.length > 0) refuse({ kind: "invalid-request", errors });
	return json.value;
}

/** Where the values of these JSON Pointers are in a JSON text; if a value is missing, where its nearest ancestor is. */
export function placesOf(text: string, pointers: readonly string[]): Map<string, Place> {
	const wanted = new Set(pointers.flatMap(withAncestors));
	const found = new Map<string, Place>();
	const placeOf = placesIn(text);
	scan(text, {
		onValue: (path, at) => {
			const pointer = jsonPointer(path());
			if (wanted.has(pointer)) found.set(pointer, placeOf(at));
		},
	});
	return new Map(
		pointers.map((pointer) => {
			const nearest = withAncestors(pointer).find((path) => found.has(path)) ?? "";
			return [pointer, found.get(nearest) ?? { line: 1, column: 1 }];
		}),
	);
}

/** The pointer itself, then its ancestors up to the root. */
function withAncestors(pointer: string): string[] {
	const paths = [pointer];
	for (let path = pointer; path.includes("/"); ) {
		path = path.slice(0, path.lastIndexOf("/"));
		paths.push(path);
	}
	return paths;
}

/** Turns offsets in the text, in ascending order, into lines and columns. */
function placesIn(text: string): (at: number) => Place {
	let read = 0;
	let line = 1;
	let lineStart = 0;
	return (at) => {
		for (; read < at; read++) {
			const code = text.charCodeAt(read);
			const endsLine = code === NEW_LINE || (code === RETURN && text.charCodeAt(read + 1) !== NEW_LINE);
			if (!endsLine) continue;
			line += 1;
			lineStart = read + 1;
		}
		return { line, column: at - lineStart + 1 };
	};
}

interface Visitor {
	/** The scan stops at the next value, or key. */
	readonly limits?: JsonLimits;
	/** Called for every value, with the offset where it begins, in the order of the text. */
	readonly onValue?: (path: () => Path, at: number) => void;
	/** Called for a key that its object already has, with the offset of the key. The scan ends if it returns false. */
	readonly onRepeatedKey?: (path: () => Path, key: string, at: number) => boolean;
}

/** Where a text stops being JSON. */
interface Stop {
	readonly message: string;
	readonly at: number;
}

/** An object or an array that has not ended yet. */
interface Level {
	/** The keys of an object so far. */
	readonly keys: Set<string> | undefined;
	/** The key, or the index, of the value that is being read. */
	part: string | number;
}

const TAB = 0x09;
const NEW_LINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y;

/**
 * Walks through a JSON text, up to where it stops being JSON. It looks at characters, because a regular expression for
 * texts overflows its stack on a long one.
 */
function scan(
	text: string,
	{ limits: { values: maxValues = Infinity, keys: maxKeys = MAX_KEYS } = {}, onValue, onRepeatedKey }: Visitor,
): Stop | undefined {
	const levels: Level[] = [];
	const path = () => levels.map(({ part }) => part);
	const expected = (what: string) => ({ message: `expected ${what}, found ${foundAt(text, at)}`, at });
	let at = afterSpace(text, 0);
	let values = 0;

	/** Reads a key and its colon. */
	const stopAtKey = (level: Level, keys: Set<string>): Stop | "enough" | undefined => {
		if (text.charCodeAt(at) !== QUOTE) return expected('a key in "');
		const start = at;
		const stop = stopInText();
		if (stop) return stop;
		const written = text.slice(start, at);
		const key = written.includes("\\") ? (JSON.parse(written) as string) : written.slice(1, -1);
		level.part = key;
		if (keys.has(key) && onRepeatedKey?.(path, key, start) === false) return "enough";
		keys.add(key);
		if (keys.size > maxKeys) return { message: `more than ${maxKeys} keys in one object`, at: start };
		at = afterSpace(text, at);
		if (text.charCodeAt(at) !== COLON) return expected(":");
		at = afterSpace(text, at + 1);
		return undefined;
	};

	/** Reads a text, from one quotation mark to the other. */
	const stopInText = (): Stop | undefined => {
		for (at += 1; ; ) {
			const code = text.charCodeAt(at);
			if (code === QUOTE) break;
			if (code === BACKSLASH) {
				ESCAPE.lastIndex = at;
				if (!ESCAPE.test(text)) return expected("an escape that JSON knows");
				at = ESCAPE.lastIndex;
			} else if (code >= SPACE) {
				at += 1;
			} else {
				// A control character, or the end of the text.
				return expected('the closing " of a text');
			}
		}
		at += 1;
		return undefined;
	};

	/** Reads a value; of an object or an array only its beginning, and it becomes a level. */
	const stopAtValue = (): Stop | undefined => {
		values += 1;
		if (values > maxValues) return { message: `more than ${maxValues} values`, at };
		onValue?.(path, at);
		const code = text.charCodeAt(at);
		if (code === QUOTE) return stopInText();
		if (code === OPENING_BRACE || code === OPENING_BRACKET) {
			if (levels.length >= MAX_DEPTH) return { message: `nested more than ${MAX_DEPTH} deep`, at };
			levels.push({ keys: code === OPENING_BRACE ? new Set() : undefined, part: -1 });
			at += 1;
			return undefined;
		}
		SCALAR.lastIndex = at;
		if (!SCALAR.test(text)) return expected("a value");
		at = SCALAR.lastIndex;
		return undefined;
	};

	let stop: Stop | "enough" | undefined = stopAtValue();
	while (stop === undefined) {
		at = afterSpace(text, at);
		const level = levels.at(-1);
		if (level === undefined) {
			if (at < text.length) stop = expected("nothing more");
			break;
		}
		const { keys, part } = level;
		const code = text.charCodeAt(at);
		const isFirst = part === -1;
		if (code === (keys ? CLOSING_BRACE : CLOSING_BRACKET)) {
			// A comma must be followed by a value, so this ends an empty level, or one whose last value has been read.
			levels.pop();
			at += 1;
			continue;
		}
		if (!isFirst) {
			if (code !== COMMA) {
				stop = expected(keys ? ", or }" : ", or ]");
				break;
			}
			at = afterSpace(text, at + 1);
		}
		if (keys) stop = stopAtKey(level, keys);
		else level.part = Number(part) + 1;
		stop ??= stopAtValue();
	}
	return stop === "enough" ? undefined : stop;
}

function afterSpace(text: string, at: number): number {
	for (let next = at; ; next++) {
		const code = text.charCodeAt(next);
		if (code !== SPACE && code !== NEW_LINE && code !== RETURN && code !== TAB) return next;
	}
}

function foundAt(text: string, at: number): string {
	const code = text.codePointAt(at);
	if (code === undefined) return "the end of the text";
	if (code === NEW_LINE || code === RETURN) return "the end of the line";
	const character = String.fromCodePoint(code);
	return /[\p{C}\p{Z}]/u.test(character) ? `U+${code.toString(16).toUpperCase().padStart(4, "0")}` : character;
}
