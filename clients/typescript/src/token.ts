/** 192 random bits: nobody guesses the token of somebody else's lock. */
const TOKEN_BYTES = 24;

/**
 * A secret that proves whose lock it is, in base64url. Keep it, for a page that is loaded again too: with the same token a
 * lock is found again, kept for longer, given back and claimed.
 */
export function newToken(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(TOKEN_BYTES));
	return btoa(String.fromCharCode(...bytes))
		.replaceAll("+", "-")
		.replaceAll("/", "_");
}
