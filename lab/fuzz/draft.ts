/** A request in parts, before it is encoded; `encode` makes of it what goes over the wire. */
import type { Json } from "./documents.ts";
import type { Operation } from "./operations.ts";

export type Header = readonly [name: string, value: string];

export interface Draft {
	readonly operation: Operation;
	readonly method: string;
	/** The segments of the path, decoded. */
	path: string[];
	readonly query: [name: string, value: string][];
	readonly headers: Header[];
	body: Json;
}

/** What goes over the wire. */
export interface WireRequest {
	readonly method: string;
	/** Path and query, percent-encoded. */
	readonly target: string;
	readonly headers: readonly Header[];
	readonly body: Buffer;
}

export function encode({ method, path, query, headers, body }: Draft): WireRequest {
	const encoded = path.map((segment) => encodeURIComponent(segment.toWellFormed()));
	const pairs = query.map(([name, value]) => [name, value].map((text) => encodeURIComponent(text.toWellFormed())));
	const search = pairs.map((pair) => pair.join("=")).join("&");
	return {
		method,
		target: `/${encoded.join("/")}${search && `?${search}`}`,
		headers,
		body: body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body) ?? ""),
	};
}
