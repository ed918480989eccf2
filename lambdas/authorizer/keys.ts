/**
 * The valid keys: fixed, or read from a secret and remembered. A secret holds the current key, and the previous one so
 * that a rotation does not refuse callers who have not switched yet.
 */
import { logStaleKeys } from "../http/telemetry.ts";
import type { ReadVersion } from "./secrets.ts";

export interface Keys {
	/** Returns keys read at most this long ago. Reads them again if necessary, and throws if that fails. */
	readonly read: (maxAgeMs: number) => Promise<readonly string[]>;
	/** The keys of the last successful read, however long ago. */
	readonly lastRead: () => readonly string[];
}

export function fixedKey(key: string): Keys {
	return { read: async () => [key], lastRead: () => [key] };
}

/** After a failed read, remembered keys are used for this long before the next attempt. */
const RETRY_AFTER_MS = 5_000;

/**
 * Time for the first read of a function's life, which sets everything up on a small share of a processor. If it fails,
 * the function behind only has to report that, so the call still ends within 5 s.
 */
const FIRST_READ_MS = 4_000;

/** Time for any later read: together with the 4.4 s of the function behind it stays below 5 s. */
const LATER_READ_MS = 400;

/** Secrets Manager's errors for a secret that is deleted or no longer ours. Other errors may be temporary. */
const SECRET_CLOSED: ReadonlySet<string> = new Set([
	"AccessDeniedException",
	"DecryptionFailure",
	"InvalidRequestException",
	"ResourceNotFoundException",
]);

/** @param elapsed milliseconds that only ever grow: setting a clock back must not keep old keys alive. */
export function secretKeys(secret: string, readVersion: ReadVersion, elapsed: () => number): Keys {
	let keys: readonly string[] = [];
	let readAt: number | undefined;
	/** The failure of the latest read; `undefined` if it succeeded. */
	let failure: { readonly at: number; readonly error: unknown } | undefined;

	const read = async (maxAgeMs: number) => {
		const now = elapsed();
		if (readAt !== undefined && now - readAt < maxAgeMs) return keys;
		if (failure && now - failure.at < RETRY_AFTER_MS && keys.length > 0) throw failure.error;
		const isFirst = readAt === undefined && failure === undefined;
		try {
			keys = await readSecret(secret, readVersion, isFirst ? FIRST_READ_MS : LATER_READ_MS);
			readAt = now;
			failure = undefined;
			return keys;
		} catch (error) {
			failure = { at: now, error };
			if (SECRET_CLOSED.has((error as Error).name)) {
				// Someone closed the secret to make its keys invalid, so they are forgotten.
				keys = [];
				readAt = undefined;
			}
			if (keys.length > 0) logStaleKeys(error);
			throw error;
		}
	};
	return { read, lastRead: () => keys };
}

async function readSecret(secret: string, readVersion: ReadVersion, timeoutMs: number): Promise<readonly string[]> {
	const timeout = AbortSignal.timeout(timeoutMs);
	const timedOut = new Promise<never>((_, reject) => {
		timeout.addEventListener("abort", () => reject(timeout.reason));
	});
	const readBoth = async () => {
		// The current key comes first: if a rotation happens in between, it is the previous key by then.
		const current = await readVersion(secret, "AWSCURRENT", timeout);
		const previous = await readVersion(secret, "AWSPREVIOUS", timeout);
		return [current, previous].filter((key) => key !== undefined);
	};
	// The SDK ignores the signal while it pauses between two attempts.
	return Promise.race([readBoth(), timedOut]);
}
