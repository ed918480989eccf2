/**
 * Time limits by the time of a simulated world, so that a slow machine ends nothing and the seed decides everything.
 */
import type { Table, TimeLimit } from "../../store/table.ts";

export interface Timers {
	readonly timeLimit: Table["timeLimit"];
	/** Ends every time limit that is due. Call when time has passed. */
	readonly ring: () => void;
}

interface Pending {
	readonly dueMs: number;
	readonly controller: AbortController;
}

/** @param elapsedMs how much time has passed in the world. */
export function startTimers(elapsedMs: () => number): Timers {
	const pending = new Set<Pending>();
	return {
		timeLimit: (milliseconds): TimeLimit => {
			const controller = new AbortController();
			const one = { dueMs: elapsedMs() + milliseconds, controller };
			pending.add(one);
			return Object.assign(controller.signal, { release: () => void pending.delete(one) });
		},
		ring: () => {
			for (const one of pending) {
				if (one.dueMs > elapsedMs()) continue;
				pending.delete(one);
				one.controller.abort();
			}
		},
	};
}
