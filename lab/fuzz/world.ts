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
import { faults, surroundings } from "./call.ts";
import { encode, type WireRequest } from "./draft.ts";
import { exchange, type Kind, learnFrom, type Prepared, type Surroundings } from "./exchange.ts";
import { garbage } from "./garbage.ts";
import type { Functions } from "./gateway.ts";
import { type Knowledge, newKnowledge } from "./knowledge.ts";
import { spoil } from "./spoil.ts";
import { validRequest } from "./valid-request.ts";

/** Requests of one world. */
export const WORLD_REQUESTS = 500;

/** The kinds of requests, with their relative weights. */
const KINDS: Readonly<Record<Kind, number>> = { valid: 50, "near-valid": 30, garbage: 12, repeat: 8 };

/** The share of steps at which several requests are sent at once. */
const BURST_SHARE = 0.08;
const MAX_BURST = 5;

/** Function instances, each with its own memory of events. */
const COPIES = 2;

const EVENTS = ["fuzzed", "other", "third"] as const;

/** How many of the last requests may be repeated. */
const REPEATABLE = 20;

export type Handlers = Readonly<Record<RouteName, (runtime: Runtime) => Functions[RouteName]>>;

export interface WorldOptions extends Pick<Surroundings, "stalls" | "onOutcome" | "onFinding"> {
	readonly seed: number;
	/** Which world of the seed. */
	readonly index: number;
	readonly handlers?: Handlers;
	readonly requests?: number;
	/** Ends the world early. */
	readonly isOver?: () => boolean;
}

export async function runWorld(options: WorldOptions): Promise<void> {
	const { seed, index, stalls, onOutcome, onFinding, requests = WORLD_REQUESTS, isOver = () => false } = options;
	const random = randomFrom(seedOf(seed, index));
	const knowledge = newKnowledge();
	const service = await newService();
	const { pass, nowMs, onPass } = worldClock(service.clock);
	const copies = Array.from({ length: COPIES }, () => {
		const copy = service.another(service.clock);
		onPass(copy.age);
		return functionsOf(copy, options.handlers ?? handlers, nowMs);
	});
	const world: Surroundings = {
		copies,
		defaultEvent: EVENTS[0],
		knowledge,
		stalls,
		seedOf: (number) => seedOf(seed, index, number),
		pass,
		onOutcome,
		onFinding,
		unsettled: new Set(),
		lastDeadline: Number.NEGATIVE_INFINITY,
	};
	const drawRequest = requestsOf(random, knowledge, service.clock);

	let sent = 0;
	const prepare = (): Prepared => {
		sent += 1;
		return { number: index * WORLD_REQUESTS + sent, ...drawRequest() };
	};
	try {
		while (sent < requests && !isOver()) {
			pass(passingMs(random));
			const count = random.chance(BURST_SHARE) ? 2 + random.below(MAX_BURST - 1) : 1;
			const prepared = Array.from({ length: Math.min(count, requests - sent) }, prepare);
			const exchanges = await Promise.all(prepared.map((each) => exchange(world, each, prepared.length > 1)));
			for (const done of exchanges) if (done) learnFrom(world, done);
		}
	} finally {
		await dropTable(service.runtime.table.name);
	}
}

/** A seed of its own for each world and each request. */
function seedOf(seed: number, index: number, number = 0): number {
	return Math.imul(Math.imul(seed + 1, 0x9e3779b1) ^ (index + 1), 0x85ebca6b) ^ Math.imul(number, 0xc2b2ae35);
}

/** The world's time in milliseconds, which the service's clock follows in seconds. */
function worldClock(clock: TestService["clock"]) {
	const startMs = 1_000 * clock.now;
	const listeners: ((milliseconds: number) => void)[] = [];
	let elapsedMs = 0;
	return {
		nowMs: () => startMs + elapsedMs,
		onPass: (listener: (milliseconds: number) => void) => void listeners.push(listener),
		pass: (milliseconds: number) => {
			const before = Math.floor(elapsedMs / 1_000);
			elapsedMs += milliseconds;
			clock.now += Math.floor(elapsedMs / 1_000) - before;
			for (const listener of listeners) listener(milliseconds);
		},
	};
}

/** How much time passes between two requests. */
function passingMs(random: Random): number {
	const most = random.weighted({ soon: 80, later: 15, muchLater: 5 });
	return random.below({ soon: 100, later: 5_000, muchLater: 120_000 }[most]);
}

/** Draws request after request, about what is known at the time. */
function requestsOf(random: Random, knowledge: Knowledge, clock: TestService["clock"]) {
	const latest: WireRequest[] = [];
	return (): Pick<Prepared, "kind" | "request"> => {
		const kind = latest.length > 0 ? random.weighted(KINDS) : "valid";
		if (kind === "repeat") return { kind, request: random.pick(latest) };
		const draft = validRequest(knowledge, EVENTS, random, clock.now);
		if (kind === "near-valid") spoil(draft, random);
		const encoded = encode(draft);
		const request = kind === "garbage" ? garbage(encoded, random) : encoded;
		latest.push(request);
		if (latest.length > REPEATABLE) latest.shift();
		return { kind, request };
	};
}

/** The functions of a copy, which meet faults on their way to the table. */
function functionsOf(copy: TestService, make: Handlers, nowMs: () => number): Functions {
	copy.network.break((sentToTable, deliver) => {
		// The list of what was sent would grow for the whole run.
		copy.network.sent.length = 0;
		return faults(sentToTable, deliver);
	});
	const readings = rememberReadings({ ...surroundings, nowMs });
	const runtime: Runtime = { ...copy.runtime, ...surroundings, readings, defaultEvent: EVENTS[0] };
	const functions = Object.entries(make).map(([name, handlerOf]) => [name, handlerOf(runtime)]);
	return Object.fromEntries(functions);
}

let janitor: DynamoDBClient | undefined;

/** The engine keeps tables in memory, and a run has thousands. */
async function dropTable(TableName: string): Promise<void> {
	janitor ??= new DynamoDBClient();
	await janitor.send(new DeleteTableCommand({ TableName })).catch(() => {});
}
