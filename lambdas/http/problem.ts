/** Turns refusals into problems of RFC 9457 (contract §4), by one table: a refusal without an entry does not compile. */
import { PROBLEMS, type Problem } from "../../api/problem-table.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { type Answer, json } from "./answer.ts";

const PROBLEM_OF: Readonly<Record<Refusal["kind"], Problem>> = PROBLEMS;

const PROBLEM_JSON = "application/problem+json";

/**
 * The answer to a refusal. Its fields become members of the problem; some also become headers.
 * @param extra members that only this answer has, such as the request's id.
 */
export function problem(refusal: Refusal, extra: Readonly<Record<string, unknown>> = {}): Answer {
	const { kind, ...members } = refusal;
	const { status, title, retryAfter } = PROBLEM_OF[kind];
	const body = { type: `/problems/${kind}`, title, status, ...detailOf(refusal), ...members, ...extra };
	return json(status, PROBLEM_JSON, body, {
		"cache-control": "no-store",
		...(retryAfter !== undefined && { "retry-after": String(retryAfter) }),
		...(refusal.kind === "method-not-allowed" && { allow: refusal.allow.join(", ") }),
		...(refusal.kind === "unauthorized" && { "www-authenticate": "Bearer" }),
	});
}

function detailOf(refusal: Refusal): { detail?: string } {
	switch (refusal.kind) {
		case "method-not-allowed":
			return { detail: `use ${refusal.allow.join(" or ")}` };
		case "too-large":
			return { detail: `at most ${refusal.limit} bytes` };
		case "too-many-seats":
			return { detail: `at most ${refusal.limit}` };
		case "changes-expired":
			return { detail: `read all seats again (GET …/seats), then go on with after=${refusal.head}` };
		default:
			return {};
	}
}
