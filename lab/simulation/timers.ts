/**
 * `AbortSignal.timeout` by the time of a simulated world, so that a slow machine ends nothing and the seed decides
 * everything. Outside of a world it is Node's own.
 */
import { AsyncLocalStorage } from "node:async_hooks";

export interface Timers {
	/** Runs work whose timeouts these timers end. */
	readonly during: <Value>(work: () => Promise<Value>) => Promise<Value>;
	/** Ends every timeout that is due. Call when time has passed. */
	readonly ring: () => void;
}

interface Timeout {
	readonly dueMs: number;
	readonly controller: AbortController;
}

const worlds = new AsyncLocalStorage<(milliseconds: number) => AbortSignal>();

const ofNode = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (milliseconds) => (worlds.getStore() ?? ofNode)(milliseconds);

/** @param elapsedMs how much time has passed in the world. */
export function startTimers(elapsedMs: () => number): Timers {
	const pending = new Set<Timeout>();
	const timeout = (milliseconds: number) => {
		const controller = new AbortController();
		pending.add({ dueMs: elapsedMs() + milliseconds, controller });
		return controller.signal;
	};
	return {
		during: (work) => worlds.run(timeout, work),
		ring: () => {
			for (const one of pending) {
				if (one.dueMs > elapsedMs()) continue;
				pending.delete(one);
				one.controller.abort();
			}
		},
	};
}
