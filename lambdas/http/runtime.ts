/**
 * What a function has at hand while it runs: the table, its memory of plans, the clock and the source of tokens.
 * Handlers are given it, so that a test can give them another.
 */
import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { type PlanMemory, rememberPlans } from "../../store/plans.ts";
import { openTable, type Table } from "../../store/table.ts";
import { cloudWatch, type Observe } from "./telemetry.ts";

export interface Runtime {
	readonly table: Table;
	readonly plans: PlanMemory;
	/** The event that `/seat/…` speaks of. */
	readonly defaultEvent: string;
	/** The present instant, epoch seconds. */
	readonly now: () => number;
	readonly newToken: () => string;
	/** A number from 0 up to 1, another for each call. */
	readonly draw: () => number;
	/** For a request that begins now and may wait so long for something to happen: ends when its time is over. */
	readonly deadline: (waitSeconds: number) => AbortSignal;
	/** Told of every request when it is answered. */
	readonly observe: Observe;
	/** Pauses for so many milliseconds. */
	readonly wait: (milliseconds: number) => Promise<void>;
}

/** How long a request may work in the function; with the way there and back it ends within 5 s. */
const REQUEST_MILLISECONDS = 4_400;

export const lambdaDeadline: Runtime["deadline"] = (waitSeconds) =>
	AbortSignal.timeout(REQUEST_MILLISECONDS + 1_000 * waitSeconds);

/** The runtime of a deployed function, configured by its environment. */
export function lambdaRuntime(): Runtime {
	return {
		table: openTable(environment("TABLE_NAME")),
		plans: rememberPlans(() => performance.now()),
		defaultEvent: environment("DEFAULT_EVENT"),
		now: () => Math.floor(Date.now() / 1_000),
		newToken: () => randomBytes(24).toString("base64url"),
		draw: Math.random,
		deadline: lambdaDeadline,
		observe: cloudWatch(),
		wait: (milliseconds) => wait(milliseconds, undefined),
	};
}

export function environment(name: string): string {
	const value = process.env[name];
	if (value === undefined) throw new Error(`the environment variable ${name} is not set`);
	return value;
}
