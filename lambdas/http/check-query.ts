/** Refuses a query that the gateway would silently change. */
import { jsonPointer } from "../../api/json.ts";
import type { Mistake } from "../../domain/refusal.ts";

/**
 * What is wrong in a query as it was sent. Bytes that are no UTF-8 would become U+FFFD, and the values of a parameter that
 * comes twice would be joined with a comma: both name something that nobody asked for.
 */
export function mistakesInQuery(rawQuery: string): Mistake[] {
	try {
		decodeURIComponent(rawQuery);
	} catch {
		return [{ path: "", message: "the query is not percent-encoded UTF-8" }];
	}
	const parameters = rawQuery.split("&").filter(Boolean);
	const names = parameters.map((parameter) => decodeURIComponent(parameter.split("=", 1)[0] ?? ""));
	const seen = new Set<string>();
	const repeated = names.filter((name) => seen.has(name) || !seen.add(name));
	return repeated.map((name) => ({ path: jsonPointer([name]), message: "this parameter is given twice" }));
}
