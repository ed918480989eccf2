/** Reads the body of a PATCH of an event (RFC 7396). */
import { header } from "../api/event-document.ts";
import { isObject, jsonPointer } from "../api/json.ts";
import { MAX_MISTAKES } from "../api/parts.ts";
import { refuse } from "../domain/refusal.ts";
import { parseBody } from "./json-text.ts";

/** The schema of requests says what is wrong with it. */
const SECTIONS = "sections";

/**
 * The value of the text. Refuses a field that no document has, also with null: to remove what cannot be there is a slip,
 * and would be answered as if it were done.
 */
export function readPatch(text: string): unknown {
	const patch = parseBody(text);
	const names = isObject(patch) ? Object.keys(patch) : [];
	const unknown = names.filter((name) => name !== SECTIONS && !Object.hasOwn(header, name));
	const errors = unknown.map((name) => ({ path: jsonPointer([name]), message: "unknown field" }));
	return errors.length > 0 ? refuse({ kind: "invalid-request", errors: errors.slice(0, MAX_MISTAKES) }) : patch;
}
