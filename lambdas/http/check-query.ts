/** Refuses a query that says something else than it seems to: the gateway reads it, and is silent about what it makes of it. */
import { jsonPointer } from "../../api/json.ts";
import type { Mistake } from "../../domain/refusal.ts";

/**
 * What is wrong in a query as it was sent. Bytes that are no UTF-8 would become U+FFFD, and the values of a parameter that
 * comes twice would be joined with a comma: both name something that nobody asked for.
 */
export function mistakesInQuery(rawQuery: string): Mistake[] {
	const seen = new Set<string>();
	const mistakes: Mistake[] = [];
	for (const parameter of rawQuery.split("&")) {
		const [name = "", ...value] = parameter.split("=");
		const decoded = decode(name);
		if (decoded === undefined || decode(value.join("=")) === undefined) {
			return [{ path: "", message: "the query is not percent-encoded UTF-8" }];
		}
		if (parameter === "") continue;
		if (seen.has(decoded)) mistakes.push({ path: jsonPointer([decoded]), message: "this parameter is given twice" });
		seen.add(decoded);
	}
	return mistakes;
}

function decode(text: string): string | undefined {
	try {
		return decodeURIComponent(text.replaceAll("+", " "));
	} catch {
		return undefined;
	}
}
