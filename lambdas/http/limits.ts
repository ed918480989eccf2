/** The limits of a request: its time and its body. */
import { gunzipSync } from "node:zlib";
import type { Route } from "../../api/routes.ts";
import { refuse } from "../../domain/refusal.ts";

/** The time a request may take inside the function: with its last words (endpoint.ts) 4.4 s, with the way there and back 5. */
const REQUEST_MS = 4_300;

/** 100 seats with the longest labels, every character escaped, fit. */
const BODY_BYTES = 256 * 1_024;

/** Names of codings are the same in any case, and gzip has two (RFC 9110 §8.4.1.3). */
const GZIP: ReadonlySet<string> = new Set(["gzip", "x-gzip"]);

/** How long a request may take, beside the time it may wait for something to happen. */
export const limitMs = (waitSeconds: number): number => REQUEST_MS + 1_000 * waitSeconds;

/** The bytes of a body, unpacked where its route takes packed ones; refuses more than the route takes. */
export function bodyWithin(route: Route, bytes: Buffer, encoding: string | undefined): Buffer {
	const { bodyBytes: limit = BODY_BYTES, packedBodyBytes } = route;
	const coding = encoding?.trim().toLowerCase();
	if (!coding || coding === "identity") return bytes.length > limit ? tooLarge(limit) : bytes;
	if (!GZIP.has(coding) || packedBodyBytes === undefined) {
		return refuse({ kind: "unsupported-media-type", accepts: packedBodyBytes ? "gzip" : "identity" });
	}
	if (bytes.length > packedBodyBytes) return tooLarge(packedBodyBytes);
	try {
		return gunzipSync(bytes, { maxOutputLength: limit });
	} catch (error) {
		if ((error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") return tooLarge(limit);
		return refuse({ kind: "invalid-request", errors: [{ path: "", message: "the body is not gzip" }] });
	}
}

const tooLarge = (limit: number): never => refuse({ kind: "too-large", limit });
