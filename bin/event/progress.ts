/** Shows how much of its time a request has used, while it is repeated. */
import { SingleBar } from "cli-progress";
import type { Retry } from "./ask.ts";

export interface Progress {
	readonly onRetry: (retry: Retry) => void;
	readonly stop: () => void;
}

/** A request that ends sooner needs no bar. */
const BAR_AFTER_SECONDS = 1;

/**
 * On a terminal, shows a bar of the time used, because it is unknown how much the service has written already. Elsewhere,
 * prints a line for every repeated request.
 */
export function showProgress(patienceSeconds: number): Progress {
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
		if (!bar.isActive) bar.start(Math.max(patienceSeconds, elapsed), elapsed, { attempt });
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
