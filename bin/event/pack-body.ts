/** Packs the document of an event for its request. */
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { failure } from "./failure.ts";

/** The limits of a PUT (contract §4.2), in the smaller kind of megabytes. */
const MAX_DOCUMENT_BYTES = 32_000_000;
const MAX_PACKED_BYTES = 4_000_000;

/** Below this, packing saves no time worth speaking of. */
const PACKED_FROM_BYTES = 100_000;

export interface PackedBody {
	readonly body: Uint8Array<ArrayBuffer>;
	readonly encoding: "gzip" | undefined;
	/** For people: `85 KB`, or `7.4 MB, 312 KB packed`. */
	readonly size: string;
}

/** Fails if the document is larger than any request may be. */
export async function packBody(file: string, document: unknown): Promise<PackedBody> {
	const plain = Buffer.from(JSON.stringify(document));
	const size = sized(plain.length);
	if (plain.length > MAX_DOCUMENT_BYTES) {
		throw failure(`${file} makes a document of ${size}, but a request may have ${sized(MAX_DOCUMENT_BYTES)} at most.`);
	}
	if (plain.length < PACKED_FROM_BYTES) return { body: plain, encoding: undefined, size };
	const packed = await promisify(gzip)(plain);
	const packedSize = `${size}, ${sized(packed.length)} packed`;
	if (packed.length > MAX_PACKED_BYTES) {
		throw failure(
			`${file} makes a document of ${packedSize}, but a request may have ${sized(MAX_PACKED_BYTES)} packed at most.`,
		);
	}
	return { body: packed, encoding: "gzip", size: packedSize };
}

const sized = (bytes: number) =>
	bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
