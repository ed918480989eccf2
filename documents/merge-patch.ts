/** RFC 7396: applies a merge patch. What the patch names is replaced, object by object; a null removes it. */
import { isObject, type JsonObject } from "../api/json.ts";

/** No object of a document's header lies deeper, so a patch that goes deeper is refused for its content anyhow. */
const MAX_DEPTH = 8;

export function mergePatch(target: JsonObject, patch: JsonObject, depth = 0): JsonObject {
	const merged = new Map(Object.entries(target));
	for (const [name, value] of Object.entries(patch)) {
		const before = merged.get(name);
		if (value === null) merged.delete(name);
		else if (!isObject(value) || depth === MAX_DEPTH) merged.set(name, value);
		else merged.set(name, mergePatch(isObject(before) ? before : {}, value, depth + 1));
	}
	// A label may be __proto__: an assignment would lose it.
	return Object.fromEntries(merged);
}
