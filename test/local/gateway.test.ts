/** The gateway, on templates made by hand: routes, functions, authorizers, CORS and limits. */

import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { functionsEnvironment, functionsOf } from "../../local/functions.ts";
import { gateway } from "../../local/gateway.ts";
import { readTemplate } from "../../local/template.ts";
import { ECHO, gatewayOf, read, requestFor, synthesisOf } from "./deployment.ts";

// The gateway tells of what fails; these tests let it fail.
beforeEach(() => {
	jest.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => {
	jest.restoreAllMocks();
});

/** The answer of a function with this source to a GET. */
const answerOf = async (source: string, functionProperties = {}) => {
	const respond = await gatewayOf({ routes: { "GET /": source }, functionProperties });
	return read(await respond(requestFor("GET", "/")));
};

describe("a function is called as Lambda calls it", () => {
	test("with the event, and a context", async () => {
		const { body } = await answerOf(ECHO, { FunctionName: "ECHO", Timeout: 7 });

		expect(body.event).toMatchObject({ version: "2.0", routeKey: "GET /" });
		expect(body.context).toMatchObject({ functionName: "ECHO", memoryLimitInMB: "512", functionVersion: "$LATEST" });
		expect(body.context.awsRequestId).toMatch(/^[0-9a-f-]{36}$/);
		expect(body.remaining).toBeGreaterThan(6_000);
		expect(body.remaining).toBeLessThanOrEqual(7_000);
	});

	test("with an event of its own, so that it cannot change another's", async () => {
		const respond = await gatewayOf({
			routes: { "GET /": "async (event) => { const seen = event.seen; event.seen = true; return { seen }; }" },
		});

		const answers = await Promise.all([1, 2, 3].map(() => respond(requestFor("GET", "/"))));

		expect(answers.map((answer) => read(answer).body)).toEqual([{}, {}, {}]);
	});

	test("in a bundle loaded anew for each deployment, so that nothing of the last one is left in it", async () => {
		const source = "(() => { let calls = 0; return async () => ({ calls: ++calls }); })()";
		const handmade = synthesisOf({ routes: { "GET /": source } });
		const deployment = readTemplate(handmade);
		const callTwice = async () => {
			const respond = gateway(deployment, functionsOf(deployment.functions));
			await respond(requestFor("GET", "/"));
			return read(await respond(requestFor("GET", "/"))).body;
		};

		expect(await callTwice()).toEqual({ calls: 2 });
		expect(await callTwice()).toEqual({ calls: 2 });
	});
});

describe("what a function answers", () => {
	test.each([
		["an object without a status is the body", "{ a: 1 }", 200, "application/json", { a: 1 }],
		["a string without a status is the body", '"text"', 200, "application/json", "text"],
		["nothing is null", "undefined", 200, "application/json", null],
		["a status alone has no body", "{ statusCode: 204 }", 204, "text/plain;charset=UTF-8", ""],
		[
			"a body is text unless it says otherwise",
			'{ statusCode: 201, body: "{}" }',
			201,
			"text/plain;charset=UTF-8",
			"{}",
		],
		[
			"headers have their names in lower case",
			'{ statusCode: 200, headers: { "Content-Type": "application/json", "X-Number": 1 }, body: "[]" }',
			200,
			"application/json",
			[],
		],
		[
			"base64 is decoded",
			'{ statusCode: 200, body: "w6Q=", isBase64Encoded: true }',
			200,
			"text/plain;charset=UTF-8",
			"ä",
		],
		["a status may be text", '{ statusCode: "404", body: "" }', 404, "text/plain;charset=UTF-8", ""],
	])("%s", async (_, result, status, contentType, body) => {
		const answer = await answerOf(`async () => (${result})`);

		expect(answer.status).toBe(status);
		expect(answer.headers["content-type"]).toBe(contentType);
		expect(answer.body).toEqual(body);
	});

	test("each cookie is a header of its own", async () => {
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
		["an exception before its promise", '() => { throw new Error("secret"); }'],
		["something that is no JSON", "async () => ({ body: 1n })"],
		["a circle", "async () => { const a = {}; a.a = a; return a; }"],
		["a status that is none", "async () => ({ statusCode: 42 })"],
		["a status of words", 'async () => ({ statusCode: "ok" })'],
		["a body that is no text", "async () => ({ statusCode: 200, body: {} })"],
		["headers that are none", 'async () => ({ statusCode: 200, headers: "x" })'],
		["a header that would end the headers", 'async () => ({ statusCode: 200, headers: { x: "a\\r\\nb: c" } })'],
		["a header without a name", 'async () => ({ statusCode: 200, headers: { "": "a" } })'],
		["more than 6 MB", 'async () => ({ statusCode: 200, body: "x".repeat(6291456) })'],
	])("%s is a 500 that tells nothing", async (_, source) => {
		const answer = await answerOf(source);

		expect(answer.status).toBe(500);
		expect(answer.body).toEqual({ message: "Internal Server Error" });
	});

	test("an answer after the function's time is a 503", async () => {
		const begun = Date.now();
		const source = "() => new Promise((resolve) => setTimeout(() => resolve({}), 2000).unref())";

		const answer = await answerOf(source, { Timeout: 0.1 });

		expect(answer.status).toBe(503);
		expect(answer.body).toEqual({ message: "Service Unavailable" });
		expect(Date.now() - begun).toBeLessThan(1_500);
	});

	test("every response has the request's id", async () => {
		const respond = await gatewayOf({ routes: { "GET /": ECHO } });

		const found = read(await respond(requestFor("GET", "/")));
		const missing = read(await respond(requestFor("GET", "/nowhere")));

		expect(found.headers["apigw-requestid"]).toBe(found.body.event.requestContext.requestId);
		expect(missing.headers["apigw-requestid"]).toMatch(/^[\w+/]{15}=$/);
	});
});

describe("a request without a route", () => {
	test("is answered by the gateway when there is no $default", async () => {
		const respond = await gatewayOf({ routes: { "GET /": ECHO } });

		expect(read(await respond(requestFor("GET", "/nowhere")))).toMatchObject({
			status: 404,
			body: { message: "Not Found" },
		});
	});

	test("goes to $default when there is one", async () => {
		const respond = await gatewayOf({ routes: { "GET /": ECHO, $default: ECHO } });

		const { body } = read(await respond(requestFor("DELETE", "/nowhere")));

		expect(body.event.routeKey).toBe("$default");
		expect(body.event).not.toHaveProperty("pathParameters");
	});
});

test("a path that is not percent-encoded is a 400 in the contract's words", async () => {
	const respond = await gatewayOf({ routes: { $default: ECHO } });

	const answer = read(await respond(requestFor("GET", "/seat/check/%E0%A4%A/a/1")));

	expect(answer.status).toBe(400);
	expect(answer.headers["content-type"]).toBe("application/problem+json");
	expect(answer.body).toMatchObject({ type: "/problems/invalid-request", status: 400 });
});

describe("an authorizer", () => {
	const allow =
		"async (event) => ({ isAuthorized: true, context: { identity: event.identitySource, type: event.type } })";
	const withKey = { headers: [["authorization", "Bearer x"]] as const };
	const onHeader = { IdentitySource: ["$request.header.Authorization"] };

	test("is asked first, and its context reaches the function", async () => {
		const respond = await gatewayOf({ routes: { "GET /": ECHO }, authorizer: allow, authorizerProperties: onHeader });

		const { body } = read(await respond(requestFor("GET", "/", withKey)));

		expect(body.event.requestContext.authorizer).toEqual({ lambda: { identity: ["Bearer x"], type: "REQUEST" } });
	});

	test.each([[{}], [{ IdentitySource: [] }]])(
		"without an identity source (%j) is asked about every request",
		async (own) => {
			const respond = await gatewayOf({ routes: { "GET /": ECHO }, authorizer: allow, authorizerProperties: own });

			const { body } = read(await respond(requestFor("GET", "/")));

			expect(body.event.requestContext.authorizer.lambda).toEqual({ identity: [], type: "REQUEST" });
		},
	);

	test.each([
		["a request without what it looks at", allow, {}, 401, "Unauthorized"],
		["a request with an empty header", allow, { headers: [["Authorization", ""]] as const }, 401, "Unauthorized"],
		["one that says no", "async () => ({ isAuthorized: false })", withKey, 403, "Forbidden"],
		["one that throws", 'async () => { throw new Error("x"); }', withKey, 500, "Internal Server Error"],
		["one that says nothing", "async () => undefined", withKey, 500, "Internal Server Error"],
		["one that says it in another way", "async () => ({ policyDocument: {} })", withKey, 500, "Internal Server Error"],
	])("%s lets nothing through", async (_, authorizer, request, status, message) => {
		const respond = await gatewayOf({ routes: { "GET /": ECHO }, authorizer, authorizerProperties: onHeader });

		expect(read(await respond(requestFor("GET", "/", request)))).toMatchObject({ status, body: { message } });
	});

	test("may look at the query", async () => {
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

	test("is not asked about a request without a route", async () => {
		const respond = await gatewayOf({ routes: { "GET /": ECHO }, authorizer: 'async () => { throw new Error("x"); }' });

		expect((await respond(requestFor("GET", "/nowhere"))).status).toBe(404);
	});
});

describe("CORS", () => {
	const cors = {
		AllowOrigins: ["*"],
		AllowMethods: ["GET", "POST"],
		AllowHeaders: ["content-type", "authorization"],
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

	test("a preflight is answered by the gateway", async () => {
		const respond = await gatewayOf({ routes: { "GET /": source }, cors });

		const { status, headers, body } = read(await respond(preflight));

		expect(status).toBe(204);
		expect(body).toBe("");
		expect(headers).toEqual({
			"access-control-allow-origin": "*",
			"access-control-allow-methods": "GET,POST",
			"access-control-allow-headers": "content-type,authorization",
			"access-control-max-age": "86400",
			"apigw-requestid": expect.anything(),
		});
	});

	test("a preflight goes to $default when there is one, and its answer has the headers", async () => {
		const respond = await gatewayOf({
			routes: { "GET /": source, $default: "async () => ({ statusCode: 202 })" },
			cors,
		});

		const { status, headers } = read(await respond(preflight));

		expect(status).toBe(202);
		expect(headers).toMatchObject({ "access-control-allow-methods": "GET,POST" });
	});

	test("the answer to a page has the API's headers, not the function's", async () => {
		const respond = await gatewayOf({ routes: { "GET /": source }, cors });

		const { headers } = read(await respond(fromPage));

		expect(headers).toMatchObject({
			"access-control-allow-origin": "*",
			"access-control-expose-headers": "retry-after",
		});
		expect(headers).not.toHaveProperty("access-control-allow-methods");
	});

	test("a request that is not from a page has none of it", async () => {
		const respond = await gatewayOf({ routes: { "GET /": source }, cors });

		const { headers } = read(await respond(requestFor("GET", "/")));

		expect(Object.keys(headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
	});

	test("an origin that is not on the list has none of it, one on the list gets its own name", async () => {
		const list = { ...cors, AllowOrigins: ["https://other.example", "https://tickets.*"], AllowCredentials: true };
		const respond = await gatewayOf({ routes: { "GET /": source }, cors: list });

		const listed = read(await respond(fromPage));
		const stranger = read(await respond(requestFor("GET", "/", { headers: [["Origin", "https://evil.example"]] })));

		expect(listed.headers).toMatchObject({
			"access-control-allow-origin": "https://tickets.example",
			"access-control-allow-credentials": "true",
			vary: "origin",
		});
		expect(stranger.headers).not.toHaveProperty("access-control-allow-origin");
	});

	test("without settings the function's own headers stay, and OPTIONS is a method like others", async () => {
		const respond = await gatewayOf({ routes: { "GET /": source } });

		expect(read(await respond(fromPage)).headers["access-control-allow-origin"]).toBe("https://else");
		expect((await respond(preflight)).status).toBe(404);
	});
});

describe("a request that is too large", () => {
	const json = { headers: [["content-type", "application/json"]] as const };

	test("for the gateway is a 413", async () => {
		const respond = await gatewayOf({ routes: { "POST /": "async () => ({})" } });

		for (const body of ["too-large", Buffer.alloc(10_485_761)] as const) {
			const answer = read(await respond(requestFor("POST", "/", { body })));

			expect(answer.status).toBe(413);
			expect(answer.headers["content-type"]).toBe("application/problem+json");
			expect(answer.body).toMatchObject({
				type: "/problems/too-large",
				status: 413,
				limit: 10_485_760,
				detail: "the body may have 10485760 bytes",
			});
		}
	});

	test("for a function, though its body is not, says what the limit is of", async () => {
		const respond = await gatewayOf({ routes: { "POST /": "async () => ({})" } });

		const { body } = read(await respond(requestFor("POST", "/", { body: Buffer.alloc(5_000_000, "x") })));

		expect(body).toMatchObject({ type: "/problems/too-large", limit: 6_291_456 });
		expect(body.detail).toMatch(/^the whole request, .* content-type: application\/json/);
	});

	test("for a function is a 413, which counts what JSON and base64 add", async () => {
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

describe("the template", () => {
	test("gives functions their environment: tables by name, secrets as something that leads nowhere", () => {
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

		expect(functionsEnvironment(functions)).toEqual({
			TABLE_NAME: "Seats",
			TABLE_ARN: "arn:aws:dynamodb:local:000000000000:table/Seats",
			SECRET: "Secret",
			TEXT: "a-aws",
		});
	});

	test("is refused when two functions differ in a variable", () => {
		const { functions } = readTemplate(synthesisOf({ routes: { "GET /": ECHO, "GET /other": ECHO } }));
		const differing = new Map(
			[...functions].map(([id, lambda], index) => [id, { ...lambda, environment: { NAME: `${index}` } }] as const),
		);

		expect(() => functionsEnvironment(differing)).toThrow(
			'NAME is "0" for Function0 and "1" for Function1: functions that share a process cannot differ in it.',
		);
	});

	test("is refused when it has what the local server cannot do", () => {
		const withResponses = { EnableSimpleResponses: false };
		const unsimple = synthesisOf({ routes: { "GET /": ECHO }, authorizer: ECHO, authorizerProperties: withResponses });
		const unknown = synthesisOf({
			routes: { "GET /": ECHO },
			functionProperties: { Environment: { Variables: { X: { "Fn::ImportValue": "x" } } } },
		});

		expect(() => readTemplate(unsimple)).toThrow("simple responses");
		expect(() => readTemplate(unknown)).toThrow("Fn::ImportValue");
	});
});
