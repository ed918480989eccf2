/**
 * The HTTP API of the template, without the network: takes a request, chooses the route, asks the authorizer, calls
 * the function and builds the response, as the real gateway does.
 */
import { randomBytes, randomUUID } from "node:crypto";
import type { Refusal } from "../domain/refusal.ts";
import { problem } from "../lambdas/http/problem.ts";
import { authorize } from "./authorizer.ts";
import { corsHeaders, isPreflight, withoutCorsHeaders } from "./cors.ts";
import { type Functions, LARGEST_PAYLOAD_BYTES } from "./functions.ts";
import { functionEvent, type HttpRequest, splitTarget } from "./http-event.ts";
import { gatewayResponse, type HttpResponse, responseOf } from "./http-response.ts";
import { type RouteMatch, routeMatcher } from "./route-match.ts";
import type { Deployment } from "./template.ts";

/** Answers a request. Never throws. */
export type Respond = (request: HttpRequest) => Promise<HttpResponse>;

/** The largest body that an HTTP API accepts. */
export const LARGEST_BODY_BYTES = 10 * 1_024 * 1_024;

const INTERNAL_ERROR = gatewayResponse(500, "Internal Server Error");

const MALFORMED_PATH = problemResponse({
	kind: "invalid-request",
	errors: [{ path: "", message: "the path is not percent-encoded UTF-8" }],
});

const BODY_TOO_LARGE = problemResponse({ kind: "too-large", limit: LARGEST_BODY_BYTES });

/** The body itself may be well below the limit, so the message says what makes the request grow on its way. */
const REQUEST_TOO_LARGE = problemResponse(
	{ kind: "too-large", limit: LARGEST_PAYLOAD_BYTES },
	{
		detail: `the whole request, as the function receives it, may have ${LARGEST_PAYLOAD_BYTES} bytes of JSON: a quote takes two there, and a body sent without content-type: application/json takes a third more`,
	},
);

/** The gateway of a deployment, in front of its functions. */
export function gateway(deployment: Deployment, functions: Functions): Respond {
	const { cors } = deployment;
	const routes = new Map(deployment.routes.map((route) => [route.routeKey, route]));
	const matchRoute = routeMatcher([...routes.keys()]);

	function match({ method, target }: HttpRequest): RouteMatch | undefined | "malformed" {
		try {
			return matchRoute(method, splitTarget(target).path);
		} catch (error) {
			if (error instanceof URIError) return "malformed";
			throw error;
		}
	}

	async function answer(request: HttpRequest, requestId: string): Promise<HttpResponse> {
		if (request.body === "too-large" || request.body.length > LARGEST_BODY_BYTES) return BODY_TOO_LARGE;
		const matched = match(request);
		if (matched === "malformed") return MALFORMED_PATH;
		const route = matched && routes.get(matched.routeKey);
		// `$default` takes every request that no other route takes, preflights included.
		if (cors && !route && isPreflight(request)) return { status: 204, headers: [], body: Buffer.alloc(0) };
		if (!route) return gatewayResponse(404, "Not Found");

		const now = new Date();
		let authorized: { readonly context: unknown } | undefined;
		if (route.authorizer) {
			const { functionId, identitySource } = route.authorizer;
			const authorizer = { ...functions.get(functionId), identitySource };
			const authorization = await authorize(request, matched, requestId, authorizer, now);
			if (authorization.outcome === "unidentified") return gatewayResponse(401, "Unauthorized");
			if (authorization.outcome === "forbidden") return gatewayResponse(403, "Forbidden");
			if (authorization.outcome === "failed") return INTERNAL_ERROR;
			authorized = authorization;
		}

		const event = JSON.stringify(functionEvent(request, matched, requestId, authorized, now));
		if (Buffer.byteLength(event) > LARGEST_PAYLOAD_BYTES) return REQUEST_TOO_LARGE;
		const { invoke, timeoutMs } = functions.get(route.functionId);
		// As on Lambda, an invocation has an id of its own, different from the request's.
		const invocation = await invoke(event, randomUUID(), Math.min(timeoutMs, route.timeoutMs));
		if (invocation.outcome === "timed-out") return gatewayResponse(503, "Service Unavailable");
		return (invocation.outcome === "answered" && responseOf(invocation.json)) || INTERNAL_ERROR;
	}

	return async (request) => {
		const requestId = randomBytes(11).toString("base64");
		let response: HttpResponse;
		try {
			response = await answer(request, requestId);
		} catch (error) {
			console.error("The local gateway failed.", error);
			response = INTERNAL_ERROR;
		}
		const headers = cors ? [...withoutCorsHeaders(response.headers), ...corsHeaders(cors, request)] : response.headers;
		return { ...response, headers: [...headers, ["apigw-requestid", requestId]] };
	};
}

/** Where the contract has words for a problem, the gateway uses them. The real gateway has words of its own. */
function problemResponse(refusal: Refusal, extra?: { readonly detail: string }): HttpResponse {
	return responseOf(JSON.stringify(problem(refusal, extra))) ?? INTERNAL_ERROR;
}
