/**
 * Finds places in a JSON text (RFC 8259), for people who have to fix it: where it stops being JSON, where the value of a
 * JSON Pointer is, and which keys an object has twice; a parser silently takes the last one.
 */

/** Line and column, both from 1; a column counts UTF-16 units, as editors do. */
export interface Place {
	readonly line: number;
	readonly column: number;
}

interface Finding {
	/** JSON Pointer (RFC 6901). */
	readonly path: string;
	readonly message: string;
	readonly place: Place;
}

export type JsonText =
	| { readonly isJson: true; readonly value: unknown; readonly repeatedKeys: readonly Finding[] }
	| { readonly isJson: false; readonly message: string; readonly place: Place };

/** Deeper than any plan, and not so deep that the call stack overflows. */
const MAX_DEPTH = 500;

/** The value of a text, or where it stops being JSON. */
export function readJson(text: string): JsonText {
	const repeated: { path: string; at: number }[] = [];
	try {
		scan(text, {
			onValue: () => {},
			onRepeatedKey: (path, at) => {
				repeated.push({ path, at });
			},
		});
	} catch (error) {
		if (!isMistake(error)) throw error;
		return { isJson: false, message: error.message, place: placesIn(text)(error.at) };
	}
	const placeOf = placesIn(text);
	const message = "the object has this key twice: only the last one counts";
	const repeatedKeys = repeated.map(({ path, at }) => ({ path, message, place: placeOf(at) }));
	return { isJson: true, value: JSON.parse(text), repeatedKeys };
}

/** Where the values of these JSON Pointers are in a JSON text; if a value is missing, where its nearest ancestor is. */
export function placesOf(text: string, pointers: readonly string[]): Map<string, Place> {
	const wanted = new Set(pointers.flatMap(withAncestors));
	const found = new Map<string, number>();
	scan(text, {
		onValue: (path, at) => {
			if (wanted.has(path)) found.set(path, at);
		},
		onRepeatedKey: () => {},
	});
	const placeOf = placesIn(text);
	return new Map(
		pointers.map((pointer) => {
			const nearest = withAncestors(pointer).find((path) => found.has(path)) ?? "";
			return [pointer, placeOf(found.get(nearest) ?? 0)];
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

/** Turns an offset in the text into line and column. */
function placesIn(text: string): (at: number) => Place {
	let lines: number[] | undefined;
	return (at) => {
		lines ??= [0, ...Array.from(text.matchAll(/\r\n|\n|\r/g), ({ index, 0: end }) => index + end.length)];
		let line = 0;
		for (let above = lines.length; above - line > 1; ) {
			const middle = (line + above) >> 1;
			if ((lines[middle] ?? 0) <= at) line = middle;
			else above = middle;
		}
		return { line: line + 1, column: at - (lines[line] ?? 0) + 1 };
	};
}

interface Mistake extends Error {
	readonly at: number;
}

const isMistake = (error: unknown): error is Mistake => error instanceof Error && error.name === "Mistake";

const mistake = (message: string, at: number): Mistake =>
	Object.assign(new Error(message), { name: "Mistake" as const, at });

interface Visitor {
	/** Called for every value, with the offset where it begins, in the order of the text. */
	readonly onValue: (path: string, at: number) => void;
	/** Called for a key that its object already has. */
	readonly onRepeatedKey: (path: string, at: number) => void;
}

const SPACE = /[ \t\n\r]*/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
/** A string as far as it is well formed, without its closing quotation mark. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a JSON string has no control characters
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})[^"\\\u0000-\u001f]*)*/y;

/** Walks through a JSON text. Throws a mistake where it stops being JSON. */
function scan(text: string, { onValue, onRepeatedKey }: Visitor): void {
	let at = 0;

	const skip = (token: RegExp) => {
		token.lastIndex = at;
		const [match = ""] = token.exec(text) ?? [];
		at += match.length;
		return match;
	};
	const expected = (what: string) => mistake(`expected ${what}, found ${foundAt(text, at)}`, at);

	/** Skips the character and the space after it, if it comes next. */
	const passes = (character: string) => {
		if (text[at] !== character) return false;
		at += 1;
		skip(SPACE);
		return true;
	};

	const string = () => {
		const start = at;
		skip(STRING);
		if (text[at] === "\\") throw expected("an escape that JSON knows");
		if (text[at] !== '"') throw expected('the closing " of a text');
		at += 1;
		return text.slice(start, at);
	};

	const value = (path: string, depth: number): void => {
		if (depth > MAX_DEPTH) throw mistake(`nested more than ${MAX_DEPTH} deep`, at);
		onValue(path, at);
		if (passes("{")) object(path, depth);
		else if (passes("[")) array(path, depth);
		else if (text[at] === '"') string();
		else if (skip(SCALAR) === "") throw expected("a value");
		skip(SPACE);
	};

	const object = (path: string, depth: number) => {
		if (passes("}")) return;
		const keys = new Set<string>();
		do {
			if (text[at] !== '"') throw expected('a key in "');
			const start = at;
			const key = JSON.parse(string()) as string;
			const member = `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
			if (keys.has(key)) onRepeatedKey(member, start);
			keys.add(key);
			skip(SPACE);
			if (!passes(":")) throw expected(":");
			value(member, depth + 1);
		} while (passes(","));
		if (!passes("}")) throw expected(", or }");
	};

	const array = (path: string, depth: number) => {
		if (passes("]")) return;
		let index = 0;
		do value(`${path}/${index++}`, depth + 1);
		while (passes(","));
		if (!passes("]")) throw expected(", or ]");
	};

	skip(SPACE);
	value("", 0);
	if (at < text.length) throw expected("nothing more");
}

function foundAt(text: string, at: number): string {
	const code = text.codePointAt(at);
	if (code === undefined) return "the end of the text";
	if (code === 0x0a || code === 0x0d) return "the end of the line";
	const character = String.fromCodePoint(code);
	return /[\p{C}\p{Z}]/u.test(character) ? `U+${code.toString(16).toUpperCase().padStart(4, "0")}` : character;
}
