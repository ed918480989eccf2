/**
 * Sends a request to a ticket-sales service as the client does, which repeats it while the service asks to try again, and
 * says what to do about a service that does not answer. Every request sent here may be repeated (I5, I10).
 */
import { type Retry, send } from "../../clients/typescript/src/client.ts";
import { failure, isFailure } from "./failure.ts";
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

export interface Answer {
	readonly status: number;
	/** The parsed JSON of the answer, or `undefined` if it is not JSON. */
	readonly body: unknown;
	readonly text: string;
	/** The query of the next page, with its `?`, if the answer is a page and not the last one. */
	readonly next?: string | undefined;
}

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

/** The answer to a question; the last one if the service still asks to try again when patience ends. */
export async function ask({ url, key, patienceSeconds }: ServiceOptions, question: Question): Promise<Answer> {
	const { method, path, body, encoding, accept, onRetry } = question;
	const request = new Request(`${url}${path}`, {
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
	});
	const attemptMs = ANSWER_TIMEOUT_MS + Math.ceil((body?.length ?? 0) / UPLOAD_BYTES_PER_MS);
	const isLost = (error: unknown) => BROKEN.has(reasonOf(error as Error));
	try {
		const response = await send(request, { patienceMs: patienceSeconds * 1_000, attemptMs, isLost, onRetry });
		const location = response.headers.get("location");
		if (response.status >= 300 && response.status < 400 && location !== null) {
			throw failure(`${url} sends requests on to ${printable(location)}: give that address instead.`);
		}
		// As it was sent: `text()` would drop the byte order mark of CSV.
		const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(await response.arrayBuffer());
		return { status: response.status, body: jsonOf(text), text, next: nextIn(response.headers.get("link")) };
	} catch (error) {
		if (isFailure(error)) throw error;
		const reason = reasonOf(error as Error);
		if (BROKEN.has(reason)) throw failure(`${url} does not answer: ${reason}`);
		const hint = isLocal(url) ? " Is the service running? npm start runs it here." : "";
		throw failure(`${url} cannot be reached: ${reason}.${hint}`);
	}
}

/** Whether the answer is one of success. */
export function isSuccess({ status }: Answer): boolean {
	return status >= 200 && status < 300;
}

/** The query of `rel="next"` in a Link (RFC 8288). */
function nextIn(link: string | null): string | undefined {
	return /<[^?>]*(\?[^>]*)>; rel="next"/.exec(link ?? "")?.[1];
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** In a word or two, why there is no answer. */
export function reasonOf({ message, name, cause }: Error): string {
	if (name === "TimeoutError") return NO_ANSWER;
	const { code, errors = [] } = (cause ?? {}) as { code?: string; errors?: { code?: string }[] };
	return code ?? errors[0]?.code ?? ((cause as Error | undefined)?.message || message);
}
