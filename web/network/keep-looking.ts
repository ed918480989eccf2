/**
 * Looks again and again, for as long as somebody watches: with a pause of the caller's choice while it goes well, with
 * longer and longer ones while it fails, not at all in the background, and at once when the page is seen again.
 */
export interface Looking {
	/** Looks now, and goes on from there. */
	readonly now: () => void;
	readonly stop: () => void;
}

export interface Look {
	/** One look. It must end soon after the signal aborts. An error is a look that failed. */
	readonly look: (signal: AbortSignal) => Promise<void>;
	/** The pause after a look that succeeded, in milliseconds; undefined: until the page is shown again, or `now`. */
	readonly pauseMs: () => number | undefined;
	readonly onFailure: (error: unknown) => void;
	readonly page?: Page;
}

/** What of a browser's page matters here. */
export interface Page {
	readonly isHidden: () => boolean;
	/** Calls back when the page is shown again or the network returns, and when the network goes. Returns what ends that. */
	readonly watch: (callbacks: { readonly returned: () => void; readonly gone: () => void }) => () => void;
}

const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 15_000;

export function keepLooking({ look, pauseMs, onFailure, page = BROWSER }: Look): Looking {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let running: AbortController | undefined;
	let failures = 0;

	async function run() {
		clearTimeout(timer);
		// What was asked before the page was hidden may never be answered.
		running?.abort();
		const controller = new AbortController();
		running = controller;
		try {
			await look(controller.signal);
			if (running !== controller) return;
			failures = 0;
		} catch (error) {
			if (running !== controller) return;
			failures += 1;
			onFailure(error);
		}
		const pause = failures === 0 ? pauseMs() : backoffMs(failures);
		// A page that is shown again looks at once, so a hidden one need not.
		if (!page.isHidden() && pause !== undefined) timer = setTimeout(run, pause);
	}

	// A look that is under way may hear of it only when its time is over.
	const stopListening = page.watch({ returned: run, gone: () => running?.abort() });
	void run();
	return {
		now: () => void run(),
		stop: () => {
			stopListening();
			clearTimeout(timer);
			running?.abort();
			running = undefined;
		},
	};
}

/** Between half and all of a time that doubles: pages that lost the service together do not return together. */
function backoffMs(failures: number): number {
	const longest = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failures - 1));
	return longest * (0.5 + Math.random() / 2);
}

const BROWSER: Page = {
	isHidden: () => document.hidden,
	watch: ({ returned, gone }) => {
		const onVisible = () => {
			if (!document.hidden) returned();
		};
		const watching = new AbortController();
		document.addEventListener("visibilitychange", onVisible, watching);
		addEventListener("pageshow", onVisible, watching);
		addEventListener("online", returned, watching);
		addEventListener("offline", gone, watching);
		return () => watching.abort();
	},
};
