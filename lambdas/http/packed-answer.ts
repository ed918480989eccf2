/** JSON that may be too large for Lambda unless it is compressed: a caller who accepts gzip gets it all the same. */
import { gunzipSync, gzipSync } from "node:zlib";
import { refuse } from "../../domain/refusal.ts";
import { type Answer, answer, isTooLarge } from "./answer.ts";

/** Answers with JSON that is kept compressed. Refuses if it is too large for a caller who does not accept gzip. */
export function packedAnswer(packed: Uint8Array, acceptsGzip: boolean): Answer {
	if (acceptsGzip) return compressed(packed);
	const whole = compressible(gunzipSync(packed).toString());
	return isTooLarge(whole) ? onlyCompressed() : whole;
}

/** Answers with JSON, compressed only where it would be too large otherwise. Refuses as `packedAnswer` does. */
export function largeAnswer(content: unknown, acceptsGzip: boolean): Answer {
	const whole = compressible(JSON.stringify(content));
	if (!isTooLarge(whole)) return whole;
	return acceptsGzip ? compressed(gzipSync(whole.body)) : onlyCompressed();
}

/** JSON that another caller may get compressed. */
export function compressible(body: string): Answer {
	const { statusCode, headers } = answer(undefined);
	return { statusCode, headers: { ...headers, vary: "accept-encoding" }, body };
}

function compressed(packed: Uint8Array): Answer {
	const { headers, ...rest } = compressible(Buffer.from(packed).toString("base64"));
	return { ...rest, headers: { ...headers, "content-encoding": "gzip" }, isBase64Encoded: true };
}

const onlyCompressed = () => refuse({ kind: "not-acceptable", offers: ["gzip"] });
