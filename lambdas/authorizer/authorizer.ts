/**
 * Decides whether a call came through the edge, and whether its caller is a seller (contract §4). The gateway refuses
 * calls that bypassed the edge. All others pass with what was found, because an HTTP API cannot shape its own refusals:
 * the function behind answers 401 as a problem like any other.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { APIGatewayRequestAuthorizerEventV2 } from "aws-lambda";
import { logUnreadableKeys } from "../http/telemetry.ts";
import { fixedKey, type Keys, secretKeys } from "./keys.ts";
import { openSecrets } from "./secrets.ts";

export interface AuthorizerRuntime {
	/** The keys that the edge sends with each request; `undefined` without an edge, as on your own machine. */
	readonly edgeKeys: Keys | undefined;
	readonly sellerKeys: Keys;
}

/** Whether a key is valid. `unknown`: the keys could not be read, so this one may be valid or not. */
type Verdict = "yes" | "no" | "unknown";

/** How long keys are remembered: a rotation takes effect everywhere within this time. */
const KEYS_FRESH_MS = 60_000;

/** A key that is not among the remembered ones may be new, so keys older than this are read again for it. */
const KEYS_FRESH_FOR_UNKNOWN_KEY_MS = 5_000;

export function authorizer({ edgeKeys, sellerKeys }: AuthorizerRuntime) {
	return async ({ headers = {} }: Pick<APIGatewayRequestAuthorizerEventV2, "headers">) => {
		const [edge, seller] = await Promise.all([
			edgeKeys ? verify(headers["x-came-through"], edgeKeys) : "yes",
			verify(bearerKeyIn(headers["authorization"]), sellerKeys),
		]);
		return { isAuthorized: edge !== "no", context: { seller } };
	};
}

function bearerKeyIn(authorization = ""): string | undefined {
	return /^Bearer +(\S+)$/i.exec(authorization)?.[1];
}

async function verify(key: string | undefined, { read, lastRead }: Keys): Promise<Verdict> {
	if (key === undefined) return "no";
	try {
		const isKnown = matchesOneOf(key, await read(KEYS_FRESH_MS));
		return isKnown || matchesOneOf(key, await read(KEYS_FRESH_FOR_UNKNOWN_KEY_MS)) ? "yes" : "no";
	} catch (error) {
		// An outage of Secrets Manager must not stop sellers whose keys were read before it. A key withdrawn during the
		// outage stays valid until it ends. A key that this function has never seen may be new, so it is not refused.
		if (matchesOneOf(key, lastRead())) return "yes";
		logUnreadableKeys(error);
		return "unknown";
	}
}

/** Takes the same time for every key: digests have one length, and all keys are compared. */
function matchesOneOf(key: string, keys: readonly string[]): boolean {
	const digest = (text: string) => createHash("sha256").update(text).digest();
	const given = digest(key);
	return keys.map((known) => timingSafeEqual(digest(known), given)).includes(true);
}

/** Deployed, keys are in secrets; on your own machine, the seller's key is in the environment and there is no edge. */
function runtimeFrom({ EDGE_KEY_SECRET_ARN, SELLER_KEY, SELLER_KEY_SECRET_ARN }: NodeJS.ProcessEnv): AuthorizerRuntime {
	const readVersion = openSecrets();
	const keysIn = (secret: string) => secretKeys(secret, readVersion, () => performance.now());
	const edgeKeys = EDGE_KEY_SECRET_ARN === undefined ? undefined : keysIn(EDGE_KEY_SECRET_ARN);
	if (SELLER_KEY !== undefined) return { edgeKeys, sellerKeys: fixedKey(SELLER_KEY) };
	if (SELLER_KEY_SECRET_ARN === undefined) throw new Error("neither SELLER_KEY nor SELLER_KEY_SECRET_ARN is set");
	return { edgeKeys, sellerKeys: keysIn(SELLER_KEY_SECRET_ARN) };
}

export const handler = authorizer(runtimeFrom(process.env));
