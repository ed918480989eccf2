/**
 * Says whether a call came through the edge, and whether a seller calls (contract §4). A call past the edge is refused
 * by the gateway. Everyone else is let through with what was found, because an HTTP API cannot shape a refusal of its
 * own: the function answers 401 as a problem like every other.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { APIGatewayRequestAuthorizerEventV2 } from "aws-lambda";
import { logUnreadKeys } from "./telemetry.ts";

/** Whether a key is one of a secret's; `unknown`: the secret could not be read, so nobody can be told apart. */
type Match = "yes" | "no" | "unknown";

/** Milliseconds for which keys are remembered: a rotated key is in force everywhere after that. */
const KEYS_FRESH = 60_000;

/** A call with a key that is not known looks for a new one, but not oftener than this. */
const KEYS_ANEW = 5_000;

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
	if (SELLER_KEY !== undefined) return match(key, async () => [SELLER_KEY]);
	if (SELLER_KEY_SECRET_ARN === undefined) throw new Error("neither SELLER_KEY nor SELLER_KEY_SECRET_ARN is set");
	return match(key, keysIn(SELLER_KEY_SECRET_ARN));
}

/** The keys of a secret, remembered for at most so many milliseconds. */
type Keys = (age: number) => Promise<readonly string[]>;

async function match(key: string | undefined, keys: Keys): Promise<Match> {
	if (key === undefined) return "no";
	try {
		return matches(key, await keys(KEYS_FRESH)) || matches(key, await keys(KEYS_ANEW)) ? "yes" : "no";
	} catch (error) {
		logUnreadKeys(error);
		return "unknown";
	}
}

/** In constant time: digests have one length, and every key is looked at. */
function matches(key: string, keys: readonly string[]): boolean {
	const digest = (text: string) => createHash("sha256").update(text).digest();
	const given = digest(key);
	return keys.map((known) => timingSafeEqual(digest(known), given)).includes(true);
}

const remembered = new Map<string, { readAt: number; keys: readonly string[] }>();

function keysIn(secret: string): Keys {
	return async (age) => {
		const now = performance.now();
		const known = remembered.get(secret);
		if (known && now - known.readAt < age) return known.keys;
		// In this order: a rotation in between moves the key in use to where it is looked for next.
		const current = await readKey(secret, "AWSCURRENT");
		const previous = await readKey(secret, "AWSPREVIOUS");
		const keys = [current, previous].filter((key) => key !== undefined);
		remembered.set(secret, { readAt: now, keys });
		return keys;
	};
}

/** A try that hangs is given up soon: it and the function behind it together end in about 5 s. */
let client: SecretsManagerClient | undefined;

async function readKey(SecretId: string, VersionStage: string): Promise<string | undefined> {
	client ??= new SecretsManagerClient({
		maxAttempts: 2,
		requestHandler: { connectionTimeout: 300, requestTimeout: 300, throwOnRequestTimeout: true },
	});
	try {
		return (await client.send(new GetSecretValueCommand({ SecretId, VersionStage }))).SecretString;
	} catch (error) {
		// A secret that was never rotated has no version before.
		if (VERSION_MISSING === (error as Error).name && VersionStage === "AWSPREVIOUS") return undefined;
		throw error;
	}
}

const VERSION_MISSING = "ResourceNotFoundException";
