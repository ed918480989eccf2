/** Turns what a function answered into an HTTP response, by the rules of payload 2.0. */

import { validateHeaderName, validateHeaderValue } from "node:http";

export interface HttpResponse {
	readonly status: number;
	/** Names in lower case. Only `set-cookie` occurs more than once. */
	readonly headers: readonly (readonly [name: string, value: string])[];
	readonly body: Buffer;
}

/** An answer of the gateway itself. */
export const gatewayResponse = (status: number, message: string): HttpResponse => ({
	status,
	headers: [["content-type", "application/json"]],
	body: Buffer.from(JSON.stringify({ message })),
});

/** The response for a function's answer (JSON text); undefined when it is none, which clients learn as a 500. */
export const responseOf = (json: string): HttpResponse | undefined => {
	const answer: unknown = JSON.parse(json);
	// What has no status is taken for the body itself.
	if (!isObject(answer) || answer.statusCode === undefined) {
		return { status: 200, headers: [["content-type", "application/json"]], body: Buffer.from(json) };
	}

	const { statusCode, headers = {}, cookies = [], body = "", isBase64Encoded = false } = answer;
	const status = Number(statusCode);
	if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
	if (!isObject(headers) || !Array.isArray(cookies) || typeof body !== "string") return undefined;

	const named = new Map([["content-type", "text/plain;charset=UTF-8"]]);
	for (const [name, value] of Object.entries(headers)) {
		if (!ownHeaders.has(name.toLowerCase())) named.set(name.toLowerCase(), String(value));
	}
	const all = [...named, ...cookies.map((cookie) => ["set-cookie", String(cookie)] as const)];
	if (!all.every(isValid)) return undefined;
	return { status, headers: all, body: Buffer.from(body, isBase64Encoded ? "base64" : "utf8") };
};

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === "object" && value !== null && !Array.isArray(value);

/** About the connection to the client, which is the gateway's. */
const ownHeaders: ReadonlySet<string> = new Set(["connection", "content-length", "keep-alive", "transfer-encoding"]);

const isValid = ([name, value]: readonly [string, string]) => {
	try {
		validateHeaderName(name);
		validateHeaderValue(name, value);
		return true;
	} catch {
		return false;
	}
};
