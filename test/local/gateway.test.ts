/** The gateway, on handmade templates: routes, functions, authorizers, CORS and limits. */
import { gunzipSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { functionsOf, sharedEnvironment } from "../../local/functions.ts";
import { gateway } from "../../local/gateway.ts";
import { readTemplate } from "../../local/template.ts";
import { ECHO, gatewayOf, read, requestFor, synthesisOf } from "./deployment.ts";

// Many of these tests make a function fail, and the gateway logs that.
beforeEach(() => {
	jest.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => {
	jest.restoreAllMocks();
});

/** What a GET is answered by a function with this source. */
async function answerOf(source: string, functionProperties = {}) {
	const respond = await gatewayOf({ routes: { "GET /": source }, functionProperties });
	return read(await respond(requestFor("GET", "/")));
}

describe("calling a function", () => {
	test("a function receives the event and Lambda's context", async () => {
		const { body } = await answerOf(ECHO, { FunctionName: "echo", Timeout: 7 });

		expect(body.event).toMatchObject({ version: "2.0", routeKey: "GET /" });
		expect(body.context).toMatchObject({ functionName: "echo", memoryLimitInMB: "512", functionVersion: "$LATEST" });
		expect(body.context.awsRequestId).toMatch(/^[0-9a-f-]{36}$/);
		expect(body.remaining).toBeGreaterThan(6_000);
		expect(body.remaining).toBeLessThanOrEqual(7_000);
	});

	test("every call receives its own copy of the event", async () => {
		const respond = await gatewayOf({
			routes: { "GET /": "async (event) => { const seen = event.seen; event.seen = true; return { seen }; }" },
		});

		const answers = await Promise.all([1, 2, 3].map(() => respond(requestFor("GET", "/"))));

		expect(answers.map((answer) => read(answer).body)).toEqual([{}, {}, {}]);
	});

	test("every deployment loads its bundles again, so that no state is left from the previous one", async () => {
		const source = "(() => { let calls = 0; return async () => ({ calls: ++calls }); })()";
		const handmade = synthesisOf({ routes: { "GET /": source } });
		const deployment = readTemplate(handmade);
		async function deployAndCallTwice() {
			const respond = gateway(deployment, functionsOf(deployment.functions));
			await respond(requestFor("GET", "/"));
			return read(await respond(requestFor("GET", "/"))).body;
		}

		expect(await deployAndCallTwice()).toEqual({ calls: 2 });
		expect(await deployAndCallTwice()).toEqual({ calls: 2 });
	});
});

describe("function answers", () => {
	test.each([
		["an object without a status is sent as the body", "{ a: 1 }", 200, "application/json", { a: 1 }],
		["a string without a status is sent as the body", '"text"', 200, "application/json", "text"],
		["an answer of undefined is sent as null", "undefined", 200, "application/json", null],
		["a status alone is sent without a body", "{ statusCode: 204 }", 204, "text/plain;charset=UTF-8", ""],
		[
			"a body without a content type is sent as text",
			'{ statusCode: 201, body: "{}" }',
			201,
			"text/plain;charset=UTF-8",
			"{}",
		],
		[
			"header names are sent in lower case",
			'{ statusCode: 200, headers: { "Content-Type": "application/json", "X-Number": 1 }, body: "[]" }',
			200,
			"application/json",
			[],
		],
		[
			"a base64 body is decoded",
			'{ statusCode: 200, body: "w6Q=", isBase64Encoded: true }',
			200,
			"text/plain;charset=UTF-8",
			"ä",
		],
		["a status given as text is accepted", '{ statusCode: "404", body: "" }', 404, "text/plain;charset=UTF-8", ""],
	])("%s", async (_, result, status, contentType, body) => {
		const answer = await answerOf(`async () => (${result})`);

		expect(answer.status).toBe(status);
		expect(answer.headers["content-type"]).toBe(contentType);
		expect(answer.body).toEqual(body);
	});

	test("each cookie is sent in a header of its own", async () => {
		const respond = await gatewayOf({
			routes: { "GET /": 'async () => ({ statusCode: 200, cookies: ["a=1", "b=2; Secure"] })' },
		});

		const { headers } = await respond(requestFor("GET", "/"));

		expect(headers.filter(([name]) => name === "set-cookie")).toEqual([
			["set-cookie", "a=1"],
			["set-cookie", "b=2; Secure"],
		]);
	});

	test.each([
		["an exception", 'async () => { throw new Error("secret"); }'],
		["an exception thrown synchronously", '() => { throw new Error("secret"); }'],
		["a value that JSON cannot represent", "async () => ({ body: 1n })"],
		["a circular object", "async () => { const a = {}; a.a = a; return a; }"],
		["a status out of range", "async () => ({ statusCode: 42 })"],
		["a status that is not a number", 'async () => ({ statusCode: "ok" })'],
		["a body that is not text", "async () => ({ statusCode: 200, body: {} })"],
		["headers that are not an object", 'async () => ({ statusCode: 200, headers: "x" })'],
		["a header with a line break", 'async () => ({ statusCode: 200, headers: { x: "a\\r\\nb: c" } })'],
		["a header without a name", 'async () => ({ statusCode: 200, headers: { "": "a" } })'],
		["an answer over 6 MB", 'async () => ({ statusCode: 200, body: "x".repeat(6291456) })'],
	])("%s becomes a 500 without details", async (_, source) => {
		const answer = await answerOf(source);

		expect(answer.status).toBe(500);
		expect(answer.body).toEqual({ message: "Internal Server Error" });
	});

	test("a function that exceeds its time limit is answered with 503", async () => {
		const began = Date.now();
		const source = "() => new Promise((resolve) => setTimeout(() => resolve({}), 2000).unref())";

		const answer = await answerOf(source, { Timeout: 0.1 });

		expect(answer.status).toBe(503);
		expect(answer.body).toEqual({ message: "Service Unavailable" });
		expect(Date.now() - began).toBeLessThan(1_500);
	});

	test("a response keeps its etag, its link to the next page and its content encoding", async () => {
		const headers = {
			ETag: 'W/"1"',
			Link: '</a?after=%C3%A4>; rel="next"',
			"Content-Encoding": "gzip",
			Vary: "accept",
		};
		const packed = gzipSync("text").toString("base64");

		const respond = await gatewayOf({
			routes: {
				"GET /": `async () => (${JSON.stringify({ statusCode: 200, headers, body: packed, isBase64Encoded: true })})`,
			},
		});
		const response = await respond(requestFor("GET", "/"));

		expect(Object.fromEntries(response.headers)).toMatchObject({
			etag: 'W/"1"',
			link: '</a?after=%C3%A4>; rel="next"',
			"content-encoding": "gzip",
			vary: "accept",
		});
		expect(gunzipSync(response.body).toString()).toBe("text");
	});

	test("a 304 has no content type unless its function gives it one", async () => {
		const bare = await answerOf(`async () => ({ statusCode: 304, headers: { etag: '"1"' } })`);
		const typed = await answerOf(`async () => ({ statusCode: 304, headers: { "content-type": "text/csv" } })`);

		expect(bare.headers).toEqual({ etag: '"1"', "apigw-requestid": expect.anything() });
		expect(typed.headers["content-type"]).toBe("text/csv");
	});

	test("every response carries the request's id", async () => {
		const respond = await gatewayOf({ routes: { "GET /": ECHO } });

		const found = read(await respond(requestFor("GET", "/")));
		const missing = read(await respond(requestFor("GET", "/nowhere")));

		expect(found.headers["apigw-requestid"]).toBe(found.body.event.requestContext.requestId);
		expect(missing.headers["apigw-requestid"]).toMatch(/^[\w+/]{15}=$/);
	});
});

describe("methods", () => {
	test.each(["PATCH", "HEAD", "DELETE"])("a %s request reaches the function of its route", async (method) => {
		const respond = await gatewayOf({ routes: { [`${method} /events/{event}`]: ECHO, $default: "async () => ({})" } });

		const { status, body } = read(await respond(requestFor(method, "/events/spring")));

		expect(status).toBe(200);
		expect(body.event).toMatchObject({
			routeKey: `${method} /events/{event}`,
			pathParameters: { event: "spring" },
			requestContext: { http: { method } },
		});
	});

	test("a HEAD request without a route of its own takes that of ANY, never that of GET", async () => {
		const respond = await gatewayOf({ routes: { "GET /a": ECHO, "GET /b": ECHO, "ANY /b": ECHO } });

		expect((await respond(requestFor("HEAD", "/a"))).status).toBe(404);
		expect(read(await respond(requestFor("HEAD", "/b"))).body.event.routeKey).toBe("ANY /b");
	});

	test("a HEAD request passes the authorizer of its route", async () => {
		const respond = await gatewayOf({
			routes: { "HEAD /": ECHO },
			authorizer: "async () => ({ isAuthorized: false })",
		});

		expect((await respond(requestFor("HEAD", "/"))).status).toBe(403);
	});
});

describe("requests that match no route", () => {
	test("without $default, a request that matches no route is answered with the gateway's 404", async () => {
		const respond = await gatewayOf({ routes: { "GET /": ECHO } });

		expect(read(await respond(requestFor("GET", "/nowhere")))).toMatchObject({
			status: 404,
			body: { message: "Not Found" },
		});
	});

	test("$default takes a request that matches no other route", async () => {
		const respond = await gatewayOf({ routes: { "GET /": ECHO, $default: ECHO } });

		const { body } = read(await respond(requestFor("DELETE", "/nowhere")));

		expect(body.event.routeKey).toBe("$default");
		expect(body.event).not.toHaveProperty("pathParameters");
	});
});

test("a path with broken percent-encoding is answered with the contract's 400", async () => {
	const respond = await gatewayOf({ routes: { $default: ECHO } });

	const answer = read(await respond(requestFor("GET", "/seat/check/%E0%A4%A/a/1")));

	expect(answer.status).toBe(400);
	expect(answer.headers["content-type"]).toBe("application/problem+json");
	expect(answer.body).toMatchObject({ type: "/problems/invalid-request", status: 400 });
});

describe("authorizers", () => {
	const allow =
		"async (event) => ({ isAuthorized: true, context: { identity: event.identitySource, type: event.type } })";
	const withKey = { headers: [["authorization", "Bearer x"]] as const };
	const onHeader = { IdentitySource: ["$request.header.Authorization"] };

	test("the authorizer is asked first, and its context reaches the function", async () => {
		const respond = await gatewayOf({ routes: { "GET /": ECHO }, authorizer: allow, authorizerProperties: onHeader });

		const { body } = read(await respond(requestFor("GET", "/", withKey)));

		expect(body.event.requestContext.authorizer).toEqual({ lambda: { identity: ["Bearer x"], type: "REQUEST" } });
	});

	test.each([[{}], [{ IdentitySource: [] }]])(
		"an authorizer without an identity source (%j) is asked about every request",
		async (own) => {
			const respond = await gatewayOf({ routes: { "GET /": ECHO }, authorizer: allow, authorizerProperties: own });

			const { body } = read(await respond(requestFor("GET", "/")));

			expect(body.event.requestContext.authorizer.lambda).toEqual({ identity: [], type: "REQUEST" });
		},
	);

	test.each([
		["a request without the identity header", allow, {}, 401, "Unauthorized"],
		[
			"a request with an empty identity header",
			allow,
			{ headers: [["Authorization", ""]] as const },
			401,
			"Unauthorized",
		],
		["a request that the authorizer denies", "async () => ({ isAuthorized: false })", withKey, 403, "Forbidden"],
		[
			"a request whose authorizer throws",
			'async () => { throw new Error("x"); }',
			withKey,
			500,
			"Internal Server Error",
		],
		["a request whose authorizer returns nothing", "async () => undefined", withKey, 500, "Internal Server Error"],
		[
			"a request whose authorizer returns a policy document",
			"async () => ({ policyDocument: {} })",
			withKey,
			500,
			"Internal Server Error",
		],
	])("%s does not reach the function", async (_, authorizer, request, status, message) => {
		const respond = await gatewayOf({ routes: { "GET /": ECHO }, authorizer, authorizerProperties: onHeader });

		expect(read(await respond(requestFor("GET", "/", request)))).toMatchObject({ status, body: { message } });
	});

	test("an identity source may be a query parameter", async () => {
		const respond = await gatewayOf({
			routes: { "GET /": ECHO },
			authorizer: allow,
			authorizerProperties: { IdentitySource: ["$request.querystring.key"] },
		});

		expect(
			read(await respond(requestFor("GET", "/?key=k"))).body.event.requestContext.authorizer.lambda.identity,
		).toEqual(["k"]);
		expect((await respond(requestFor("GET", "/"))).status).toBe(401);
	});

	test("the authorizer is not asked about a request that matches no route", async () => {
		const respond = await gatewayOf({ routes: { "GET /": ECHO }, authorizer: 'async () => { throw new Error("x"); }' });

		expect((await respond(requestFor("GET", "/nowhere"))).status).toBe(404);
	});
});

describe("CORS", () => {
	const cors = {
		AllowOrigins: ["*"],
		AllowMethods: ["GET", "POST"],
		AllowHeaders: ["content-type", "if-match"],
		ExposeHeaders: ["retry-after"],
		MaxAge: 86400,
	};
	const preflight = requestFor("OPTIONS", "/", {
		headers: [
			["Origin", "https://tickets.example"],
			["Access-Control-Request-Method", "POST"],
		],
	});
	const fromPage = requestFor("GET", "/", { headers: [["Origin", "https://tickets.example"]] });
	const source = 'async () => ({ statusCode: 200, headers: { "Access-Control-Allow-Origin": "https://else" } })';

	test("without $default, the gateway answers a preflight itself", async () => {
		const respond = await gatewayOf({ routes: { "GET /": source }, cors });

		const { status, headers, body } = read(await respond(preflight));

		expect(status).toBe(204);
		expect(body).toBe("");
		expect(headers).toEqual({
			"access-control-allow-origin": "*",
			"access-control-allow-methods": "GET,POST",
			"access-control-allow-headers": "content-type,if-match",
			"access-control-max-age": "86400",
			"apigw-requestid": expect.anything(),
		});
	});

	test("pages may use every method and header that the template names", async () => {
		const settings = {
			...cors,
			AllowMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
			AllowHeaders: ["content-type", "if-match", "if-none-match"],
			ExposeHeaders: ["retry-after", "etag", "link"],
		};
		const respond = await gatewayOf({ routes: { "GET /": source }, cors: settings });

		expect(read(await respond(preflight)).headers).toMatchObject({
			"access-control-allow-methods": "GET,HEAD,POST,PUT,PATCH,DELETE",
			"access-control-allow-headers": "content-type,if-match,if-none-match",
		});
		expect(read(await respond(fromPage)).headers).toMatchObject({
			"access-control-expose-headers": "retry-after,etag,link",
		});
	});

	test("$default takes a preflight, and the gateway adds the CORS headers to its answer", async () => {
		const respond = await gatewayOf({
			routes: { "GET /": source, $default: "async () => ({ statusCode: 202 })" },
			cors,
		});

		const { status, headers } = read(await respond(preflight));

		expect(status).toBe(202);
		expect(headers).toMatchObject({ "access-control-allow-methods": "GET,POST" });
	});

	test("the answer to a page carries the CORS headers of the API, not of the function", async () => {
		const respond = await gatewayOf({ routes: { "GET /": source }, cors });

		const { headers } = read(await respond(fromPage));

		expect(headers).toMatchObject({
			"access-control-allow-origin": "*",
			"access-control-expose-headers": "retry-after",
		});
		expect(headers).not.toHaveProperty("access-control-allow-methods");
	});

	test("the answer to a request without an origin carries no CORS headers", async () => {
		const respond = await gatewayOf({ routes: { "GET /": source }, cors });

		const { headers } = read(await respond(requestFor("GET", "/")));

		expect(Object.keys(headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
	});

	test("an allowed origin is named in the answer, any other gets no CORS headers", async () => {
		const settings = { ...cors, AllowOrigins: ["https://other.example", "https://tickets.*"], AllowCredentials: true };
		const respond = await gatewayOf({ routes: { "GET /": source }, cors: settings });

		const allowed = read(await respond(fromPage));
		const other = read(await respond(requestFor("GET", "/", { headers: [["Origin", "https://evil.example"]] })));

		expect(allowed.headers).toMatchObject({
			"access-control-allow-origin": "https://tickets.example",
			"access-control-allow-credentials": "true",
			vary: "origin",
		});
		expect(other.headers).not.toHaveProperty("access-control-allow-origin");
	});

	test("without CORS settings the function's own headers stay, and OPTIONS is a method like any other", async () => {
		const respond = await gatewayOf({ routes: { "GET /": source } });

		expect(read(await respond(fromPage)).headers["access-control-allow-origin"]).toBe("https://else");
		expect((await respond(preflight)).status).toBe(404);
	});
});

describe("size limits", () => {
	const json = { headers: [["content-type", "application/json"]] as const };

	test("a body over the gateway's 10 MB is answered with 413", async () => {
		const respond = await gatewayOf({ routes: { "POST /": "async () => ({})" } });

		for (const body of ["too-large", Buffer.alloc(10_485_761)] as const) {
			const answer = read(await respond(requestFor("POST", "/", { body })));

			expect(answer.status).toBe(413);
			expect(answer.headers["content-type"]).toBe("application/problem+json");
			expect(answer.body).toMatchObject({
				type: "/problems/too-large",
				status: 413,
				limit: 10_485_760,
				detail: "at most 10485760 bytes",
			});
		}
	});

	test("when the event is too large for the function but the body is not, the 413 explains the limit", async () => {
		const respond = await gatewayOf({ routes: { "POST /": "async () => ({})" } });

		const { body } = read(await respond(requestFor("POST", "/", { body: Buffer.alloc(5_000_000, "x") })));

		expect(body).toMatchObject({ type: "/problems/too-large", limit: 6_291_456 });
		expect(body.detail).toMatch(/^the whole request, .* content-type: application\/json/);
	});

	test("an event over the function's 6 MB is answered with 413, counting what JSON and base64 add", async () => {
		const respond = await gatewayOf({ routes: { "POST /": "async () => ({ statusCode: 202 })" } });
		const statusOf = async (body: Buffer, request: object = {}) =>
			(await respond(requestFor("POST", "/", { body, ...request }))).status;

		expect(await statusOf(Buffer.alloc(6_200_000, "x"), json)).toBe(202);
		expect(await statusOf(Buffer.alloc(6_291_456, "x"), json)).toBe(413);
		// Each quote takes two bytes in JSON.
		expect(await statusOf(Buffer.alloc(3_200_000, '"'), json)).toBe(413);
		// Three bytes take four in base64.
		expect(await statusOf(Buffer.alloc(4_600_000))).toBe(202);
		expect(await statusOf(Buffer.alloc(4_800_000))).toBe(413);
	});
});

describe("reading the template", () => {
	test("the environment of the functions has tables by name, and secrets as identifiers that lead nowhere", () => {
		const { functions } = readTemplate(
			synthesisOf({
				routes: { "GET /": ECHO },
				functionProperties: {
					Environment: {
						Variables: {
							TABLE_NAME: { Ref: "Seats" },
							TABLE_ARN: { "Fn::GetAtt": ["Seats", "Arn"] },
							SECRET: { Ref: "Secret" },
							TEXT: { "Fn::Join": ["-", ["a", { Ref: "AWS::Partition" }]] },
						},
					},
				},
			}),
		);

		expect(sharedEnvironment(functions)).toEqual({
			TABLE_NAME: "Seats",
			TABLE_ARN: "arn:aws:dynamodb:local:000000000000:table/Seats",
			SECRET: "Secret",
			TEXT: "a-aws",
		});
	});

	test("two functions with different values for one variable are refused", () => {
		const { functions } = readTemplate(synthesisOf({ routes: { "GET /": ECHO, "GET /other": ECHO } }));
		const differing = new Map(
			[...functions].map(([id, lambda], index) => [id, { ...lambda, environment: { NAME: `${index}` } }] as const),
		);

		expect(() => sharedEnvironment(differing)).toThrow(
			'NAME is "0" for Function0 and "1" for Function1: functions that share a process cannot differ in it.',
		);
	});

	test("a template with settings that the local server does not support is refused", () => {
		const properties = { EnableSimpleResponses: false };
		const withoutSimpleResponses = synthesisOf({
			routes: { "GET /": ECHO },
			authorizer: ECHO,
			authorizerProperties: properties,
		});
		const withImport = synthesisOf({
			routes: { "GET /": ECHO },
			functionProperties: { Environment: { Variables: { X: { "Fn::ImportValue": "x" } } } },
		});

		expect(() => readTemplate(withoutSimpleResponses)).toThrow("simple responses");
		expect(() => readTemplate(withImport)).toThrow("Fn::ImportValue");
	});
});
