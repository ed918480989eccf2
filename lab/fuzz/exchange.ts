/** Sends one request of a world to a function, judges the answer, and learns from it what the next requests may be about. */
import { type Random, randomFrom } from "../simulation/random.ts";
import { type Call, calls, type Fate } from "./call.ts";
import type { WireRequest } from "./draft.ts";
import { type Functions, type Taken, take } from "./gateway.ts";
import type { Knowledge } from "./knowledge.ts";
import { OPERATION_BY_ROUTE_KEY, type Operation } from "./operations.ts";
import { answerOf, type Exchange, type Violation, violationsOf } from "./rules.ts";
import type { Stalls } from "./stalls.ts";
import { SELLER_KEY } from "./valid-request.ts";

/** The share of requests that meet faults on their way to the table. */
const FAULTY_SHARE = 0.12;

/**
 * After this real time a machine that was busy may explain a 503. A write must end while what is remembered of the event is
 * fresh, and that is a second at least (`EVENT_FRESH_MS` − `EVENT_READ_AGAIN_MS` in store/event-memory.ts), so a request
 * that the machine held up for nearly as long may have run out of it.
 */
const BUSY_AFTER_MS = 900;

/** A request that comes so soon after a deadline may share a read that the deadline ended. */
const AFTER_DEADLINE_REQUESTS = 10;

export type Kind = "valid" | "near-valid" | "garbage" | "repeat";

export interface Prepared {
	readonly number: number;
	readonly kind: Kind;
	readonly request: WireRequest;
}

/** A request that was answered as no request may be. */
export interface Finding extends Violation, Prepared {
	readonly operation: string;
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

/** What the requests of a world have in common. */
export interface Surroundings {
	/** The functions of each copy. */
	readonly copies: readonly Functions[];
	/** The event of a path that names none. */
	readonly defaultEvent: string;
	readonly knowledge: Knowledge;
	readonly stalls: Stalls;
	/** A seed for the request of this number. */
	readonly seedOf: (number: number) => number;
	/** Moves the world's clock. */
	readonly pass: (milliseconds: number) => void;
	readonly onOutcome: (outcome: Outcome) => void;
	readonly onFinding: (finding: Finding) => void;
	/** Events that may be in the middle of a change: the last one was answered 503. */
	readonly unsettled: Set<string>;
	/** The last request that met its deadline. */
	lastDeadline: number;
}

/** An exchange with an operation of the API. */
interface Done extends Exchange {
	readonly operation: Operation;
}

/**
 * @param isConcurrent whether other requests are under way
 * @returns nothing if no operation took the request, or none answered it
 */
export async function exchange(
	world: Surroundings,
	prepared: Prepared,
	isConcurrent: boolean,
): Promise<Done | undefined> {
	const { number, kind, request } = prepared;
	// Everything about the request is drawn from a seed of its own.
	const random = randomFrom(world.seedOf(number));
	const functions = world.copies[random.below(world.copies.length)] as Functions;
	const call = newCall(world, random);
	const startedMs = performance.now();
	const failure = (detail: string, operation: string, text: string) => {
		const rule = "a function answers the gateway";
		world.onFinding({ ...prepared, rule, detail, operation, status: undefined, headers: {}, text, fates: call.fates });
	};

	let taken: Taken | undefined;
	try {
		taken = await calls.run(call, () => take(functions, request, `request-${number}`));
	} catch (error) {
		failure(`a handler throws ${(error as Error).stack}`, "gateway", "");
		return undefined;
	}
	const realMs = performance.now() - startedMs;
	if (call.isOver) world.lastDeadline = Math.max(world.lastDeadline, number);
	const milliseconds = realMs - world.stalls.since(startedMs) + call.waitedMs;
	if (taken === undefined) {
		world.onOutcome({ operation: "gateway", kind, status: undefined, fates: [], milliseconds });
		return undefined;
	}

	const operation = OPERATION_BY_ROUTE_KEY.get(taken.routeKey);
	const name = operation?.id ?? "$default";
	const answer = answerOf(taken.returned);
	if (typeof answer === "string") {
		failure(answer, name, JSON.stringify(taken.returned)?.slice(0, 2_000));
		return undefined;
	}
	const { status, headers, text } = answer;
	const { fates } = call;
	world.onOutcome({ operation: name, kind, status, fates, milliseconds });
	const whole: Exchange = {
		request,
		sent: operation && jsonIn(request),
		key: keyIn(request),
		taken,
		answer,
		call,
		milliseconds,
		hashes: world.knowledge.hashes,
		mayBeBusy:
			isConcurrent ||
			(operation !== undefined && world.unsettled.has(eventIn(world, operation, request))) ||
			realMs > BUSY_AFTER_MS ||
			number - world.lastDeadline < AFTER_DEADLINE_REQUESTS,
	};
	for (const violation of violationsOf(whole)) {
		world.onFinding({ ...prepared, ...violation, operation: name, status, headers, text, fates });
	}
	return operation && { ...whole, operation };
}

function newCall({ knowledge, pass }: Surroundings, random: Random): Call {
	return {
		random,
		hasFaults: random.chance(FAULTY_SHARE),
		fates: [],
		waitedMs: 0,
		isOver: false,
		observation: undefined,
		hasSentSecret: false,
		newToken: () => knowledge.newToken(random),
		pass,
		leftMs: () => Number.POSITIVE_INFINITY,
		end: () => {},
	};
}

export function learnFrom(world: Surroundings, { operation, request, sent, answer }: Done): void {
	const event = eventIn(world, operation, request);
	if (/PUT|PATCH|DELETE/.test(request.method)) {
		if (answer.status >= 500) world.unsettled.add(event);
		// A refused deletion has reopened the event.
		else if (answer.status < 300 || (request.method === "DELETE" && answer.status === 409))
			world.unsettled.delete(event);
	}
	if (answer.status >= 300) return;
	const { section, row, seat } = labelsIn(operation, request);
	world.knowledge.learn({
		method: request.method,
		event,
		sent,
		seat: section !== undefined && row !== undefined && seat !== undefined ? { section, row, seat } : undefined,
		answer: answer.json,
		etag: answer.headers["etag"],
	});
}

const eventIn = ({ defaultEvent }: Surroundings, operation: Operation, request: WireRequest): string =>
	labelsIn(operation, request)["event"] ?? defaultEvent;

/** What the path says for each of its parameters. */
function labelsIn({ path }: Operation, { target }: WireRequest): Record<string, string> {
	const given = target.split("?")[0]?.split("/") ?? [];
	return Object.fromEntries(
		path.split("/").flatMap((part, index) => {
			const name = /^\{(\w+)\+?\}$/.exec(part)?.[1];
			return name === undefined ? [] : [[name, decodeURIComponent(given[index] ?? "")]];
		}),
	);
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
