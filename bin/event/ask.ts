/**
 * Sends a request to a ticket-sales service over HTTP, and repeats it while the service asks to try again. That is safe:
 * every request sent here may be repeated, and one that was interrupted continues where it ended (I5, I10).
 */
import { setTimeout as wait } from "node:timers/promises";
import { failure, isFailure } from "./failure.ts";
import { isObject } from "./json-object.ts";
import { printable } from "./printable.ts";
import { isLocal, type ServiceOptions } from "./service-options.ts";

export interface Question {
	readonly method: "GET" | "POST" | "PUT" | "DELETE";
	/** Relative to the service's address; begins with a slash. */
	readonly path: string;
	/** JSON. */
	readonly body?: string | Uint8Array<ArrayBuffer>;
	/** How the body is packed, if it is. */
	readonly encoding?: "gzip" | undefined;
	/** The type that the answer shall have; JSON unless given. */
	readonly accept?: string | undefined;
	/** Called before the request is repeated. */
	readonly onRetry?: (retry: Retry) => void;
}

export interface Retry {
	/** The second request is the first retry. */
	readonly attempt: number;
	readonly waitSeconds: number;
	readonly reason: string;
	/** How much of the work is done, from 0 to 1, if the service says so. */
	readonly progress: number | undefined;
}

export interface Answer {
	readonly status: number;
	/** The parsed JSON of the answer, or `undefined` if it is not JSON. */
	readonly body: unknown;
	readonly text: string;
	/** The query of the next page, with its `?`, if the answer is a page and not the last one. */
	readonly next?: string | undefined;
}

/** The statuses with which the service, or the gateway in front of it, asks to try again. */
const TRY_AGAIN: ReadonlySet<number> = new Set([429, 503, 504]);

/** A gateway gives up after 30 s, so no answer comes later than this. */
const ANSWER_TIMEOUT_MS = 35_000;

/** The slowest connection over which a large body is still sent to its end: 0.4 Mbit/s. */
const UPLOAD_BYTES_PER_MS = 50;

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

/**
 * The answer to a question; the last answer if the service still asks to try again when patience ends. Patience begins
 * again whenever the service says that the work has moved on: a large event needs as many requests as it needs.
 */
export async function ask(service: ServiceOptions, question: Question): Promise<Answer> {
	const patienceMs = service.patienceSeconds * 1_000;
	let end = performance.now() + patienceMs;
	let furthest = 0;
	for (let attempt = 2; ; attempt++) {
		const reply = await send(service, question);
		const waitSeconds = reply.retryAfter ?? 1;
		const isWorthIt = reply.answer === undefined || TRY_AGAIN.has(reply.answer.status);
		const progress = progressIn(reply.answer);
		if (progress !== undefined && progress > furthest) {
			furthest = progress;
			end = performance.now() + patienceMs;
		}
		if (!isWorthIt || performance.now() + waitSeconds * 1_000 > end) {
			if (reply.answer) return reply.answer;
			throw failure(`${service.url} does not answer: ${reply.reason}`);
		}
		question.onRetry?.({ attempt, waitSeconds, reason: reply.reason, progress });
		await wait(waitSeconds * 1_000);
	}
}

/** Whether the answer is one of success. */
export function isSuccess({ status }: Answer): boolean {
	return status >= 200 && status < 300;
}

interface Reply {
	/** Missing if the connection broke. */
	readonly answer?: Answer;
	readonly retryAfter?: number | undefined;
	readonly reason: string;
}

async function send({ url, key }: ServiceOptions, { method, path, body, encoding, accept }: Question): Promise<Reply> {
	const uploadMs = Math.ceil((body?.length ?? 0) / UPLOAD_BYTES_PER_MS);
	try {
		const response = await fetch(`${url}${path}`, {
			method,
			headers: {
				...(key !== undefined && { authorization: `Bearer ${key}` }),
				...(body !== undefined && { "content-type": "application/json" }),
				...(encoding !== undefined && { "content-encoding": encoding }),
				...(accept !== undefined && { accept }),
			},
			body: body ?? null,
			// A key goes to the address that was given, and to no other.
			redirect: key === undefined ? "follow" : "manual",
			signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS + uploadMs),
		});
		// As it was sent: `text()` would drop the byte order mark of CSV.
		const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(await response.arrayBuffer());
		const location = response.headers.get("location");
		if (response.status >= 300 && response.status < 400 && location !== null) {
			throw failure(`${url} sends requests on to ${printable(location)}: give that address instead.`);
		}
		const retryAfter = secondsOf(response.headers.get("retry-after"));
		const next = nextIn(response.headers.get("link"));
		const answer = { status: response.status, body: jsonOf(text), text, next };
		return { answer, retryAfter, reason: `${response.status} ${response.statusText}`.trim() };
	} catch (error) {
		if (isFailure(error)) throw error;
		const reason = reasonOf(error as Error);
		if (BROKEN.has(reason)) return { reason };
		const hint = isLocal(url) ? " Is the service running? npm start runs it here." : "";
		throw failure(`${url} cannot be reached: ${reason}.${hint}`);
	}
}

function progressIn(answer: Answer | undefined): number | undefined {
	const progress = isObject(answer?.body) ? answer.body["progress"] : undefined;
	return typeof progress === "number" && progress >= 0 && progress <= 1 ? progress : undefined;
}

/** `Retry-After` in seconds. The header may also be an HTTP date. */
function secondsOf(header: string | null): number | undefined {
	if (header === null) return undefined;
	const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1_000;
	return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

/** The query of `rel="next"` in a Link (RFC 8288), as the service writes it: relative to the path that was asked for. */
function nextIn(link: string | null): string | undefined {
	return /<(\?[^>]*)>; rel="next"/.exec(link ?? "")?.[1];
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
