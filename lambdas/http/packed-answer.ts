/** Answers with JSON that is kept compressed: as it is kept, to a caller who accepts that. */
import { gunzipSync } from "node:zlib";
import { refuse } from "../../domain/refusal.ts";
import { type Answer, answer, isTooLarge } from "./answer.ts";

/** Refuses if it is too large for an answer that is not compressed. */
export function packedAnswer(packed: Uint8Array, acceptsGzip: boolean): Answer {
	const { statusCode, headers } = answer(undefined);
	const varying = { ...headers, vary: "accept-encoding" };
	if (acceptsGzip) {
		const body = Buffer.from(packed).toString("base64");
		return { statusCode, headers: { ...varying, "content-encoding": "gzip" }, body, isBase64Encoded: true };
	}
	const whole = { statusCode, headers: varying, body: gunzipSync(packed).toString() };
	return isTooLarge(whole) ? refuse({ kind: "not-acceptable", offers: ["gzip"] }) : whole;
}
