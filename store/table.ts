/**
 * The one table, and the one function that sends to it. Failures that may pass (throttling, conflicts, lost connections)
 * are tried again a bounded number of times within the request's deadline, and then end as `TryAgain`.
 */
import { setMaxListeners } from "node:events";
import { type AttributeValue, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

export interface Table {
	readonly name: string;
	readonly send: DynamoDBDocumentClient["send"];
	/** Waits a little, longer with each attempt (1, 2, …), so that requests that met do not meet again. */
	readonly pause: (attempt: number) => Promise<void>;
	/** A signal that aborts after this time, in milliseconds, unless it is released before. */
	readonly timeLimit: (milliseconds: number) => TimeLimit;
}

interface TryAgainOptions extends ErrorOptions {
	readonly progress?: number;
	readonly detail?: string;
}

/** The request could not be finished in time; what was sent may or may not have happened. */
export class TryAgain extends Error {
	override readonly name = "TryAgain";
	/** How much of the work is kept for the next try, from 0 to 1, if any is. */
	readonly progress: number | undefined;
	/** What the caller should know besides. */
	readonly detail: string | undefined;

	constructor(message: string, { progress, detail, ...options }: TryAgainOptions = {}) {
		super(message, options);
		this.progress = progress;
		this.detail = detail;
	}
}

/** An attempt ends after this time: two may hang before the request's deadline ends the third. */
const TIME_LIMITS_MS = { connectionTimeout: 1_000, requestTimeout: 2_000 };
const SDK_ATTEMPTS = 3;

/**
 * The SDK's default is 50 connections, and it counts the wait for a free one as a failed connection. An import writes 512
 * records at once, and the local server runs all functions in one process.
 */
const CONNECTIONS = { maxSockets: 1_000 };

/** A request that met another transaction, or was throttled, is sent this many times in all. */
const CONFLICT_ATTEMPTS = 7;
const FIRST_PAUSE_MS = 20;

/** The SDK's client with time limits that really end a try (`requestTimeout` alone only warns). */
export function connect(limits: typeof TIME_LIMITS_MS = TIME_LIMITS_MS): DynamoDBClient {
	return new DynamoDBClient({
		maxAttempts: SDK_ATTEMPTS,
		requestHandler: { ...limits, throwOnRequestTimeout: true, httpAgent: CONNECTIONS, httpsAgent: CONNECTIONS },
	});
}

export function openTable(name: string, client: DynamoDBClient = connect()): Table {
	const documents = DynamoDBDocumentClient.from(client);
	return { name, send: documents.send.bind(documents), pause: jitter, timeLimit };
}

/**
 * The same table for one request: after the deadline nothing more is sent or waited for.
 * @param onRetry is called with the number of times that something was sent again.
 */
export function withinDeadline(
	deadline: AbortSignal,
	table: Table,
	onRetry: (times: number) => void = () => {},
): Table {
	// Every send in flight listens to it. Without this Node logs a warning about a leak when 20 shards are asked at once.
	setMaxListeners(0, deadline);
	/** Also ends at the deadline: the next request then fails, and its sender reports the progress. */
	const pause = (attempt: number) =>
		new Promise<void>((resolve, reject) => {
			const end = () => resolve();
			deadline.addEventListener("abort", end);
			table
				.pause(attempt)
				.finally(() => deadline.removeEventListener("abort", end))
				.then(resolve, reject);
		});
	const sendUntil = async (signal: AbortSignal, command: never) => {
		for (let attempt = 1; ; attempt++) {
			if (signal.aborted) throw new TryAgain("the request's time is over");
			try {
				const answer = await table.send(command, { abortSignal: signal });
				onRetry(resent(answer));
				return answer;
			} catch (thrown) {
				const error = thrown as NamedError;
				onRetry(resent(error));
				if (isConflict(error) && attempt < CONFLICT_ATTEMPTS) {
					onRetry(1);
					await pause(attempt);
				} else if (isConflict(error) || isPassing(error)) throw new TryAgain(String(error), { cause: error });
				else throw error;
			}
		}
	};
	const send = (async (command: never, options?: { readonly abortSignal?: AbortSignal }) => {
		if (options?.abortSignal === undefined) return sendUntil(deadline, command);
		const first = firstOf(deadline, options.abortSignal);
		return sendUntil(first.signal, command).finally(first.release);
	}) as Table["send"];
	return { ...table, send, pause };
}

/** A signal that aborts with the first of the two. `AbortSignal.any` leaves more to the garbage collector. */
function firstOf(one: AbortSignal, other: AbortSignal) {
	const controller = new AbortController();
	const abort = () => controller.abort();
	for (const signal of [one, other]) {
		if (signal.aborted) abort();
		else signal.addEventListener("abort", abort);
	}
	const release = () => {
		for (const signal of [one, other]) signal.removeEventListener("abort", abort);
	};
	return { signal: controller.signal, release };
}

/**
 * A signal that aborts after this time, unless it is released before. `AbortSignal.timeout` holds its listeners until
 * it fires: at 1,000 requests a second, that is everything the last seconds used.
 */
export function timeLimit(milliseconds: number): TimeLimit {
	const controller = new AbortController();
	const timer = setTimeout(() => controller.abort(), milliseconds).unref();
	return Object.assign(controller.signal, { release: () => clearTimeout(timer) });
}

/** A signal that is no longer needed once `release` is called. */
export interface TimeLimit extends AbortSignal {
	readonly release: () => void;
}

/** The number of times that the SDK itself sent this request again. */
function resent({ $metadata }: { readonly $metadata?: { readonly attempts?: number | undefined } }): number {
	return ($metadata?.attempts ?? 1) - 1;
}

/** Full jitter: a random time below a limit that doubles. */
function jitter(attempt: number): Promise<void> {
	const milliseconds = Math.random() * FIRST_PAUSE_MS * 2 ** attempt;
	return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The codes of an item of a cancelled transaction that say nothing about its condition. */
export const CONFLICT_REASONS: ReadonlySet<unknown> = new Set([
	"TransactionConflict",
	"ThrottlingError",
	"ProvisionedThroughputExceeded",
]);

/**
 * Refused because it met another transaction, or throttled: nothing was written, and nothing is known about the seats.
 * A transaction in which a condition also failed does not count: its verdict is read first.
 */
function isConflict(error: NamedError): boolean {
	if (error.name === "TransactionConflictException") return true;
	const codes = cancellationReasons(error).flatMap(({ Code }) => (Code === undefined || Code === "None" ? [] : [Code]));
	return codes.length > 0 && codes.every((code) => CONFLICT_REASONS.has(code));
}

/** Failures of the network or of an overloaded DynamoDB, by the names the SDK and Node give them. */
const PASSING = new Set([
	"AbortError",
	"InternalServerError",
	"NetworkingError",
	"ProvisionedThroughputExceededException",
	"RequestLimitExceeded",
	"RequestTimeout",
	"ServiceUnavailable",
	"ThrottlingException",
	"TimeoutError",
	"TransactionInProgressException",
]);
const PASSING_CODES = new Set([
	"ECONNREFUSED",
	"ECONNRESET",
	"EHOSTUNREACH",
	"ENOTFOUND",
	"EAI_AGAIN",
	"EPIPE",
	"ETIMEDOUT",
]);

function isPassing({ name, code, $metadata, $retryable }: NamedError): boolean {
	if (PASSING.has(name) || (code !== undefined && PASSING_CODES.has(code)) || $retryable !== undefined) return true;
	// If a response is cut off, the SDK reports invalid JSON.
	const isHalf = name === "SyntaxError" && $metadata !== undefined;
	return isHalf || ($metadata?.httpStatusCode ?? 0) >= 500;
}

/** What the SDK and Node throw is always an Error. */
interface NamedError extends Error {
	readonly code?: string;
	readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
	readonly $retryable?: unknown;
}

/** An item as a failed condition met it: not yet unmarshalled. */
export type RawItem = Record<string, AttributeValue>;

/** Whether the condition of a single write failed; `Item` is the record it met, if the write asked for it. */
export function isConditionFailed(error: unknown): error is Error & { readonly Item?: RawItem } {
	return (error as Error).name === "ConditionalCheckFailedException";
}

/** Whether a condition of a transaction failed. One that only met conflicts ends as `TryAgain` instead. */
export function isCancelled(error: unknown): boolean {
	return (error as Error).name === "TransactionCanceledException";
}

/** One reason per item, in the transaction's order. */
export interface CancellationReason {
	readonly Code?: string;
	readonly Item?: RawItem;
}

export function cancellationReasons(error: unknown): readonly CancellationReason[] {
	return (error as { CancellationReasons?: CancellationReason[] }).CancellationReasons ?? [];
}
