/**
 * What a function uses while it runs: the table, its memory of events, the clock, the source of tokens. Handlers get it as
 * an argument, so that a test can give them another.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { type EventMemory, rememberEvents } from "../../store/event-memory.ts";
import { type Readings, rememberReadings } from "../../store/readings.ts";
import { openTable, type Table, type TimeLimit, timeLimit } from "../../store/table.ts";
import { limitMs } from "./limits.ts";
import { cloudWatch, type Observe } from "./telemetry.ts";

export interface Runtime {
	readonly table: Table;
	readonly memory: EventMemory;
	readonly readings: Readings;
	/** The event of the paths that name none, `/seat/…`. */
	readonly defaultEvent: string;
	/** Whether bodies must be sent as JSON: a browser asks first before it sends that from another site. */
	readonly requiresJson: boolean;
	/** The present instant, epoch seconds. */
	readonly now: () => number;
	readonly newToken: () => string;
	/** A name that nothing had before: of an event's life, or of an attempt to delete it. */
	readonly newName: () => string;
	/** A random number in [0, 1). */
	readonly draw: () => number;
	/** A signal for a request that begins now, and may also wait this long: it aborts when the request's time is over. */
	readonly deadline: (waitSeconds: number) => AbortSignal & Partial<TimeLimit>;
	/** Called for every request once it is answered. */
	readonly observe: Observe;
	readonly wait: (milliseconds: number) => Promise<void>;
}

export const lambdaDeadline: Runtime["deadline"] = (waitSeconds) => timeLimit(limitMs(waitSeconds));

/** The runtime of a deployed function, configured by its environment. */
export function lambdaRuntime(): Runtime {
	return {
		table: openTable(environment("TABLE_NAME")),
		memory: rememberEvents(() => performance.now(), Date.now),
		readings: rememberReadings({ nowMs: Date.now, wait: pause, draw: Math.random }),
		defaultEvent: environment("DEFAULT_EVENT"),
		requiresJson: process.env["REQUIRE_JSON"] === "true",
		now: () => Math.floor(Date.now() / 1_000),
		newToken: () => randomBytes(24).toString("base64url"),
		newName: () => randomBytes(9).toString("base64url"),
		draw: Math.random,
		deadline: lambdaDeadline,
		observe: cloudWatch(),
		wait: pause,
	};
}

const pause: Runtime["wait"] = (milliseconds) => wait(milliseconds, undefined);

export function environment(name: string): string {
	const value = process.env[name];
	if (value === undefined) throw new Error(`the environment variable ${name} is not set`);
	return value;
}
