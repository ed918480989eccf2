/** JSON that people hand in: its objects, their labels, and pointers to a place in it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A place in a document, from its top. */
export type Path = readonly PropertyKey[];

/** A pointer shows this much of a key. No label is longer; a longer key would be repeated in each of its mistakes. */
const MAX_KEY_LENGTH = 256;

export function isObject(value: unknown): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a section has its rows in order under `rows`; where they are listed by label, an object is there. */
export function listsRows<Section>(
	section: Section,
): section is Extract<Section, { readonly rows: readonly unknown[] }> {
	return isObject(section) && Array.isArray(section["rows"]);
}

/** The place as a JSON Pointer (RFC 6901). A key that is too long to be a label is cut, and ends with an ellipsis. */
export function jsonPointer(path: Path): string {
	return path.map((part) => `/${cutKey(String(part)).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** A key or a label as a message shows it. */
export function cutKey(key: string): string {
	return key.length <= MAX_KEY_LENGTH ? key : `${key.slice(0, MAX_KEY_LENGTH)}…`;
}

/**
 * What an object holds by label. A text is not in it: under a key like `_comment`, it says something about the object
 * itself. With anything else such a key is a label like any other.
 */
export function entriesByLabel<Value>(
	object: Readonly<Record<string, Value>>,
): [label: string, value: Exclude<Value, string>][] {
	return Object.entries(object).filter(([, value]) => typeof value !== "string") as [string, Exclude<Value, string>][];
}
