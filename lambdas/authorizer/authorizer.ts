/**
 * Says whether a call came through the edge, and whether a seller calls (contract §4). A call past the edge is refused
 * by the gateway. Everyone else is let through with what was found, because an HTTP API cannot shape a refusal of its
 * own: the function answers 401 as a problem like every other.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { APIGatewayRequestAuthorizerEventV2 } from "aws-lambda";
import { logStaleKeys, logUnreadableKeys } from "../http/telemetry.ts";

/** Whether a key is one of a secret's; `unknown`: the secret could not be read, so nobody can be told apart. */
type Match = "yes" | "no" | "unknown";

/** Milliseconds for which keys are remembered: a rotated key is in force everywhere after that. */
const KEYS_FRESH = 60_000;

/** A call with a key that is not known looks for a new one, but not oftener than this; nor does one after a failure. */
const KEYS_ANEW = 5_000;

/**
 * How long the first read of a function's life may take, in milliseconds: it sets up everything on a small share of a
 * processor. When it fails the function behind has nothing to do but to say so, so that this call, too, ends within 5 s.
 */
const FIRST_READ = 4_000;

/** And any later one: together with the 4.4 s of the function behind it stays below 5 s. */
const LATER_READ = 400;

export async function handler({ headers = {} }: Pick<APIGatewayRequestAuthorizerEventV2, "headers">) {
	const [edge, seller] = await Promise.all([
		cameThroughEdge(headers["x-came-through"]),
		sellerOf(headers["authorization"]),
	]);
	return { isAuthorized: edge !== "no", context: { seller } };
}

/** Without an edge in front, as on one's own machine, every way in is the right one. */
async function cameThroughEdge(key: string | undefined): Promise<Match> {
	const { EDGE_KEY_SECRET_ARN } = process.env;
	return EDGE_KEY_SECRET_ARN === undefined ? "yes" : match(key, keysIn(EDGE_KEY_SECRET_ARN));
}

/** Locally the seller's key stands in the environment; deployed, in a secret of which the version before stays valid. */
async function sellerOf(authorization: string | undefined): Promise<Match> {
	const { SELLER_KEY, SELLER_KEY_SECRET_ARN } = process.env;
	const key = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
	if (SELLER_KEY !== undefined) return match(key, { read: async () => [SELLER_KEY], lastRead: () => [] });
	if (SELLER_KEY_SECRET_ARN === undefined) throw new Error("neither SELLER_KEY nor SELLER_KEY_SECRET_ARN is set");
	return match(key, keysIn(SELLER_KEY_SECRET_ARN));
}

/** How the keys of a secret are come by. */
interface Keys {
	/** Those remembered for at most so many milliseconds, or new ones; throws when these cannot be read. */
	readonly read: (age: number) => Promise<readonly string[]>;
	/** Those of the last read that went well, however long ago. */
	readonly lastRead: () => readonly string[];
}

async function match(key: string | undefined, { read, lastRead }: Keys): Promise<Match> {
	if (key === undefined) return "no";
	try {
		return matches(key, await read(KEYS_FRESH)) || matches(key, await read(KEYS_ANEW)) ? "yes" : "no";
	} catch (error) {
		// That Secrets Manager is silent is no reason to stop the sale of those it has vouched for. A key that is withdrawn
		// meanwhile stays in force until it speaks again; one that nobody here has seen may be new, so it is not refused.
		if (matches(key, lastRead())) return "yes";
		logUnreadableKeys(error);
		return "unknown";
	}
}

/** In constant time: digests have one length, and every key is looked at. */
function matches(key: string, keys: readonly string[]): boolean {
	const digest = (text: string) => createHash("sha256").update(text).digest();
	const given = digest(key);
	return keys.map((known) => timingSafeEqual(digest(known), given)).includes(true);
}

interface Memory {
	keys: readonly string[];
	readAt: number;
	/** Why the read after that went wrong, and when. */
	failure?: { readonly at: number; readonly error: unknown } | undefined;
}

const NEVER = Number.NEGATIVE_INFINITY;

const remembered = new Map<string, Memory>();

function keysIn(secret: string): Keys {
	const memory: Memory = remembered.get(secret) ?? { keys: [], readAt: NEVER };
	remembered.set(secret, memory);
	return {
		lastRead: () => memory.keys,
		read: async (age) => {
			const now = performance.now();
			if (now - memory.readAt < age) return memory.keys;
			const { failure, readAt } = memory;
			const isFirst = readAt === NEVER && failure === undefined;
			if (failure && now - failure.at < KEYS_ANEW && memory.keys.length > 0) throw failure.error;
			try {
				const keys = await readKeys(secret, isFirst ? FIRST_READ : LATER_READ);
				Object.assign(memory, { keys, readAt: now, failure: undefined });
				return keys;
			} catch (error) {
				memory.failure = { at: now, error };
				// Whoever has closed the secret means its keys: they are not used any more.
				if (CLOSED.has((error as Error).name)) Object.assign(memory, { keys: [], readAt: NEVER });
				if (memory.keys.length > 0) logStaleKeys(error);
				throw error;
			}
		},
	};
}

/** What Secrets Manager says of a secret that is gone, on its way out, or not for us; anything else may pass. */
const CLOSED: ReadonlySet<string> = new Set([
	"AccessDeniedException",
	"DecryptionFailure",
	"InvalidRequestException",
	"ResourceNotFoundException",
]);

/** The keys in force, within so many milliseconds. */
async function readKeys(secret: string, milliseconds: number): Promise<readonly string[]> {
	const timeout = AbortSignal.timeout(milliseconds);
	const timedOut = new Promise<never>((_, reject) => {
		timeout.addEventListener("abort", () => reject(timeout.reason));
	});
	const read = async () => {
		// In this order: a rotation in between moves the key in use to where it is looked for next.
		const current = await readKey(secret, "AWSCURRENT", timeout);
		const previous = await readKey(secret, "AWSPREVIOUS", timeout);
		return [current, previous].filter((key) => key !== undefined);
	};
	// The client does not hear the signal while it pauses between two tries.
	return Promise.race([read(), timedOut]);
}

let client: SecretsManagerClient | undefined;

async function readKey(SecretId: string, VersionStage: string, abortSignal: AbortSignal): Promise<string | undefined> {
	// A try that hangs leaves time for another one, in the first read.
	client ??= new SecretsManagerClient({
		maxAttempts: 3,
		requestHandler: { connectionTimeout: 1_500, requestTimeout: 1_500, throwOnRequestTimeout: true },
	});
	try {
		return (await client.send(new GetSecretValueCommand({ SecretId, VersionStage }), { abortSignal })).SecretString;
	} catch (error) {
		// A secret that was never rotated has no version before.
		if (VERSION_MISSING === (error as Error).name && VersionStage === "AWSPREVIOUS") return undefined;
		throw error;
	}
}

const VERSION_MISSING = "ResourceNotFoundException";
