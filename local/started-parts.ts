/** Remembers what a start has started, and stops it again: the last part first, after a failure as after a stop. */
export interface StartedParts {
	/** Aborts when the parts begin to stop, and when the caller gives up the start. */
	readonly signal: AbortSignal;
	/** Adds a part that is starting. A part that fails to start needs no stop. */
	readonly add: <Part>(starting: Promise<Part>, stop: (part: Part) => unknown) => Promise<Part>;
	/** Adds a step to the stop. */
	readonly onStop: (step: () => unknown) => void;
	/** Stops every part and resolves when all are gone. Repeated calls wait for the first. */
	readonly stop: () => Promise<void>;
}

export function startedParts(givenUp: AbortSignal | undefined): StartedParts {
	const stopping = new AbortController();
	const steps: (() => unknown)[] = [];
	let stopped: Promise<void> | undefined;

	async function stopAll() {
		stopping.abort();
		for (const step of steps.toReversed()) await step();
	}

	return {
		signal: givenUp === undefined ? stopping.signal : AbortSignal.any([stopping.signal, givenUp]),
		add: (starting, stop) => {
			steps.push(() => starting.then(stop, () => {}));
			return starting;
		},
		onStop: (step) => {
			steps.push(step);
		},
		stop: () => {
			stopped ??= stopAll();
			return stopped;
		},
	};
}
