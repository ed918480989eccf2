/**
 * Lets one thing happen at a time. Whoever is about to send waits for its turn; when nobody can go on without one, the
 * next is drawn. So the seed decides the interleaving, however fast the engine answers.
 */
import type { Random } from "./random.ts";

export interface Turns {
	/** Resolves when it is this one's turn. */
	readonly next: () => Promise<void>;
	/** How many wait. */
	readonly waiting: () => number;
	/** Gives one of those who wait its turn, and resolves when all that follows from it waits again or is over. */
	readonly give: () => Promise<void>;
	/** What was given a turn says when its own work outside this process is done. */
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

/** The handlers go on by promises alone, so all of them have gone as far as they can when an immediate is due. */
function settled(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
