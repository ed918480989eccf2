/** The events that a function and an authorizer receive for an HTTP request. */
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { authorizerEvent, functionEvent, type HttpRequest, splitTarget } from "../../local/http-event.ts";
import { routeMatcher } from "../../local/route-match.ts";
import { requestFor } from "./deployment.ts";

const matchRoute = routeMatcher(["GET /seat/check/{section}/{row}/{seat}", "$default"]);
const NOW = new Date("2020-03-12T19:03:58.390Z");

function matchOf(request: HttpRequest) {
	const match = matchRoute(request.method, splitTarget(request.target).path);
	if (!match) throw new Error("There is a $default route.");
	return match;
}

function eventOf(request: HttpRequest) {
	return functionEvent(request, matchOf(request), "the-id", undefined, NOW);
}

test("an event has the fields of payload 2.0 and no others", () => {
	const request = requestFor("GET", "/seat/check/orchestra/a/1?by=row", {
		headers: [
			["Host", "localhost:3000"],
			["User-Agent", "curl/8.0"],
			["Accept", "*/*"],
		],
	});

	const event = eventOf(request);

	expect(event).toEqual({
		version: "2.0",
		routeKey: "GET /seat/check/{section}/{row}/{seat}",
		rawPath: "/seat/check/orchestra/a/1",
		rawQueryString: "by=row",
		headers: {
			host: "localhost:3000",
			"user-agent": "curl/8.0",
			accept: "*/*",
			"x-forwarded-for": "127.0.0.1",
			"x-forwarded-port": "3000",
			"x-forwarded-proto": "http",
		},
		queryStringParameters: { by: "row" },
		pathParameters: { section: "orchestra", row: "a", seat: "1" },
		requestContext: {
			accountId: "000000000000",
			apiId: "local",
			domainName: "localhost",
			domainPrefix: "localhost",
			http: {
				method: "GET",
				path: "/seat/check/orchestra/a/1",
				protocol: "HTTP/1.1",
				sourceIp: "127.0.0.1",
				userAgent: "curl/8.0",
			},
			requestId: "the-id",
			routeKey: "GET /seat/check/{section}/{row}/{seat}",
			stage: "$default",
			time: "12/Mar/2020:19:03:58 +0000",
			timeEpoch: 1584039838390,
		},
		isBase64Encoded: false,
	});
});

describe("rawPath", () => {
	test.each([
		["/a%20b", "/a b"],
		["/a%2Fb", "/a/b"],
		["/%E5%BA%A7", "/座"],
		["/a+b", "/a+b"],
		// The real gateway decodes first, and then takes the rest for a query.
		["/a%3Fb/c", "/a"],
		["http://elsewhere:80/a?b", "/a"],
		["http://elsewhere", "/"],
		["*", "/*"],
	])("the target %s has the rawPath %s", (target, rawPath) => {
		const event = eventOf(requestFor("GET", target));

		expect(event.rawPath).toBe(rawPath);
		expect(event.requestContext.http.path).toBe(rawPath);
	});
});

describe("queryStringParameters", () => {
	test.each([
		["", undefined],
		["a=1", { a: "1" }],
		["a=1&b=2&a=3", { a: "1,3", b: "2" }],
		["a=", { a: "" }],
		["a", { a: "" }],
		["a=%E5%BA%A7+%2B%26", { a: "座 +&" }],
		["a=b=c", { a: "b=c" }],
		["a=1?2", { a: "1?2" }],
		["?a=1", { "?a": "1" }],
		["__proto__=1", JSON.parse('{ "__proto__": "1" }')],
		// The function has to refuse broken encoding.
		["a=%zz", { a: "%zz" }],
	])("the query ?%s has the parameters %j", (query, parameters) => {
		const event = eventOf(requestFor("GET", `/x?${query}`));

		expect(event.rawQueryString).toBe(query);
		expect(JSON.stringify(event.queryStringParameters)).toBe(JSON.stringify(parameters));
	});
});

test("path parameters and headers may have any name, even __proto__", () => {
	const event = functionEvent(
		requestFor("GET", "/x", { headers: [["__PROTO__", "1"]] }),
		{ routeKey: "GET /{__proto__}", parameters: new Map([["__proto__", "x"]]) },
		"the-id",
		undefined,
		NOW,
	);

	const { pathParameters, headers } = JSON.parse(JSON.stringify(event));
	expect(Object.entries(pathParameters)).toEqual([["__proto__", "x"]]);
	expect(Object.entries(headers)).toContainEqual(["__proto__", "1"]);
});

test("headers are in lower case, joined when repeated, and without those about the connection", () => {
	const { headers } = eventOf(
		requestFor("GET", "/", {
			headers: [
				["X-Many", "1"],
				["x-many", "2"],
				["Connection", "keep-alive"],
				["Transfer-Encoding", "chunked"],
				["X-Forwarded-For", "10.0.0.1"],
			],
		}),
	);

	expect(headers).toEqual({
		"x-many": "1,2",
		"x-forwarded-for": "10.0.0.1, 127.0.0.1",
		"x-forwarded-port": "3000",
		"x-forwarded-proto": "http",
	});
});

test("cookies are passed as an array instead of a header", () => {
	const event = eventOf(
		requestFor("GET", "/", {
			headers: [
				["Cookie", "a=1; b=2"],
				["cookie", "c=3;"],
			],
		}),
	);

	expect(event.cookies).toEqual(["a=1", "b=2", "c=3"]);
	expect(event.headers).not.toHaveProperty("cookie");
});

describe("the body", () => {
	const json = Buffer.from('{"seat":"座"}');
	const png = Buffer.from([0x89, 0x50, 0]);

	function bodyOf(contentType: string | undefined, body: Buffer) {
		const headers = contentType === undefined ? [] : [["Content-Type", contentType] as const];
		const event = eventOf(requestFor("POST", "/", { headers, body }));
		expect(event.headers["content-length"]).toBe(String(body.length));
		const { isBase64Encoded } = event;
		return { isBase64Encoded, body: Buffer.from(event.body ?? "", isBase64Encoded ? "base64" : "utf8") };
	}

	test.each([
		"application/json",
		"Application/JSON; charset=utf-8",
		"application/xml",
		"application/javascript",
		"text/plain",
		"text/html;charset=UTF-8",
	])("a body of type %s is passed as text", (contentType) => {
		expect(bodyOf(contentType, json)).toEqual({ isBase64Encoded: false, body: json });
	});

	test.each([
		["application/octet-stream", json],
		["application/problem+json", json],
		["application/x-www-form-urlencoded", json],
		["multipart/form-data; boundary=x", json],
		["image/png", png],
		[undefined, json],
	])("a body of type %s is passed in base64", (contentType, body) => {
		expect(bodyOf(contentType, body)).toEqual({ isBase64Encoded: true, body });
	});

	test("a body that claims to be text but is not UTF-8 is passed in base64", () => {
		const broken = Buffer.from([0x22, 0xff, 0x22]);

		expect(bodyOf("application/json", broken)).toEqual({ isBase64Encoded: true, body: broken });
	});

	test("a body packed by gzip is passed in base64 with its content-encoding, whatever its type", () => {
		const packed = gzipSync(json);
		const headers = [
			["Content-Type", "application/json"],
			["Content-Encoding", "gzip"],
		] as const;

		const event = eventOf(requestFor("PUT", "/", { headers, body: packed }));

		expect(event.isBase64Encoded).toBe(true);
		expect(event.headers["content-encoding"]).toBe("gzip");
		expect(gunzipSync(Buffer.from(event.body ?? "", "base64"))).toEqual(json);
	});

	test("the event of a request without a body has no body", () => {
		expect(eventOf(requestFor("POST", "/"))).not.toHaveProperty("body");
	});
});

test("the function's event contains the authorizer's context", () => {
	const request = requestFor("GET", "/");
	const event = functionEvent(request, matchOf(request), "the-id", { context: { seller: "yes" } }, NOW);

	expect(event.requestContext.authorizer).toEqual({ lambda: { seller: "yes" } });
});

test("an authorizer receives the request without its body", () => {
	const request = requestFor("GET", "/seat/check/orchestra/a/1", {
		headers: [["Authorization", "Bearer x"]],
		body: Buffer.from("secret"),
	});

	const event = authorizerEvent(request, matchOf(request), "the-id", ["Bearer x"], NOW);

	expect(event).toMatchObject({
		version: "2.0",
		type: "REQUEST",
		routeArn: "arn:aws:execute-api:local:000000000000:local/$default/GET/seat/check/orchestra/a/1",
		identitySource: ["Bearer x"],
		routeKey: "GET /seat/check/{section}/{row}/{seat}",
		rawPath: "/seat/check/orchestra/a/1",
		headers: { authorization: "Bearer x" },
		pathParameters: { section: "orchestra", row: "a", seat: "1" },
		requestContext: { http: { method: "GET" }, requestId: "the-id" },
	});
	expect(event).not.toHaveProperty("body");
	expect(event).not.toHaveProperty("isBase64Encoded");
});
