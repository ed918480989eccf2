/**
 * Lets one thing happen at a time. Before a client or a function sends, it waits for its turn; when nobody can continue
 * without one, the next is drawn. So the seed decides the interleaving, however fast the engine answers.
 */
import type { Random } from "./random.ts";

export interface Turns {
	/** Resolves when it is the caller's turn. */
	readonly next: () => Promise<void>;
	/** How many are waiting for a turn. */
	readonly waiting: () => number;
	/** Gives one of them its turn. Resolves when everything that follows is waiting again or has ended. */
	readonly give: () => Promise<void>;
	/** Wraps work outside of this process, so that `give` waits for it. */
	readonly during: <Value>(work: Promise<Value>) => Promise<Value>;
}

export function takeTurns(random: Random): Turns {
	const queue: (() => void)[] = [];
	let busy = 0;
	let idle: (() => void) | undefined;
	return {
		next: () => new Promise((resolve) => queue.push(resolve)),
		waiting: () => queue.length,
		during: async (work) => {
			busy += 1;
			try {
				return await work;
			} finally {
				busy -= 1;
				if (busy === 0) idle?.();
			}
		},
		give: async () => {
			const [chosen] = queue.splice(random.below(queue.length), 1);
			chosen?.();
			await settled();
			while (busy > 0) {
				await new Promise<void>((resolve) => {
					idle = resolve;
				});
				await settled();
			}
		},
	};
}

/** Handlers continue by promises alone, so when an immediate runs, all of them have got as far as they can. */
function settled(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
