/** Refusals of the service: problems of RFC 9457, known by their `type`. */
import type { components } from "./schema.ts";
import { TRY_AGAIN } from "./send.ts";

type Schemas = components["schemas"];

/** Every problem that the service answers with. `switch (problem.type)` narrows it to the members of its type. */
export type Problem = {
	[Name in keyof Schemas]: Name extends `${string}Problem` ? Schemas[Name] : never;
}[keyof Schemas];

/** The problem of this type: `ProblemOf<"/problems/seats-unavailable">`. */
export type ProblemOf<Type extends Problem["type"]> = Extract<Problem, { readonly type: Type }>;

/**
 * The answer as the types promise it: an answer of success, or a problem. What the gateway and the firewall say in their
 * own words becomes `try-again`; any other answer is not the service's, and fails.
 */
export async function asPromised(response: Response): Promise<Response> {
	const { ok, status, headers } = response;
	if (ok || status === 304 || /^application\/problem\+json\b/.test(headers.get("content-type") ?? "")) return response;
	const text = await response.text();
	if (!TRY_AGAIN.has(status)) {
		throw new Error(`not an answer of ticket-sales: ${status} ${text.slice(0, 200)}`.trim());
	}
	const problem = { type: "/problems/try-again", title: "Too many requests, or no answer in time", status };
	return Response.json(problem, { status, headers: withoutLength(headers) });
}

function withoutLength(headers: Headers): Headers {
	const others = new Headers(headers);
	for (const name of ["content-length", "content-encoding", "content-type"]) others.delete(name);
	return others;
}
