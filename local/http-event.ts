/** Turns an HTTP request into the events that an HTTP API (payload 2.0) gives to a function and to an authorizer. */

import { isUtf8 } from "node:buffer";
import type {
	APIGatewayEventRequestContextLambdaAuthorizer,
	APIGatewayEventRequestContextV2,
	APIGatewayProxyEventV2WithRequestContext,
	APIGatewayRequestAuthorizerEventV2,
} from "aws-lambda";
import type { RouteMatch } from "./route-match.ts";
import { accountId } from "./template.ts";

export interface HttpRequest {
	readonly method: string;
	/** Path and query as they stand in the request line. */
	readonly target: string;
	/** Names and values in the order they came, duplicates included. */
	readonly headers: readonly (readonly [name: string, value: string])[];
	/** Given up when it is larger than the gateway takes. */
	readonly body: Buffer | "too-large";
	readonly protocol: string;
	readonly sourceIp: string;
	readonly port: number;
}

export type Event = APIGatewayProxyEventV2WithRequestContext<
	APIGatewayEventRequestContextV2 & { readonly authorizer?: APIGatewayEventRequestContextLambdaAuthorizer<unknown> }
>;

/** The path and the query of a request target, as the client encoded them. */
export const splitTarget = (target: string): { path: string; query: string } => {
	// A client that takes this for a proxy sends the whole address.
	const local = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "");
	const at = local.indexOf("?");
	const [path, query] = at < 0 ? [local, ""] : [local.slice(0, at), local.slice(at + 1)];
	return { path: path.startsWith("/") ? path : `/${path}`, query };
};

/** The event for an authorizer: everything but the body. The path must be one that the route has been matched with. */
export const authorizerEvent = (
	request: HttpRequest,
	match: RouteMatch,
	requestId: string,
	identitySource: readonly string[],
	now: Date,
): APIGatewayRequestAuthorizerEventV2 => {
	const parts = partsOf(request, match, requestId, now);
	return {
		...parts,
		type: "REQUEST",
		routeArn: `arn:aws:execute-api:local:${accountId}:${apiId}/$default/${request.method}${parts.rawPath}`,
		identitySource: [...identitySource],
	} as APIGatewayRequestAuthorizerEventV2;
};

/** The event for a function. `authorizer` is the context that the route's authorizer has given, if it has one. */
export const functionEvent = (
	request: HttpRequest,
	match: RouteMatch,
	requestId: string,
	authorizer: { readonly context: unknown } | undefined,
	now: Date,
): Event => {
	const { requestContext, ...parts } = partsOf(request, match, requestId, now);
	return {
		...parts,
		requestContext: {
			...requestContext,
			...(authorizer && { authorizer: { lambda: authorizer.context } }),
		},
		...bodyOf(request),
	};
};

const apiId = "local";

/** What both events have. */
const partsOf = (request: HttpRequest, match: RouteMatch, requestId: string, now: Date) => {
	const { path, query } = splitTarget(request.target);
	const { headers, cookies } = headersOf(request);
	// An HTTP API decodes the path, and what then follows a question mark is gone, although the client encoded it
	// (live captures: https://github.com/hotsock/voker/pull/8).
	const [rawPath = ""] = decodeURIComponent(path).split("?");
	const domainName = (headers.get("host") ?? "localhost").replace(/:\d*$/, "");
	return {
		version: "2.0",
		routeKey: match.routeKey,
		rawPath,
		rawQueryString: query,
		...(cookies.length > 0 && { cookies }),
		headers: Object.fromEntries(headers),
		...(query && { queryStringParameters: Object.fromEntries(joined([...new URLSearchParams(query)])) }),
		...(match.parameters.size > 0 && { pathParameters: Object.fromEntries(match.parameters) }),
		requestContext: {
			accountId,
			apiId,
			domainName,
			domainPrefix: domainName.split(".")[0] ?? "",
			http: {
				method: request.method,
				path: rawPath,
				protocol: request.protocol,
				sourceIp: request.sourceIp,
				userAgent: headers.get("user-agent") ?? "",
			},
			requestId,
			routeKey: match.routeKey,
			stage: "$default",
			time: logTime(now),
			timeEpoch: now.getTime(),
		},
	};
};

/** Names in lower case, values of one name joined; cookies apart, one by one. */
const headersOf = ({ headers: received, body, sourceIp, port }: HttpRequest) => {
	const lowerCase = received.map(([name, value]) => [name.toLowerCase(), value] as const);
	const headers = joined(lowerCase.filter(([name]) => name !== "cookie" && !hopByHop.has(name)));
	if (body.length > 0) headers.set("content-length", String(body.length));
	const forwardedFor = headers.get("x-forwarded-for");
	headers.set("x-forwarded-for", forwardedFor ? `${forwardedFor}, ${sourceIp}` : sourceIp);
	headers.set("x-forwarded-port", String(port));
	headers.set("x-forwarded-proto", "http");

	const cookies = lowerCase
		.filter(([name]) => name === "cookie")
		.flatMap(([, value]) => value.split(";"))
		.map((cookie) => cookie.trim())
		.filter(Boolean);
	return { headers, cookies };
};

/** About the connection to the gateway, which is not the function's. */
const hopByHop: ReadonlySet<string> = new Set([
	"connection",
	"expect",
	"keep-alive",
	"proxy-connection",
	"te",
	"trailer",
	"transfer-encoding",
	"upgrade",
]);

/** Values of one name, joined by commas. A map, for `__proto__` is a name like others. */
const joined = (pairs: readonly (readonly [string, string])[]) => {
	const values = new Map<string, string>();
	for (const [name, value] of pairs) {
		const before = values.get(name);
		values.set(name, before === undefined ? value : `${before},${value}`);
	}
	return values;
};

/**
 * Text as it is, anything else in base64. Which types count as text has been measured on the real one: a form is not
 * among them, and neither is a body without a type (https://github.com/ministackorg/ministack/pull/766). What calls
 * itself text and is not UTF-8 goes as base64 too, because JSON could not carry it.
 */
const bodyOf = ({ headers, body }: HttpRequest) => {
	if (body === "too-large" || body.length === 0) return { isBase64Encoded: false };
	const contentType = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
	const isText = textTypes.test(contentType) && isUtf8(body);
	return { body: body.toString(isText ? "utf8" : "base64"), isBase64Encoded: !isText };
};

const textTypes = /^\s*(text\/[^;\s]+|application\/(json|xml|javascript))\s*(;|$)/i;

/** As in an access log: 12/Mar/2020:19:03:58 +0000. */
const logTime = (instant: Date) => {
	const [, day, month, year, time] = /, (\d+) (\w+) (\d+) ([\d:]+) GMT/.exec(instant.toUTCString()) ?? [];
	return `${day}/${month}/${year}:${time} +0000`;
};
