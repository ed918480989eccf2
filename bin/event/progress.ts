/** Shows how far a request has come, while it is repeated. */
import { SingleBar } from "cli-progress";
import type { Retry } from "../../clients/typescript/src/client.ts";
import { reasonOf } from "./ask.ts";

export interface Progress {
	readonly onRetry: (retry: Retry) => void;
	readonly stop: () => void;
}

/** A request that ends sooner needs no bar. */
const BAR_AFTER_SECONDS = 1;

/**
 * On a terminal, shows a bar of the work that the service says is done; of the time used, if it does not say. Elsewhere,
 * prints a line for every repeated request.
 */
export function showProgress(patienceSeconds: number): Progress {
	if (!process.stderr.isTTY) {
		return {
			onRetry: (retry) => {
				const { attempt, progress } = retry;
				const done = progress === undefined ? "" : `, ${percent(progress)} done`;
				console.error(`${whyAgain(retry)}: try ${attempt}${done}`);
			},
			stop: () => {},
		};
	}
	const bar = new SingleBar({
		format: "{bar} {text}, try {attempt}",
		clearOnComplete: true,
		// The cursor stays visible and lines wrap as they did, so no way to end the command leaves a broken terminal behind.
		hideCursor: false,
		linewrap: true,
	});
	const started = performance.now();
	let attempt = 1;
	let progress: number | undefined;
	const tick = setInterval(() => {
		const elapsed = Math.round((performance.now() - started) / 1_000);
		if (elapsed < BAR_AFTER_SECONDS) return;
		const time = `${elapsed} s of at most ${patienceSeconds} s`;
		const text = progress === undefined ? time : `${percent(progress)} after ${elapsed} s`;
		const value = progress ?? Math.min(1, elapsed / Math.max(1, patienceSeconds));
		if (!bar.isActive) bar.start(1, value, { attempt, text });
		bar.update(value, { attempt, text });
	}, 250);
	return {
		onRetry: (retry) => {
			attempt = retry.attempt;
			progress = retry.progress ?? progress;
		},
		stop: () => {
			clearInterval(tick);
			bar.stop();
		},
	};
}

const percent = (progress: number) => `${Math.floor(progress * 100)} %`;

const whyAgain = ({ response, error }: Retry) =>
	response ? `${response.status} ${response.statusText}`.trim() : reasonOf(error as Error);
