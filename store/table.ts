/**
 * The one table, and the one function that sends to it. What may pass by itself (throttling, conflicts, lost
 * connections) is tried again a bounded number of times within the request's deadline; then it is `TryAgain`.
 */
import { setMaxListeners } from "node:events";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

export interface Table {
	readonly name: string;
	readonly send: DynamoDBDocumentClient["send"];
	/** Waits a little, longer with each attempt (1, 2, …), so that those who met do not meet again. */
	readonly pause: (attempt: number) => Promise<void>;
}

/** The table did not answer, or not in time; what was sent may or may not have happened. */
export class TryAgain extends Error {
	override readonly name = "TryAgain";
}

/** Milliseconds until a try is given up: two hang, and the request's deadline ends the third. */
const TIME_LIMITS = { connectionTimeout: 1_000, requestTimeout: 2_000 };
const SDK_ATTEMPTS = 3;

/**
 * The SDK takes 50 connections unless told otherwise, and counts the wait for a free one as a connection that fails.
 * An import writes 512 records at once, and the local server serves all functions from one process.
 */
const CONNECTIONS = { maxSockets: 1_000 };

/** How often a request is sent that met another transaction or was throttled. */
const CONFLICT_ATTEMPTS = 7;
const FIRST_PAUSE = 20;

/** The SDK's client with time limits that really end a try (`requestTimeout` alone only warns). */
export function connect(limits: typeof TIME_LIMITS = TIME_LIMITS): DynamoDBClient {
	return new DynamoDBClient({
		maxAttempts: SDK_ATTEMPTS,
		requestHandler: { ...limits, throwOnRequestTimeout: true, httpAgent: CONNECTIONS, httpsAgent: CONNECTIONS },
	});
}

export function openTable(name: string, client: DynamoDBClient = connect()): Table {
	const documents = DynamoDBDocumentClient.from(client);
	return { name, send: documents.send.bind(documents), pause: jitter };
}

/**
 * The same table for one request: after the deadline nothing more is sent or waited for.
 * @param onRetry told how often something was sent once more.
 */
export function until(deadline: AbortSignal, table: Table, onRetry: (times: number) => void = () => {}): Table {
	// Everything in flight listens to it: Node would take 20 shards asked at once for a leak, and say so in the log.
	setMaxListeners(0, deadline);
	const send = (async (command: never) => {
		for (let attempt = 1; ; attempt++) {
			if (deadline.aborted) throw new TryAgain("the request's time is over");
			try {
				const answer = await table.send(command, { abortSignal: deadline });
				onRetry(resent(answer));
				return answer;
			} catch (thrown) {
				const error = thrown as NamedError;
				onRetry(resent(error));
				if (isConflict(error) && attempt < CONFLICT_ATTEMPTS) {
					onRetry(1);
					await table.pause(attempt);
				} else if (isConflict(error) || isPassing(error)) throw new TryAgain(String(error), { cause: error });
				else throw error;
			}
		}
	}) as Table["send"];
	return { ...table, send };
}

/** How often the SDK by itself sent again what led to this answer or error. */
function resent({ $metadata }: { readonly $metadata?: { readonly attempts?: number | undefined } }): number {
	return ($metadata?.attempts ?? 1) - 1;
}

/** Full jitter: any time up to a limit that doubles. */
function jitter(attempt: number): Promise<void> {
	const milliseconds = Math.random() * FIRST_PAUSE * 2 ** attempt;
	return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** What DynamoDB says of one item of a cancelled transaction. */
export const CONFLICT_REASONS: ReadonlySet<unknown> = new Set([
	"TransactionConflict",
	"ThrottlingError",
	"ProvisionedThroughputExceeded",
]);

/**
 * Refused for meeting another transaction, or throttled: nothing was written, and it says nothing of the seats.
 * A transaction in which a condition failed as well is not one: its verdict is read first.
 */
function isConflict(error: NamedError): boolean {
	if (error.name === "TransactionConflictException") return true;
	const codes = cancellationReasons(error).flatMap(({ Code }) => (Code === undefined || Code === "None" ? [] : [Code]));
	return codes.length > 0 && codes.every((code) => CONFLICT_REASONS.has(code));
}

/** Faults of the way to DynamoDB or of its load, by the names the SDK and Node give them. */
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
	// Of an answer that breaks off the SDK says that it is no JSON.
	const isHalf = name === "SyntaxError" && $metadata !== undefined;
	return isHalf || ($metadata?.httpStatusCode ?? 0) >= 500;
}

/** The SDK and Node throw errors, and nothing else. */
interface NamedError extends Error {
	readonly code?: string;
	readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
	readonly $retryable?: unknown;
}

/** One reason per item, in the transaction's order; `Item` is raw, not yet unmarshalled. */
export interface CancellationReason {
	readonly Code?: string;
	readonly Item?: Record<string, never>;
}

export function cancellationReasons(error: unknown): readonly CancellationReason[] {
	return (error as { CancellationReasons?: CancellationReason[] }).CancellationReasons ?? [];
}
