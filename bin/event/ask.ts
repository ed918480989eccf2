/**
 * Sends a request to a ticket-sales service over HTTP, and repeats it while the service asks to try again. That is safe:
 * every request sent here may be repeated, and one that was interrupted continues where it ended (I5).
 */
import { setTimeout as wait } from "node:timers/promises";
import { failure } from "./failure.ts";

export interface ServiceOptions {
	readonly url: string;
	readonly key?: string | undefined;
	/** How long a request is repeated at most, in seconds. */
	readonly patienceSeconds: number;
}

export interface Question {
	readonly method: "GET" | "POST" | "PUT" | "DELETE";
	/** Relative to the service's address; begins with a slash. */
	readonly path: string;
	readonly body?: string;
	/** Called before the request is repeated. */
	readonly onRetry?: (retry: Retry) => void;
}

export interface Retry {
	/** The second request is the first retry. */
	readonly attempt: number;
	readonly waitSeconds: number;
	readonly reason: string;
}

export interface Answer {
	readonly status: number;
	/** The parsed JSON of the answer, or `undefined` if it is not JSON. */
	readonly body: unknown;
	readonly text: string;
}

/** The statuses with which the service, or the gateway in front of it, asks to try again. */
const TRY_AGAIN: ReadonlySet<number> = new Set([429, 503, 504]);

/** A gateway gives up after 30 s, so no answer comes later than this. */
const ANSWER_TIMEOUT_MS = 35_000;

const NO_ANSWER = "no answer in time";

/** Errors of a connection that was made and then broke. Any other error would come again. */
const BROKEN: ReadonlySet<string> = new Set([
	NO_ANSWER,
	"ECONNRESET",
	"EPIPE",
	"UND_ERR_SOCKET",
	"UND_ERR_HEADERS_TIMEOUT",
	"UND_ERR_BODY_TIMEOUT",
]);

/** The answer to a question; the last answer if the service still asks to try again when patience ends. */
export async function ask(service: ServiceOptions, question: Question): Promise<Answer> {
	const end = performance.now() + service.patienceSeconds * 1_000;
	for (let attempt = 2; ; attempt++) {
		const reply = await send(service, question);
		const waitSeconds = reply.retryAfter ?? 1;
		const isWorthIt = reply.answer === undefined || TRY_AGAIN.has(reply.answer.status);
		if (!isWorthIt || performance.now() + waitSeconds * 1_000 > end) {
			if (reply.answer) return reply.answer;
			throw failure(`${service.url} does not answer: ${reply.reason}`);
		}
		question.onRetry?.({ attempt, waitSeconds, reason: reply.reason });
		await wait(waitSeconds * 1_000);
	}
}

interface Reply {
	/** Missing if the connection broke. */
	readonly answer?: Answer;
	readonly retryAfter?: number | undefined;
	readonly reason: string;
}

async function send({ url, key }: ServiceOptions, { method, path, body }: Question): Promise<Reply> {
	try {
		const response = await fetch(`${url.replace(/\/+$/, "")}${path}`, {
			method,
			headers: {
				...(key !== undefined && { authorization: `Bearer ${key}` }),
				...(body !== undefined && { "content-type": "application/json" }),
			},
			body: body ?? null,
			signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
		});
		const text = await response.text();
		const retryAfter = secondsOf(response.headers.get("retry-after"));
		const answer = { status: response.status, body: jsonOf(text), text };
		return { answer, retryAfter, reason: `${response.status} ${response.statusText}`.trim() };
	} catch (error) {
		const reason = reasonOf(error as Error);
		if (BROKEN.has(reason)) return { reason };
		const hint = isLocal(url) ? " Is the service running? npm start runs it here." : "";
		throw failure(`${url} cannot be reached: ${reason}.${hint}`);
	}
}

/** `Retry-After` in seconds. The header may also be an HTTP date. */
function secondsOf(header: string | null): number | undefined {
	if (header === null) return undefined;
	const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1_000;
	return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function reasonOf({ message, name, cause }: Error): string {
	if (name === "TimeoutError") return NO_ANSWER;
	const { code, errors = [] } = (cause ?? {}) as { code?: string; errors?: { code?: string }[] };
	return code ?? errors[0]?.code ?? ((cause as Error | undefined)?.message || message);
}

/** Whether this address is on this machine. */
export function isLocal(url: string): boolean {
	return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);
}
