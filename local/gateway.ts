/**
 * The HTTP API of the template, without the network: takes a request, chooses the route, asks the authorizer, calls
 * the function and words the response, as the real one does.
 */

import { randomBytes, randomUUID } from "node:crypto";
import type { Refusal } from "../domain/refusal.ts";
import { problem } from "../lambdas/http/problem.ts";
import { authorize } from "./authorizer.ts";
import { corsHeaders, isPreflight, withoutCorsHeaders } from "./cors.ts";
import { type Invoke, largestPayloadBytes } from "./functions.ts";
import { functionEvent, type HttpRequest, splitTarget } from "./http-event.ts";
import { gatewayResponse, type HttpResponse, responseOf } from "./http-response.ts";
import { type RouteMatch, routeMatcher } from "./route-match.ts";
import type { Deployment } from "./template.ts";

/** Answers a request. Never throws. */
export type Respond = (request: HttpRequest) => Promise<HttpResponse>;

/** The most an HTTP API takes as a body. */
export const largestBodyBytes = 10 * 1_024 * 1_024;

/** The gateway of a deployment, given the means to call each of its functions by logical id. */
export const gateway = (deployment: Deployment, functions: ReadonlyMap<string, Invoke>): Respond => {
	const routes = new Map(deployment.routes.map((route) => [route.routeKey, route]));
	const matchRoute = routeMatcher([...routes.keys()]);
	const { cors } = deployment;
	const callable = (logicalId: string) => {
		const invoke = functions.get(logicalId);
		const definition = deployment.functions.get(logicalId);
		if (!invoke || !definition) throw new Error(`There is no function ${logicalId}.`);
		return { invoke, timeoutMilliseconds: definition.timeoutMilliseconds };
	};

	const answer = async (request: HttpRequest, requestId: string): Promise<HttpResponse> => {
		if (request.body === "too-large" || request.body.length > largestBodyBytes) return bodyTooLarge;
		const match = matchOrUndefined(request);
		if (match === "malformed") return malformedPath;
		const route = match && routes.get(match.routeKey);
		// `$default` takes every request that no other route takes, preflights among them.
		if (cors && !route && isPreflight(request)) return { status: 204, headers: [], body: Buffer.alloc(0) };
		if (!route) return gatewayResponse(404, "Not Found");

		const now = new Date();
		let authorizer: { context: unknown } | undefined;
		if (route.authorizer) {
			const authorization = await authorize(
				request,
				match,
				requestId,
				{ ...callable(route.authorizer.functionId), identitySource: route.authorizer.identitySource },
				now,
			);
			if (authorization.outcome === "unidentified") return gatewayResponse(401, "Unauthorized");
			if (authorization.outcome === "forbidden") return gatewayResponse(403, "Forbidden");
			if (authorization.outcome === "failed") return internalError;
			authorizer = authorization;
		}

		const event = JSON.stringify(functionEvent(request, match, requestId, authorizer, now));
		if (Buffer.byteLength(event) > largestPayloadBytes) return requestTooLarge;
		const { invoke, timeoutMilliseconds } = callable(route.functionId);
		const timeout = Math.min(timeoutMilliseconds, route.timeoutMilliseconds);
		// A function's own id for the invocation, as on Lambda: not that of the request.
		const invocation = await invoke(event, randomUUID(), timeout);
		if (invocation.outcome === "timed-out") return gatewayResponse(503, "Service Unavailable");
		return (invocation.outcome === "answered" && responseOf(invocation.json)) || internalError;
	};

	const matchOrUndefined = (request: HttpRequest): RouteMatch | undefined | "malformed" => {
		try {
			return matchRoute(request.method, splitTarget(request.target).path);
		} catch (error) {
			if (error instanceof URIError) return "malformed";
			throw error;
		}
	};

	return async (request) => {
		const requestId = randomBytes(11).toString("base64");
		let response: HttpResponse;
		try {
			response = await answer(request, requestId);
		} catch (error) {
			console.error("The local gateway failed.", error);
			response = internalError;
		}
		const headers = cors ? [...withoutCorsHeaders(response.headers), ...corsHeaders(cors, request)] : response.headers;
		return { ...response, headers: [...headers, ["apigw-requestid", requestId]] };
	};
};

const internalError = gatewayResponse(500, "Internal Server Error");

/** What the contract words is worded as the functions word it; the real gateway has words of its own for each. */
export const problemResponse = (refusal: Refusal, extra?: { readonly detail: string }): HttpResponse =>
	responseOf(JSON.stringify(problem(refusal, extra))) ?? internalError;

const malformedPath = problemResponse({
	kind: "invalid-request",
	errors: [{ path: "", message: "the path is not percent-encoded UTF-8" }],
});

const bodyTooLarge = problemResponse({ kind: "too-large", limit: largestBodyBytes });

/** The body may be well below the limit: what it grows by on the way to the function is for its sender to know. */
const requestTooLarge = problemResponse(
	{ kind: "too-large", limit: largestPayloadBytes },
	{
		detail: `the whole request, as the function is given it, may have ${largestPayloadBytes} bytes of JSON: quotes take two there, and a body that is not sent with content-type: application/json a third more`,
	},
);
