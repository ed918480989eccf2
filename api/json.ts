/** JSON that people hand in: its objects, their labels and comments, and pointers to a place in it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A place in a document, from its top. */
export type Path = readonly PropertyKey[];

export function isObject(value: unknown): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The place as a JSON Pointer (RFC 6901). */
export function jsonPointer(path: Path): string {
	return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** In an object by label, a `_comment` with a text is a comment. With anything else it is a label like any other. */
export function isComment(key: string, value: unknown): boolean {
	return key === "_comment" && typeof value === "string";
}

/** What an object holds by label, without its comment. */
export function entriesByLabel<Value>(object: Readonly<Record<string, Value>>): [label: string, value: Value][] {
	return Object.entries(object).filter(([key, value]) => !isComment(key, value));
}
