/** Turns an HTTP request into the events that an HTTP API (payload 2.0) gives to a function and to an authorizer. */
import { isUtf8 } from "node:buffer";
import type {
	APIGatewayEventRequestContextLambdaAuthorizer,
	APIGatewayEventRequestContextV2,
	APIGatewayProxyEventV2WithRequestContext,
	APIGatewayRequestAuthorizerEventV2,
} from "aws-lambda";
import type { RouteMatch } from "./route-match.ts";
import { ACCOUNT_ID } from "./template.ts";

export interface HttpRequest {
	readonly method: string;
	/** Path and query as in the request line, still encoded. */
	readonly target: string;
	/** Names and values in the order received, duplicates included. */
	readonly headers: readonly (readonly [name: string, value: string])[];
	/** `too-large`: larger than the gateway accepts, and not kept. */
	readonly body: Buffer | "too-large";
	readonly protocol: string;
	readonly sourceIp: string;
	readonly port: number;
}

export type Event = APIGatewayProxyEventV2WithRequestContext<
	APIGatewayEventRequestContextV2 & { readonly authorizer?: APIGatewayEventRequestContextLambdaAuthorizer<unknown> }
>;

const API_ID = "local";

/** These describe the connection to the gateway, so the function does not receive them. */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
	"connection",
	"expect",
	"keep-alive",
	"proxy-connection",
	"te",
	"trailer",
	"transfer-encoding",
	"upgrade",
]);

/** Bodies of these types are passed as text. */
const TEXT_TYPES = /^\s*(text\/[^;\s]+|application\/(json|xml|javascript))\s*(;|$)/i;

/** The path and the query of a request target, as the client encoded them. */
export function splitTarget(target: string): { path: string; query: string } {
	// A client that believes this to be a proxy sends the whole address.
	const local = target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "");
	const at = local.indexOf("?");
	const [path, query] = at < 0 ? [local, ""] : [local.slice(0, at), local.slice(at + 1)];
	return { path: path.startsWith("/") ? path : `/${path}`, query };
}

/** The event for an authorizer: everything but the body. `match` must be the route of this very request. */
export function authorizerEvent(
	request: HttpRequest,
	match: RouteMatch,
	requestId: string,
	identitySource: readonly string[],
	now: Date,
): APIGatewayRequestAuthorizerEventV2 {
	const parts = partsOf(request, match, requestId, now);
	return {
		...parts,
		type: "REQUEST",
		routeArn: `arn:aws:execute-api:local:${ACCOUNT_ID}:${API_ID}/$default/${request.method}${parts.rawPath}`,
		identitySource: [...identitySource],
	} as APIGatewayRequestAuthorizerEventV2;
}

/** The event for a function. `authorizer` holds the context from the route's authorizer, if the route has one. */
export function functionEvent(
	request: HttpRequest,
	match: RouteMatch,
	requestId: string,
	authorizer: { readonly context: unknown } | undefined,
	now: Date,
): Event {
	const { requestContext, ...parts } = partsOf(request, match, requestId, now);
	return {
		...parts,
		requestContext: {
			...requestContext,
			...(authorizer && { authorizer: { lambda: authorizer.context } }),
		},
		...bodyOf(request),
	};
}

/** The parts that both events have. */
function partsOf(request: HttpRequest, match: RouteMatch, requestId: string, now: Date) {
	const { path, query } = splitTarget(request.target);
	const { headers, cookies } = headersOf(request);
	// An HTTP API decodes the path and then drops everything from a question mark on, even one that the client encoded
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
		...(query && { queryStringParameters: Object.fromEntries(joined([...new URLSearchParams(`&${query}`)])) }),
		...(match.parameters.size > 0 && { pathParameters: Object.fromEntries(match.parameters) }),
		requestContext: {
			accountId: ACCOUNT_ID,
			apiId: API_ID,
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
}

/** Headers with names in lower case and the values of one name joined; cookies in a list of their own. */
function headersOf({ headers: received, body, sourceIp, port }: HttpRequest) {
	const lowerCase = received.map(([name, value]) => [name.toLowerCase(), value] as const);
	const headers = joined(lowerCase.filter(([name]) => name !== "cookie" && !CONNECTION_HEADERS.has(name)));
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
}

/** Joins the values of one name with commas. A map, because `__proto__` is a name like any other. */
function joined(pairs: readonly (readonly [string, string])[]): Map<string, string> {
	const values = new Map<string, string>();
	for (const [name, value] of pairs) {
		const before = values.get(name);
		values.set(name, before === undefined ? value : `${before},${value}`);
	}
	return values;
}

/**
 * Text as it is, anything else in base64. Which types count as text was measured on the real gateway: a form does not,
 * and neither does a body without a type (https://github.com/ministackorg/ministack/pull/766). A body that claims to
 * be text but is not UTF-8 is passed in base64 too, because JSON could not carry it: so is every body that gzip has made.
 */
function bodyOf({ headers, body }: HttpRequest) {
	if (body === "too-large" || body.length === 0) return { isBase64Encoded: false };
	const contentType = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
	const isText = TEXT_TYPES.test(contentType) && isUtf8(body);
	return { body: body.toString(isText ? "utf8" : "base64"), isBase64Encoded: !isText };
}

/** In the format of an access log: 12/Mar/2020:19:03:58 +0000. */
function logTime(instant: Date): string {
	const [, day, month, year, time] = /, (\d+) (\w+) (\d+) ([\d:]+) GMT/.exec(instant.toUTCString()) ?? [];
	return `${day}/${month}/${year}:${time} +0000`;
}
