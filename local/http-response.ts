/** Turns a function's answer into an HTTP response, by the rules of payload 2.0. */
import { validateHeaderName, validateHeaderValue } from "node:http";

export interface HttpResponse {
	readonly status: number;
	/** Names in lower case. Only `set-cookie` occurs more than once. */
	readonly headers: readonly (readonly [name: string, value: string])[];
	readonly body: Buffer;
}

/** These describe the connection to the client, which belongs to the gateway. */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
	"connection",
	"content-length",
	"keep-alive",
	"transfer-encoding",
]);

/** An answer in the gateway's own words. */
export function gatewayResponse(status: number, message: string): HttpResponse {
	return {
		status,
		headers: [["content-type", "application/json"]],
		body: Buffer.from(JSON.stringify({ message })),
	};
}

/** The response for a function's answer (JSON text); undefined for an invalid answer, which clients see as a 500. */
export function responseOf(json: string): HttpResponse | undefined {
	const answer: unknown = JSON.parse(json);
	// An answer without a status is itself the body.
	if (!isObject(answer) || answer.statusCode === undefined) {
		return { status: 200, headers: [["content-type", "application/json"]], body: Buffer.from(json) };
	}

	const { statusCode, headers = {}, cookies = [], body = "", isBase64Encoded = false } = answer;
	const status = Number(statusCode);
	if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
	if (!isObject(headers) || !Array.isArray(cookies) || typeof body !== "string") return undefined;

	// A 304 says nothing of a body: the caller keeps the type that came with the one it has.
	const named = new Map<string, string>(status === 304 ? [] : [["content-type", "text/plain;charset=UTF-8"]]);
	for (const [name, value] of Object.entries(headers)) {
		if (!CONNECTION_HEADERS.has(name.toLowerCase())) named.set(name.toLowerCase(), String(value));
	}
	const all = [...named, ...cookies.map((cookie) => ["set-cookie", String(cookie)] as const)];
	if (!all.every(isValidHeader)) return undefined;
	return { status, headers: all, body: Buffer.from(body, isBase64Encoded ? "base64" : "utf8") };
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isValidHeader([name, value]: readonly [string, string]): boolean {
	try {
		validateHeaderName(name);
		validateHeaderValue(name, value);
		return true;
	} catch {
		return false;
	}
}
