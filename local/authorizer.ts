/**
 * Asks a route's authorizer, as an HTTP API does before it calls the function. Results are never cached, whatever the
 * template says: a cache would only make a local key that has changed look valid.
 */
import type { LocalFunction } from "./functions.ts";
import { authorizerEvent, type HttpRequest, splitTarget } from "./http-event.ts";
import type { RouteMatch } from "./route-match.ts";

export type Authorization =
	| { readonly outcome: "authorized"; readonly context: unknown }
	/** The request lacks what the authorizer looks at. */
	| { readonly outcome: "unidentified" }
	| { readonly outcome: "forbidden" }
	/** The authorizer threw, timed out, or returned something other than a simple response. */
	| { readonly outcome: "failed" };

/** The longest an HTTP API waits for an authorizer. */
const LONGEST_WAIT_MS = 10_000;

export async function authorize(
	request: HttpRequest,
	match: RouteMatch,
	requestId: string,
	authorizer: LocalFunction & { readonly identitySource: readonly string[] },
	now: Date,
): Promise<Authorization> {
	const identity = authorizer.identitySource.map((source) => identityIn(request, source));
	if (!identity.every((value) => value)) return { outcome: "unidentified" };

	const event = authorizerEvent(
		request,
		match,
		requestId,
		identity.filter((value) => value !== undefined),
		now,
	);
	const timeoutMs = Math.min(authorizer.timeoutMs, LONGEST_WAIT_MS);
	const invocation = await authorizer.invoke(JSON.stringify(event), requestId, timeoutMs);
	if (invocation.outcome !== "answered") return { outcome: "failed" };
	const answer: { isAuthorized?: unknown; context?: unknown } | null = JSON.parse(invocation.json);
	if (typeof answer?.isAuthorized !== "boolean") return { outcome: "failed" };
	return answer.isAuthorized ? { outcome: "authorized", context: answer.context ?? null } : { outcome: "forbidden" };
}

function identityIn(request: HttpRequest, source: string): string | undefined {
	const [, place, name = ""] = /^\$request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
	if (place === "querystring") return new URLSearchParams(splitTarget(request.target).query).get(name) ?? undefined;
	if (place === "header") {
		return request.headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
	}
	throw new Error(`The local server does not support the identity source ${source}.`);
}
