/** What a function and an authorizer are given of an HTTP request. */

import { describe, expect, test } from "@jest/globals";
import { authorizerEvent, functionEvent, type HttpRequest, splitTarget } from "../../local/http-event.ts";
import { routeMatcher } from "../../local/route-match.ts";
import { requestFor } from "./deployment.ts";

const matchRoute = routeMatcher(["GET /seat/check/{section}/{row}/{seat}", "$default"]);
const now = new Date("2020-03-12T19:03:58.390Z");

const matchOf = (request: HttpRequest) => {
	const match = matchRoute(request.method, splitTarget(request.target).path);
	if (!match) throw new Error("There is a $default route.");
	return match;
};
const eventOf = (request: HttpRequest) => functionEvent(request, matchOf(request), "the-id", undefined, now);

test("an event has what payload 2.0 has, and nothing more", () => {
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

describe("the path", () => {
	test.each([
		["/a%20b", "/a b"],
		["/a%2Fb", "/a/b"],
		["/%E5%BA%A7", "/座"],
		["/a+b", "/a+b"],
		// The real gateway decodes, and then takes what follows for a query.
		["/a%3Fb/c", "/a"],
		["http://elsewhere:80/a?b", "/a"],
		["http://elsewhere", "/"],
		["*", "/*"],
	])("%s is %s", (target, rawPath) => {
		const event = eventOf(requestFor("GET", target));

		expect(event.rawPath).toBe(rawPath);
		expect(event.requestContext.http.path).toBe(rawPath);
	});
});

describe("the query", () => {
	test.each([
		["", undefined],
		["a=1", { a: "1" }],
		["a=1&b=2&a=3", { a: "1,3", b: "2" }],
		["a=", { a: "" }],
		["a", { a: "" }],
		["a=%E5%BA%A7+%2B%26", { a: "座 +&" }],
		["a=b=c", { a: "b=c" }],
		["a=1?2", { a: "1?2" }],
		["__proto__=1", JSON.parse('{ "__proto__": "1" }')],
		// Broken encoding is the function's to refuse.
		["a=%zz", { a: "%zz" }],
	])("?%s", (query, parameters) => {
		const event = eventOf(requestFor("GET", `/x?${query}`));

		expect(event.rawQueryString).toBe(query);
		expect(JSON.stringify(event.queryStringParameters)).toBe(JSON.stringify(parameters));
	});
});

test("parameters of the path and headers may have any name, __proto__ too", () => {
	const event = functionEvent(
		requestFor("GET", "/x", { headers: [["__PROTO__", "1"]] }),
		{ routeKey: "GET /{__proto__}", parameters: new Map([["__proto__", "x"]]) },
		"the-id",
		undefined,
		now,
	);

	const { pathParameters, headers } = JSON.parse(JSON.stringify(event));
	expect(Object.entries(pathParameters)).toEqual([["__proto__", "x"]]);
	expect(Object.entries(headers)).toContainEqual(["__proto__", "1"]);
});

test("headers are in lower case, joined when they repeat, without those about the connection", () => {
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

test("cookies are an array, and no header", () => {
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

describe("a body is text, or base64", () => {
	const json = Buffer.from('{"seat":"座"}');
	test.each([
		["application/json", json, false],
		["Application/JSON; charset=utf-8", json, false],
		["application/xml", json, false],
		["application/javascript", json, false],
		["text/plain", json, false],
		["text/html;charset=UTF-8", json, false],
		["application/octet-stream", json, true],
		["application/problem+json", json, true],
		["application/x-www-form-urlencoded", json, true],
		["multipart/form-data; boundary=x", json, true],
		["image/png", Buffer.from([0x89, 0x50, 0]), true],
		[undefined, json, true],
		// Not UTF-8, although it says it is text.
		["application/json", Buffer.from([0x22, 0xff, 0x22]), true],
	])("%s", (contentType, body, isBase64Encoded) => {
		const headers = contentType === undefined ? [] : [["Content-Type", contentType] as const];

		const event = eventOf(requestFor("POST", "/", { headers, body }));

		expect(event.isBase64Encoded).toBe(isBase64Encoded);
		expect(Buffer.from(event.body ?? "", isBase64Encoded ? "base64" : "utf8")).toEqual(body);
		expect(event.headers["content-length"]).toBe(String(body.length));
	});

	test("a request without a body has none in its event", () => {
		expect(eventOf(requestFor("POST", "/"))).not.toHaveProperty("body");
	});
});

test("an authorizer's context is in the function's event", () => {
	const request = requestFor("GET", "/");
	const event = functionEvent(request, matchOf(request), "the-id", { context: { seller: "yes" } }, now);

	expect(event.requestContext.authorizer).toEqual({ lambda: { seller: "yes" } });
});

test("an authorizer is given the request, but for its body", () => {
	const request = requestFor("GET", "/seat/check/orchestra/a/1", {
		headers: [["Authorization", "Bearer x"]],
		body: Buffer.from("secret"),
	});

	const event = authorizerEvent(request, matchOf(request), "the-id", ["Bearer x"], now);

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
