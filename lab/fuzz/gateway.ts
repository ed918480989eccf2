/** Hands a request to the handler of its route, as the gateway does: chooses the route, asks the authorizer, builds the event. */
import { ROUTES, type Route, type RouteName } from "../../api/routes.ts";
import { handler as authorize } from "../../lambdas/authorizer/authorizer.ts";
import type { Handler } from "../../lambdas/http/endpoint.ts";
import { handler as unknownPath } from "../../lambdas/unknown-path.ts";
import { functionEvent, type HttpRequest, splitTarget } from "../../local/http-event.ts";
import { routeMatcher } from "../../local/route-match.ts";
import type { WireRequest } from "./draft.ts";

/** The most JSON that Lambda passes to a function, or takes from one. */
const MAX_PAYLOAD_BYTES = 6 * 1_024 * 1_024;

export type Functions = Readonly<Record<RouteName, Handler>>;

export interface Taken {
	/** `POST /seat/lock`, or `$default`. */
	readonly routeKey: string;
	readonly waitSeconds: number;
	/** What the function returned. It may be anything, so the rules look at it. */
	readonly returned: unknown;
}

const BY_ROUTE_KEY = new Map<string, Route & { readonly name: RouteName }>(
	ROUTES.flatMap((route) => route.paths.map((path) => [`${route.method} ${path}`, route] as const)),
);
const matchRoute = routeMatcher([...BY_ROUTE_KEY.keys(), "$default"]);

/** Resolves with `undefined` if the gateway itself refuses the request. */
export async function take(
	functions: Functions,
	{ method, target, headers, body }: WireRequest,
	requestId: string,
): Promise<Taken | undefined> {
	const match = matchOf(method, target);
	if (match === undefined) return undefined;
	const request: HttpRequest = {
		method,
		target,
		headers: [["host", "localhost"], ...headers],
		body,
		protocol: "HTTP/1.1",
		sourceIp: "127.0.0.1",
		port: 0,
	};
	const route = BY_ROUTE_KEY.get(match.routeKey);
	const given = new Map<string, string>();
	for (const [name, value] of headers) given.set(name, given.has(name) ? `${given.get(name)},${value}` : value);
	const authorizer = route?.caller === "seller" ? await authorize({ headers: Object.fromEntries(given) }) : undefined;
	const event = JSON.stringify(functionEvent(request, match, requestId, authorizer, new Date()));
	if (Buffer.byteLength(event) > MAX_PAYLOAD_BYTES) return undefined;

	const invoke = route ? functions[route.name] : unknownPath;
	const returned = await invoke(JSON.parse(event), { awsRequestId: requestId });
	return { routeKey: match.routeKey, waitSeconds: route?.waitSeconds ?? 0, returned };
}

function matchOf(method: string, target: string) {
	try {
		return matchRoute(method, splitTarget(target).path);
	} catch (error) {
		if (error instanceof URIError) return undefined;
		throw error;
	}
}
