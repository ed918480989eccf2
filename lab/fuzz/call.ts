/**
 * One call of one function: its faults, its time and what it reported. The handlers of a world run at the same time, so
 * the call is found by the asynchronous context that a handler, or a request to the table, runs in.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import { limitMs } from "../../lambdas/http/limits.ts";
import type { Runtime } from "../../lambdas/http/runtime.ts";
import {
	cancelled,
	connectionLost,
	type Fault,
	hangs,
	requestLost,
	responseLost,
	saying,
} from "../../test/support/network.ts";
import type { Random } from "../simulation/random.ts";
import { SECRET_MARK } from "./knowledge.ts";

/** The fates of a request to the table within a call that meets faults, with their relative weights. */
const FATES = {
	delivered: 40,
	requestLost: 8,
	responseLost: 8,
	throttled: 8,
	conflict: 8,
	slow: 8,
	unavailable: 4,
	unprocessed: 4,
	cutOff: 3,
	hangs: 0.3,
} as const;

export type Fate = keyof typeof FATES;

const SLOW_MS = 300;

export interface Call {
	readonly random: Random;
	readonly hasFaults: boolean;
	readonly fates: Fate[];
	/** Time that passed for the handler only: it waited, and the world's clock moved on at once. */
	waitedMs: number;
	/** Whether the handler's time was over before it answered. */
	isOver: boolean;
	/** What the handler reported when it answered. */
	observation: Parameters<Runtime["observe"]>[0] | undefined;
	/** A token that was sent to the table in clear. */
	hasSentSecret: boolean;
	readonly newToken: () => string;
	/** Moves the world's clock. */
	readonly pass: (milliseconds: number) => void;
	/** How much of the handler's time is left. */
	leftMs: () => number;
	/** Ends the call if none is left. */
	end: () => void;
}

export const calls = new AsyncLocalStorage<Call>();

/** What a function has from its surroundings, as far as it belongs to the call. */
export const surroundings: Pick<Runtime, "draw" | "newToken" | "wait" | "deadline" | "observe"> = {
	draw: () => current().random.draw(),
	newToken: () => current().newToken(),
	// Time that a handler waits passes at once, so that a deletion does not take seconds.
	wait: async (milliseconds) => {
		const call = current();
		// The deadline would have ended the rest of the wait.
		call.waitedMs += Math.min(milliseconds, call.leftMs());
		call.pass(milliseconds);
		call.end();
		await nextTurn();
	},
	deadline: (waitSeconds) => {
		const call = current();
		const started = performance.now();
		const controller = new AbortController();
		const over = () => {
			call.isOver = true;
			controller.abort();
		};
		let timer = setTimeout(over, limitMs(waitSeconds)).unref();
		// What was waited at once counts as if it had taken its time.
		call.leftMs = () => Math.max(0, limitMs(waitSeconds) - (performance.now() - started) - call.waitedMs);
		call.end = () => {
			clearTimeout(timer);
			const leftMs = call.leftMs();
			if (leftMs === 0) over();
			else timer = setTimeout(over, leftMs).unref();
		};
		return controller.signal;
	},
	observe: (observation) => {
		const call = calls.getStore();
		if (call) call.observation = observation;
	},
};

function current(): Call {
	const call = calls.getStore();
	if (call === undefined) throw new Error("a handler runs outside of every call");
	return call;
}

const throttled = saying("ProvisionedThroughputExceededException");
const unavailable = saying("InternalServerError", {}, 500);

/** Decides what becomes of each request to the table. */
export async function faults(...[sent, deliver]: Parameters<Fault>): Promise<Awaited<ReturnType<Fault>>> {
	const call = calls.getStore();
	if (call === undefined) return deliver();
	if (sent.operation !== "BatchWriteItem" && JSON.stringify(sent.input).includes(SECRET_MARK))
		call.hasSentSecret = true;
	const fate = call.hasFaults ? call.random.weighted(FATES) : "delivered";
	if (fate !== "delivered") call.fates.push(fate);
	switch (fate) {
		case "delivered":
			return deliver();
		case "requestLost":
			return requestLost(sent, deliver);
		case "responseLost":
			return responseLost(sent, deliver);
		case "throttled":
			return throttled(sent, deliver);
		case "conflict":
			return conflictOf(sent.operation, sent.input)(sent, deliver);
		case "slow":
			await new Promise((resolve) => setTimeout(resolve, call.random.draw() * SLOW_MS));
			return deliver();
		case "unavailable":
			return unavailable(sent, deliver);
		case "unprocessed":
			return unprocessed(sent.operation, sent.input)(sent, deliver);
		case "cutOff":
			return cutOff(sent, deliver);
		case "hangs":
			return hangs(sent, deliver);
	}
}

/** Another transaction has the item. A read can only be throttled. */
function conflictOf(operation: string, input: Input): Fault {
	if (operation === "TransactWriteItems") {
		const codes = input.TransactItems.map((_: unknown, index: number) =>
			index === 0 ? "TransactionConflict" : "None",
		);
		return cancelled(...codes);
	}
	return /^(Put|Update|Delete)Item$/.test(operation) ? saying("TransactionConflictException") : throttled;
}

/** The table took none of a batch and says so. */
function unprocessed(operation: string, { RequestItems }: Input): Fault {
	if (operation === "BatchGetItem") return saying("", { Responses: {}, UnprocessedKeys: RequestItems }, 200);
	if (operation === "BatchWriteItem") return saying("", { UnprocessedItems: RequestItems }, 200);
	return throttled;
}

/** The write happened, or the read, but its response ends in the middle. */
async function cutOff(...[, deliver]: Parameters<Fault>): Promise<Awaited<ReturnType<Fault>>> {
	const { response } = await deliver();
	if (response.statusCode !== 200) throw connectionLost();
	return {
		response: Object.assign(Object.create(Object.getPrototypeOf(response)), response, {
			headers: { "content-type": "application/x-amz-json-1.0" },
			body: Buffer.from('{"Item": {"pk"'),
		}),
	};
}

// biome-ignore lint/suspicious/noExplicitAny: DynamoDB's JSON, which differs for each operation
type Input = any;
