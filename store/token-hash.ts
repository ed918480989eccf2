/** The table keeps a token's SHA-256, never the token (I9). */
import { createHash } from "node:crypto";

export function hashToken(token: string): string {
	return createHash("sha256").update(token).digest("base64url");
}
