/**
 * One world of the fuzzer: a new table, three events that come and go, and requests one after the other or a few at once.
 * Its seed decides every request, so the world can be run again to see a violation a second time.
 */
import { DeleteTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { RouteName } from "../../api/routes.ts";
import type { Runtime } from "../../lambdas/http/runtime.ts";
import { rememberReadings } from "../../store/readings.ts";
import { handlers } from "../../test/support/handlers.ts";
import { newService, type TestService } from "../../test/support/service.ts";
import { type Random, randomFrom } from "../simulation/random.ts";
import { type Call, calls, type Fate, faults, surroundings } from "./call.ts";
import { encode, type WireRequest } from "./draft.ts";
import { garbage } from "./garbage.ts";
import { type Functions, take } from "./gateway.ts";
import { newKnowledge } from "./knowledge.ts";
import { OPERATION_BY_ROUTE_KEY, type Operation } from "./operations.ts";
import { answerOf, type Exchange, type Violation, violationsOf } from "./rules.ts";
import { spoil } from "./spoil.ts";
import type { Stalls } from "./stalls.ts";
import { SELLER_KEY, validRequest } from "./valid-request.ts";

/** Requests of one world. */
export const WORLD_REQUESTS = 500;

/** The kinds of requests, with their relative weights. */
const KINDS = { valid: 50, "near-valid": 30, garbage: 12, repeat: 8 } as const;
export type Kind = keyof typeof KINDS;

/** The share of requests that meet faults on their way to the table. */
const FAULTY_SHARE = 0.12;

/** The share of steps at which several requests are sent at once. */
const BURST_SHARE = 0.08;
const MAX_BURST = 5;

/** Function instances, each with its own memory of events. */
const COPIES = 2;

/**
 * After this real time a machine that was busy may explain a 503. A write must end while what is remembered of the event is
 * fresh, and that is a second at least (`EVENT_FRESH_MS` − `EVENT_READ_AGAIN_MS` in store/event-memory.ts), so a request
 * that the machine held up for nearly as long may have run out of it.
 */
const BUSY_AFTER_MS = 900;

const AFTER_DEADLINE_REQUESTS = 10;

export type Handlers = Readonly<Record<RouteName, (runtime: Runtime) => Functions[RouteName]>>;

/** A request that was answered as no request may be. */
export interface Finding extends Violation {
	readonly number: number;
	readonly operation: string;
	readonly kind: Kind;
	readonly request: WireRequest;
	readonly status: number | undefined;
	readonly headers: Readonly<Record<string, string>>;
	readonly text: string;
	readonly fates: readonly Fate[];
}

/** What became of a request. */
export interface Outcome {
	/** The operation that took it, `$default`, or `gateway` if it came no further. */
	readonly operation: string;
	readonly kind: Kind;
	readonly status: number | undefined;
	readonly fates: readonly Fate[];
	readonly milliseconds: number;
}

export interface WorldOptions {
	readonly seed: number;
	/** Which world of the seed. */
	readonly index: number;
	readonly stalls: Stalls;
	readonly handlers?: Handlers;
	readonly requests?: number;
	readonly onOutcome: (outcome: Outcome) => void;
	readonly onFinding: (finding: Finding) => void;
	/** Ends the world early. */
	readonly isOver?: () => boolean;
}

interface Copy {
	readonly functions: Functions;
	readonly service: TestService;
}

interface Prepared {
	readonly number: number;
	readonly kind: Kind;
	readonly request: WireRequest;
}

export async function runWorld(options: WorldOptions): Promise<void> {
	const { seed, index, stalls, onOutcome, onFinding, isOver = () => false } = options;
	const { requests = WORLD_REQUESTS } = options;
	const random = randomFrom(seedOf(seed, index));
	const ids = ["fuzzed", "other", "third"] as const;
	const knowledge = newKnowledge();
	const world = await newService();
	const startMs = 1_000 * world.clock.now;
	let elapsedMs = 0;
	const nowMs = () => startMs + elapsedMs;
	const copies = Array.from({ length: COPIES }, () => newCopy(world, options.handlers ?? handlers, ids[0], nowMs));
	let sent = 0;
	/** Events that may be in the middle of a change: the last one was answered 503. */
	const unsettled = new Set<string>();
	/** A request that comes right after a deadline may share a read that the deadline ended. */
	let lastDeadline = Number.NEGATIVE_INFINITY;
	const past: WireRequest[] = [];

	const pass = (milliseconds: number) => {
		const before = Math.floor(elapsedMs / 1_000);
		elapsedMs += milliseconds;
		world.clock.now += Math.floor(elapsedMs / 1_000) - before;
		for (const { service } of copies) service.age(milliseconds);
	};

	const prepare = (): Prepared => {
		sent += 1;
		const kind = past.length > 0 ? random.weighted(KINDS) : "valid";
		const number = index * WORLD_REQUESTS + sent;
		if (kind === "repeat") return { number, kind, request: random.pick(past.slice(-20)) };
		const draft = validRequest(knowledge, ids, random, world.clock.now);
		if (kind === "near-valid") spoil(draft, random);
		const encoded = encode(draft);
		const request = kind === "garbage" ? garbage(encoded, random) : encoded;
		past.push(request);
		if (past.length > 50) past.shift();
		return { number, kind, request };
	};

	const eventIn = (operation: Operation, target: string) => labelsIn(operation, target)["event"] ?? ids[0];
	const isUnsettled = (operation: Operation | undefined, { target }: WireRequest) =>
		operation !== undefined && unsettled.has(eventIn(operation, target));

	const exchange = async ({ number, kind, request }: Prepared, isConcurrent: boolean) => {
		const own = randomFrom(seedOf(seed, index, number));
		const copy = copies[own.below(COPIES)] as Copy;
		const call: Call = {
			random: own,
			hasFaults: own.chance(FAULTY_SHARE),
			fates: [],
			waitedMs: 0,
			isOver: false,
			observation: undefined,
			hasSentSecret: false,
			newToken: () => knowledge.newToken(own),
			pass,
			leftMs: () => Number.POSITIVE_INFINITY,
			end: () => {},
		};
		const startedMs = performance.now();
		const failure = (detail: string, operation = "gateway", text = "") =>
			onFinding({
				rule: "a function answers the gateway",
				detail,
				number,
				operation,
				kind,
				request,
				status: undefined,
				headers: {},
				text,
				fates: call.fates,
			});
		let taken: Awaited<ReturnType<typeof take>>;
		try {
			taken = await calls.run(call, () => take(copy.functions, request, `request-${number}`));
		} catch (error) {
			return failure(`a handler throws ${(error as Error).stack}`);
		}
		const realMs = performance.now() - startedMs;
		if (call.isOver) lastDeadline = Math.max(lastDeadline, number);
		const milliseconds = realMs - stalls.since(startedMs) + call.waitedMs;
		const operation = taken && OPERATION_BY_ROUTE_KEY.get(taken.routeKey);
		const name = taken === undefined ? "gateway" : (operation?.id ?? "$default");
		if (taken === undefined) return onOutcome({ operation: name, kind, status: undefined, fates: [], milliseconds });

		const answer = answerOf(taken.returned);
		if (typeof answer === "string") return failure(answer, name, JSON.stringify(taken.returned)?.slice(0, 2_000));
		const { status } = answer;
		onOutcome({ operation: name, kind, status, fates: call.fates, milliseconds });
		const whole: Exchange = {
			request,
			sent: operation && jsonIn(request),
			key: keyIn(request),
			taken,
			answer,
			call,
			milliseconds,
			hashes: knowledge.hashes,
			mayBeBusy:
				isConcurrent ||
				isUnsettled(operation, request) ||
				realMs > BUSY_AFTER_MS ||
				number - lastDeadline < AFTER_DEADLINE_REQUESTS,
		};
		for (const violation of violationsOf(whole)) {
			const { headers, text } = answer;
			const { fates } = call;
			onFinding({ ...violation, number, operation: name, kind, request, status, headers, text, fates });
		}
		return { whole, operation };
	};

	const learn = (operation: Operation, { request, sent: body, answer }: Exchange) => {
		const id = eventIn(operation, request.target);
		if (/PUT|PATCH|DELETE/.test(request.method)) {
			if (answer.status >= 500) unsettled.add(id);
			// A refused deletion has reopened the event.
			else if (answer.status < 300 || (request.method === "DELETE" && answer.status === 409)) unsettled.delete(id);
		}
		if (answer.status >= 300) return;
		const labels = labelsIn(operation, request.target);
		const { section, row, seat } = labels;
		knowledge.learn({
			method: request.method,
			event: id,
			sent: body,
			seat: section !== undefined && row !== undefined && seat !== undefined ? { section, row, seat } : undefined,
			answer: answer.json,
			etag: answer.headers["etag"],
		});
	};

	try {
		while (sent < requests && !isOver()) {
			pass(passingMs(random));
			const count = random.chance(BURST_SHARE) ? 2 + random.below(MAX_BURST - 1) : 1;
			const prepared = Array.from({ length: Math.min(count, requests - sent) }, prepare);
			const exchanges = await Promise.all(prepared.map((each) => exchange(each, prepared.length > 1)));
			for (const done of exchanges) if (done?.operation) learn(done.operation, done.whole);
		}
	} finally {
		await dropTable(world.runtime.table.name);
	}
}

/** A seed of its own for each world and each request. */
function seedOf(seed: number, index: number, number = 0): number {
	return Math.imul(Math.imul(seed + 1, 0x9e3779b1) ^ (index + 1), 0x85ebca6b) ^ Math.imul(number, 0xc2b2ae35);
}

/** How much time passes between two requests. */
function passingMs(random: Random): number {
	const most = random.weighted({ soon: 80, later: 15, muchLater: 5 });
	return random.below({ soon: 100, later: 5_000, muchLater: 120_000 }[most]);
}

function newCopy(world: TestService, make: Handlers, defaultEvent: string, nowMs: () => number): Copy {
	const service = world.another(world.clock);
	service.network.break((sentToTable, deliver) => {
		// The list of what was sent would grow for the whole run.
		service.network.sent.length = 0;
		return faults(sentToTable, deliver);
	});
	const readings = rememberReadings({ ...surroundings, nowMs });
	const runtime: Runtime = { ...service.runtime, ...surroundings, readings, defaultEvent };
	const functions = Object.entries(make).map(([name, handlerOf]) => [name, handlerOf(runtime)]);
	return { service, functions: Object.fromEntries(functions) };
}

let janitor: DynamoDBClient | undefined;

/** The engine keeps tables in memory, and a run has thousands. */
async function dropTable(TableName: string): Promise<void> {
	janitor ??= new DynamoDBClient();
	await janitor.send(new DeleteTableCommand({ TableName })).catch(() => {});
}

function jsonIn({ body, headers }: WireRequest) {
	if (body.length === 0 || headers.some(([name]) => name === "content-encoding")) return undefined;
	try {
		return JSON.parse(body.toString());
	} catch {
		return undefined;
	}
}

function keyIn({ headers }: WireRequest): Exchange["key"] {
	const keys = headers.filter(([name]) => name.toLowerCase() === "authorization").map(([, value]) => value);
	if (keys.length === 1 && keys[0] === `Bearer ${SELLER_KEY}`) return "valid";
	return keys.some((key) => key.includes(SELLER_KEY) && /^bearer /i.test(key) && key.trim().endsWith(SELLER_KEY))
		? "unclear"
		: "invalid";
}

function labelsIn({ path }: Operation, target: string): Record<string, string> {
	const given = target.split("?")[0]?.split("/") ?? [];
	return Object.fromEntries(
		path.split("/").flatMap((part, index) => {
			const name = /^\{(\w+)\+?\}$/.exec(part)?.[1];
			return name === undefined ? [] : [[name, decodeURIComponent(given[index] ?? "")]];
		}),
	);
}
