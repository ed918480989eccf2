/** Reads the body of a PATCH of an event (RFC 7396). */
import { category, header, size } from "../api/event-document.ts";
import { isObject, type JsonObject, jsonPointer, type Path } from "../api/json.ts";
import { MAX_MISTAKES } from "../api/parts.ts";
import { refuse } from "../domain/refusal.ts";
import { parseBody } from "./json-text.ts";
import { mistakesAcross } from "./mistakes-across.ts";
import { normalizeCategories } from "./normalize.ts";

/** The schema of requests says why it has no sections. */
const FIELDS = { ...header, sections: undefined };

/**
 * The value of the text, with the labels of categories in NFC. Refuses a field that no document has, also with null: to
 * remove what cannot be there is a slip, and would be answered as if it were done.
 */
export function readPatch(text: string): unknown {
	const patch = parseBody(text);
	if (!isObject(patch)) return patch;
	const { categories } = patch;
	const byLabel = isObject(categories) ? Object.entries(categories) : [];
	const unknown = [
		...unknownIn(patch, FIELDS, []),
		...unknownIn(patch["size"], size.def.shape, ["size"]),
		...byLabel.flatMap(([label, one]) => unknownIn(one, category.def.shape, ["categories", label])),
	].map((path) => ({ path: jsonPointer(path), message: "unknown field" }));
	// Without seats, only two spellings of one category can be wrong.
	const errors = [...unknown, ...mistakesAcross({ categories }, 0)];
	if (errors.length > 0) return refuse({ kind: "invalid-request", errors: errors.slice(0, MAX_MISTAKES) });
	return isObject(categories) ? { ...patch, categories: normalizeCategories(categories) } : patch;
}

function unknownIn(object: unknown, fields: JsonObject, path: Path): Path[] {
	const names = isObject(object) ? Object.keys(object) : [];
	return names.filter((name) => !Object.hasOwn(fields, name)).map((name) => [...path, name]);
}
