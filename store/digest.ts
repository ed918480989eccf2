/** Names what never changes by what is in it. */
import { createHash } from "node:crypto";

/** 132 bits of SHA-256, as 22 characters that a URL takes. */
export function digestOf(text: string): string {
	return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}
