/** JSON as a record keeps it: compressed, because a record holds 400 KB and is billed by its size. */
import { gunzipSync, gzipSync } from "node:zlib";

export const pack = (value: unknown): Uint8Array => gzipSync(JSON.stringify(value));

export const unpack = (packed: Uint8Array): unknown => JSON.parse(gunzipSync(packed).toString());
