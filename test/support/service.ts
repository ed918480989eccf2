/**
 * The service without HTTP: the real handlers, called by method and path as the gateway calls them, on their own table in
 * the real engine. The test controls the clock, and the connection to DynamoDB through `network`.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { ROUTES, type Route, type RouteName } from "../../api/routes.ts";
import { handler as authorize } from "../../lambdas/authorizer/authorizer.ts";
import type { Handler } from "../../lambdas/http/endpoint.ts";
import { lambdaDeadline, type Runtime } from "../../lambdas/http/runtime.ts";
import { cloudWatch } from "../../lambdas/http/telemetry.ts";
import { handler as unknownPath } from "../../lambdas/unknown-path.ts";
import { functionEvent, type HttpRequest, splitTarget } from "../../local/http-event.ts";
import { routeMatcher } from "../../local/route-match.ts";
import { createTable, type TableDefinition } from "../../local/table.ts";
import { rememberEvents } from "../../store/event-memory.ts";
import { rememberReadings } from "../../store/readings.ts";
import { connect, openTable, type Table, timeLimit } from "../../store/table.ts";
import { handlers } from "./handlers.ts";
import { type Network, tapNetwork } from "./network.ts";
import { checkReply } from "./openapi-check.ts";
import { eventDocument } from "./seats.ts";

export const SELLER_KEY = "local-seller-key";

export interface Reply {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	// biome-ignore lint/suspicious/noExplicitAny: each test says what it expects in the body
	readonly body: any;
}

export interface Options {
	/** Sent as JSON, except a string or bytes, which are sent unchanged. */
	readonly body?: unknown;
	readonly headers?: Readonly<Record<string, string>>;
}

export interface TestService {
	readonly runtime: Runtime;
	readonly network: Network;
	readonly clock: { now: number };
	readonly get: (target: string, options?: Options) => Promise<Reply>;
	readonly post: (target: string, body?: unknown, options?: Options) => Promise<Reply>;
	/** A request with the seller's key. */
	readonly seller: (method: string, target: string, body?: unknown, headers?: Options["headers"]) => Promise<Reply>;
	readonly request: (method: string, target: string, options?: Options) => Promise<Reply>;
	/** Makes this instance's memory of plans and readings older. By itself, it never ages. */
	readonly age: (milliseconds: number) => void;
	/** Another instance of every function: the same table, but its own memory, clock and habits. */
	readonly another: (clock?: { now: number }, habits?: Partial<Habits>) => TestService;
}

/** How an instance waits, and how long its requests may take. */
interface Habits {
	readonly wait: Runtime["wait"];
	readonly requiresJson: boolean;
	readonly deadline: Runtime["deadline"];
	readonly timeLimit: Table["timeLimit"];
}

const PATIENCE_MS = 600_000;

/**
 * A busy machine must not fail a test, so requests may take as long as they need. Only tests of time itself use the
 * limits of a deployed function.
 */
const patient: Habits = {
	wait: (milliseconds) => wait(milliseconds, undefined),
	requiresJson: false,
	deadline: () => AbortSignal.timeout(PATIENCE_MS),
	timeLimit: () => timeLimit(PATIENCE_MS),
};
const PATIENT_CLIENT = { connectionTimeout: PATIENCE_MS, requestTimeout: PATIENCE_MS };

/** The habits of a deployed function: its requests end at the deadline, and it waits no longer for what it can do without. */
export const inTime = { deadline: lambdaDeadline, timeLimit };

/** The same, but its requests have only these milliseconds. */
export const endingAfter = (milliseconds: number) => ({
	...inTime,
	deadline: () => AbortSignal.timeout(milliseconds),
});

/** Epoch seconds, so far in the future that DynamoDB Local's TTL sweep never removes a test's records. */
export const FAR = 4_000_000_000;

/** A service with a new table and its clock at `FAR`. Every reply is checked against the OpenAPI document. */
export async function newService(): Promise<TestService> {
	const name = `test-${randomUUID()}`;
	const client = connect(PATIENT_CLIENT);
	const definition: TableDefinition = JSON.parse(process.env["TABLE_DEFINITION"] ?? "");
	// No test reads this stream, and the engine is slower with it: it looks the stream up before each write.
	const { StreamSpecification: _, ...input } = definition.input;
	await createTable(client, name, { ...definition, input });
	return serviceOn(name, { now: FAR });
}

/**
 * A new service with the default event on sale: the twelve seats of `eventDocument`, unless a document is given.
 * @param now when the event is put.
 */
export async function newSale(document: object = eventDocument(), now: number = FAR): Promise<TestService> {
	const service = await newService();
	service.clock.now = now;
	const { status, body } = await service.seller("PUT", "/events/distant-worlds", document);
	if (status !== 200) throw new Error(`the event was refused: ${JSON.stringify(body)}`);
	return service;
}

function serviceOn(name: string, clock: { now: number }, habits: Habits = patient): TestService {
	const client = connect(PATIENT_CLIENT);
	let skipped = 0;
	let waited = 0;
	const nowMs = () => clock.now * 1_000 + skipped + waited;
	const network = tapNetwork(client);
	const runtime: Runtime = {
		table: { ...openTable(name, client), timeLimit: habits.timeLimit },
		memory: rememberEvents(() => skipped),
		readings: rememberReadings({
			nowMs,
			// Time does not pass by itself here, so a wait makes it pass; waits at the same time are one.
			wait: async (milliseconds) => {
				const end = nowMs() + milliseconds;
				await habits.wait(milliseconds);
				waited += Math.max(0, end - nowMs());
			},
			draw: () => runtime.draw(),
		}),
		defaultEvent: "distant-worlds",
		now: () => clock.now,
		newToken: () => randomUUID().replaceAll("-", ""),
		newName: () => randomUUID().slice(0, 13),
		draw: Math.random,
		observe: cloudWatch(),
		...habits,
	};
	const functions = new Map<string, Handler>(Object.entries(handlers).map(([route, make]) => [route, make(runtime)]));
	const request = (method: string, target: string, options: Options = {}) =>
		respond(functions, method, target, options);
	return {
		runtime,
		network,
		clock,
		request,
		get: (target, options) => request("GET", target, options),
		post: (target, body, options) => request("POST", target, { ...options, body }),
		seller: (method, target, body, headers = {}) =>
			request(method, target, { body, headers: { authorization: `Bearer ${SELLER_KEY}`, ...headers } }),
		age: (milliseconds) => {
			skipped += milliseconds;
		},
		another: (itsClock = clock, itsHabits = {}) => serviceOn(name, itsClock, { ...habits, ...itsHabits }),
	};
}

const BY_ROUTE_KEY = new Map<string, Route & { readonly name: RouteName }>(
	ROUTES.flatMap((route) => {
		const methods = route.method === "GET" ? ["GET", "HEAD"] : [route.method];
		return route.paths.flatMap((path) => methods.map((method) => [`${method} ${path}`, route] as const));
	}),
);
const matchRoute = routeMatcher([...BY_ROUTE_KEY.keys(), "$default"]);

async function respond(
	functions: ReadonlyMap<string, Handler>,
	method: string,
	target: string,
	{ body, headers = {} }: Options,
): Promise<Reply> {
	const request: HttpRequest = {
		method,
		target,
		headers: Object.entries({ host: "localhost", "content-type": "application/json", ...headers }),
		body: bytesOf(body),
		protocol: "HTTP/1.1",
		sourceIp: "127.0.0.1",
		port: 0,
	};
	const match = matchRoute(method, splitTarget(target).path);
	if (!match) throw new Error("there is always $default");
	const route = BY_ROUTE_KEY.get(match.routeKey);
	const authorizer =
		route?.caller === "seller" ? await authorize({ headers: Object.fromEntries(request.headers) }) : undefined;
	const event = functionEvent(request, match, randomUUID(), authorizer, new Date());
	const invoke = route ? functions.get(route.name) : unknownPath;
	if (!invoke) throw new Error(`no handler serves ${match.routeKey}`);
	const answer = await invoke(JSON.parse(JSON.stringify(event)));
	const isJson = /json/.test(answer.headers["content-type"] ?? "");
	const text = answer.isBase64Encoded ? gunzipSync(Buffer.from(answer.body, "base64")).toString() : answer.body;
	const reply = {
		status: answer.statusCode,
		headers: answer.headers,
		body: text === "" ? undefined : isJson ? JSON.parse(text) : text,
	};
	checkReply(match.routeKey, reply, typeof body === "object" && !Buffer.isBuffer(body) ? body : undefined);
	return reply;
}

function bytesOf(body: unknown): Buffer {
	if (body === undefined) return Buffer.alloc(0);
	if (Buffer.isBuffer(body)) return body;
	return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}
