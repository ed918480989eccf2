/**
 * Asks a route's authorizer, as an HTTP API does before it calls the function. Its answers are not kept, whatever the
 * template says: a cache would only make a local key that has changed look valid.
 */

import type { Invoke } from "./functions.ts";
import { authorizerEvent, type HttpRequest, splitTarget } from "./http-event.ts";
import type { RouteMatch } from "./route-match.ts";

export type Authorization =
	| { readonly outcome: "authorized"; readonly context: unknown }
	/** It does not bring what the authorizer looks at. */
	| { readonly outcome: "unidentified" }
	| { readonly outcome: "forbidden" }
	/** The authorizer threw, timed out, or answered no simple response. */
	| { readonly outcome: "failed" };

/** The most an HTTP API waits for an authorizer. */
const longestMilliseconds = 10_000;

export const authorize = async (
	request: HttpRequest,
	match: RouteMatch,
	requestId: string,
	authorizer: {
		readonly invoke: Invoke;
		readonly identitySource: readonly string[];
		readonly timeoutMilliseconds: number;
	},
	now: Date,
): Promise<Authorization> => {
	const identity = authorizer.identitySource.map((source) => identityIn(request, source));
	if (!identity.every((value) => value)) return { outcome: "unidentified" };

	const event = authorizerEvent(
		request,
		match,
		requestId,
		identity.filter((value) => value !== undefined),
		now,
	);
	const timeout = Math.min(authorizer.timeoutMilliseconds, longestMilliseconds);
	const invocation = await authorizer.invoke(JSON.stringify(event), requestId, timeout);
	if (invocation.outcome !== "answered") return { outcome: "failed" };
	const answer: { isAuthorized?: unknown; context?: unknown } | null = JSON.parse(invocation.json);
	if (typeof answer?.isAuthorized !== "boolean") return { outcome: "failed" };
	return answer.isAuthorized ? { outcome: "authorized", context: answer.context ?? null } : { outcome: "forbidden" };
};

const identityIn = (request: HttpRequest, source: string) => {
	const [, place, name = ""] = /^\$request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
	if (place === "querystring") return new URLSearchParams(splitTarget(request.target).query).get(name) ?? undefined;
	if (place === "header") {
		return request.headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
	}
	throw new Error(`The local server does not know the identity source ${source}.`);
};
