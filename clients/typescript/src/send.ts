/**
 * Sends a request, and repeats it while the service asks to try again or the connection is lost. That is safe where the
 * same request does the same once more: every request of ticket-sales that has its token or its order does (I5).
 */
export interface Patience {
	/** How long a request is repeated at most, in milliseconds; 30 seconds unless given. 0: it is sent once. */
	readonly patienceMs?: number | undefined;
	/**
	 * How long one attempt may take, in milliseconds; 28 seconds unless given. The service answers within 26. It is shorter
	 * than patience, so an attempt that hangs is repeated.
	 */
	readonly attemptMs?: number | undefined;
	/** Called before the request is sent again. */
	readonly onRetry?: ((retry: Retry) => void) | undefined;
	/** Whether a request that got no answer is worth repeating; a browser gives no reason for it. */
	readonly isLost?: ((error: unknown) => boolean) | undefined;
	/** Sends one attempt; the platform's own unless given. */
	readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
}

export interface Retry {
	/** The second request is the first retry. */
	readonly attempt: number;
	readonly waitMs: number;
	/** What was answered: that it shall be tried again. Missing if there was no answer. */
	readonly response?: Response;
	/** Why there was no answer. */
	readonly error?: unknown;
	/** How much of the work is done, from 0 to 1, if the service says so. */
	readonly progress: number | undefined;
}

const PATIENCE_MS = 30_000;
const ATTEMPT_MS = 28_000;

/** The statuses with which the service, or the gateway in front of it, asks to try again. */
export const TRY_AGAIN: ReadonlySet<number> = new Set([429, 503, 504]);

/** Pauses are drawn from this time, twice as long for each attempt: callers that failed together do not come together. */
const JITTER_MS = 200;
const LONGEST_JITTER_MS = 5_000;

/** The pause after an answer that does not say how long it should be. */
const PAUSE_MS = 1_000;

/**
 * The answer to a request; the last one if the service still asks to try again when patience ends. Patience begins again
 * whenever the service says that the work has moved on: a large event needs as many requests as it needs. Without any
 * answer it fails with the error of the last attempt. The request's own `signal` ends everything.
 */
export async function send(request: Request, patience: Patience = {}): Promise<Response> {
	const { patienceMs = PATIENCE_MS, onRetry, isLost = () => true } = patience;
	let end = performance.now() + patienceMs;
	let furthest = 0;
	request.signal.throwIfAborted();
	for (let attempt = 1; ; attempt++) {
		const outcome = await sendOnce(request, patience);
		const { response, error } = outcome;
		const isWorthIt = response ? TRY_AGAIN.has(response.status) : isLost(error) && !request.signal.aborted;
		const progress = isWorthIt && response ? await progressIn(response) : undefined;
		if (progress !== undefined && progress > furthest) {
			furthest = progress;
			end = performance.now() + patienceMs;
		}
		const waitMs = pauseAfter(response) + drawJitter(attempt);
		if (!isWorthIt || performance.now() + waitMs > end) {
			if (response) return response;
			throw error;
		}
		onRetry?.({ ...outcome, attempt: attempt + 1, waitMs, progress });
		await wait(waitMs, request.signal);
	}
}

const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

type Outcome = Pick<Retry, "response" | "error">;

/**
 * Node.js may forget the signal of a request that is on its way, and that of a copy, and never end it. So the attempt ends
 * by a timer of its own, and by the signal of the request that the caller holds.
 */
function sendOnce(request: Request, { fetch = globalThis.fetch, attemptMs = ATTEMPT_MS }: Patience): Promise<Outcome> {
	return new Promise((resolve) => {
		const attempt = new AbortController();
		const end = (outcome: Outcome) => {
			clearTimeout(timer);
			request.signal.removeEventListener("abort", stop);
			resolve(outcome);
		};
		const fail = (error: unknown) => {
			attempt.abort(error);
			end({ error });
		};
		const stop = () => fail(request.signal.reason);
		const timer = setTimeout(fail, attemptMs, new DOMException("no answer in time", "TimeoutError"));
		request.signal.addEventListener("abort", stop);
		fetch(new Request(request.clone(), { signal: attempt.signal }))
			.then(inMemory)
			.then((response) => end({ response }), fail);
	});
}

/** The whole answer: a connection may also break while the body is on its way. */
async function inMemory(response: Response): Promise<Response> {
	const { body, status, statusText, headers } = response;
	// A browser shows nothing of a redirect that it does not follow, not even its status. And it refuses to make a
	// response with one of these statuses and a body, even an empty one, although it gives out one itself.
	if (body === null || status === 0 || WITHOUT_BODY.has(status)) return response;
	return new Response(await response.arrayBuffer(), { status, statusText, headers });
}

/** The time that the service asks for, in milliseconds. The header may also be an HTTP date. */
function pauseAfter(response: Response | undefined): number {
	if (!response) return 0;
	const header = response.headers.get("retry-after") ?? "";
	// `Date.parse` would take a number that is not whole for a day of the past.
	const seconds = Number.parseFloat(header);
	const milliseconds = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : 1_000 * seconds;
	return Number.isNaN(milliseconds) ? PAUSE_MS : Math.max(0, milliseconds);
}

const drawJitter = (attempt: number) => Math.random() * Math.min(LONGEST_JITTER_MS, JITTER_MS * 2 ** (attempt - 1));

async function progressIn(response: Response): Promise<number | undefined> {
	const body: unknown = await response
		.clone()
		.json()
		.catch(() => undefined);
	const { progress } = (body ?? {}) as { readonly progress?: unknown };
	return typeof progress === "number" && progress >= 0 && progress <= 1 ? progress : undefined;
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		signal.throwIfAborted();
		const stop = () => {
			clearTimeout(timer);
			reject(signal.reason);
		};
		const timer = setTimeout(() => {
			signal.removeEventListener("abort", stop);
			resolve();
		}, milliseconds);
		signal.addEventListener("abort", stop, { once: true });
	});
}
