/** Shows how much of the time for a request is used, while it is sent again and again. */
import { SingleBar } from "cli-progress";
import type { Retry } from "./ask.ts";

export interface Progress {
	readonly onRetry: (retry: Retry) => void;
	readonly stop: () => void;
}

/** What is done sooner needs no bar. */
const BAR_AFTER_SECONDS = 1;

/**
 * On a terminal a bar of the time that is used, for nobody can say how much is written already; elsewhere a line for
 * every request that is sent again.
 */
export function showProgress(patience: number): Progress {
	if (!process.stderr.isTTY) {
		return { onRetry: ({ attempt, reason }) => console.error(`${reason}: try ${attempt}`), stop: () => {} };
	}
	const bar = new SingleBar({
		format: "{bar} {value} s of at most {total} s, try {attempt}",
		hideCursor: true,
		clearOnComplete: true,
	});
	const started = performance.now();
	let attempt = 1;
	const tick = setInterval(() => {
		const elapsed = Math.round((performance.now() - started) / 1_000);
		if (elapsed < BAR_AFTER_SECONDS) return;
		if (!bar.isActive) bar.start(Math.max(patience, elapsed), elapsed, { attempt });
		bar.update(elapsed, { attempt });
	}, 250);
	return {
		onRetry: (retry) => {
			attempt = retry.attempt;
		},
		stop: () => {
			clearInterval(tick);
			bar.stop();
		},
	};
}
