/**
 * The authorizer as deployed, with its keys in a secret: the real client, and a server on this machine that answers as
 * Secrets Manager does. The tests of seller routes use it with a key from the environment.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { authorizer } from "../../../lambdas/authorizer/authorizer.ts";
import { fixedKey, secretKeys } from "../../../lambdas/authorizer/keys.ts";
import { openSecrets } from "../../../lambdas/authorizer/secrets.ts";

/** What the secret holds, by the stage of its version. */
let versions: Record<string, string>;
/** Whether Secrets Manager answers; if not, requests hang. */
let isAnswering: boolean;
let requests: string[];
/** Runs after each answer of Secrets Manager. */
let afterRead: () => void;
let server: Server;
let elapsedMs: number;

const environment = { ...process.env };

beforeAll(async () => {
	server = createServer(async (request, response) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk);
		const { SecretId, VersionStage } = JSON.parse(Buffer.concat(chunks).toString());
		requests.push(`${SecretId} ${VersionStage}`);
		if (!isAnswering) return;
		const key = versions[VersionStage];
		response.statusCode = key === undefined ? 400 : 200;
		response.end(JSON.stringify(key === undefined ? { __type: "ResourceNotFoundException" } : { SecretString: key }));
		afterRead();
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	process.env["AWS_ENDPOINT_URL_SECRETS_MANAGER"] = `http://127.0.0.1:${port}`;
});

afterAll(async () => {
	process.env = environment;
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
	versions = { AWSCURRENT: "the-key" };
	isAnswering = true;
	requests = [];
	afterRead = () => {};
	elapsedMs = 1_000_000;
});

afterEach(() => {
	jest.restoreAllMocks();
});

const keysIn = (secret: string) => secretKeys(secret, openSecrets(), () => elapsedMs);

/** A new instance of the function, which remembers no keys. Asks it whether the caller with this key is a seller. */
function startFunction() {
	const handler = authorizer({ edgeKeys: undefined, sellerKeys: keysIn("arn:of:the:secret") });
	return async (key?: string) => {
		const { isAuthorized, context } = await handler({ headers: key ? { authorization: `Bearer ${key}` } : {} });
		expect(isAuthorized).toBe(true);
		return context.seller;
	};
}

/** The lines logged from now on, which are not printed. */
function captureLog(): string[] {
	const lines: string[] = [];
	jest.spyOn(console, "error").mockImplementation((line) => lines.push(String(line)));
	return lines;
}

/** How many milliseconds the task really takes, whatever the clock of the test says. */
async function realMsOf(task: () => Promise<unknown>): Promise<number> {
	const start = process.hrtime.bigint();
	await task();
	return Number(process.hrtime.bigint() - start) / 1e6;
}

test("only a caller with the key in the secret is a seller", async () => {
	const sellerWith = startFunction();

	expect(await sellerWith("the-key")).toBe("yes");
	expect(await sellerWith("another-key")).toBe("no");
	expect(await sellerWith()).toBe("no");
	expect(requests).toContain("arn:of:the:secret AWSCURRENT");
});

test("a secret that was never rotated has no previous key, and its current key is valid", async () => {
	const sellerWith = startFunction();

	expect(await sellerWith("the-key")).toBe("yes");
	expect(requests).toEqual(["arn:of:the:secret AWSCURRENT", "arn:of:the:secret AWSPREVIOUS"]);
});

test("during a rotation the previous key stays valid, and older keys do not", async () => {
	versions = { AWSCURRENT: "new-key", AWSPREVIOUS: "the-key" };
	const sellerWith = startFunction();

	expect(await sellerWith("new-key")).toBe("yes");
	expect(await sellerWith("the-key")).toBe("yes");
	expect(await sellerWith("an-older-key")).toBe("no");
});

test("a key in use stays valid if the secret is rotated while it is read", async () => {
	versions = { AWSCURRENT: "the-key", AWSPREVIOUS: "an-older-key" };
	afterRead = () => {
		versions = { AWSCURRENT: "new-key", AWSPREVIOUS: "the-key" };
	};
	const sellerWith = startFunction();

	expect(await sellerWith("the-key")).toBe("yes");
});

test("the secret is read once a minute, not once a request", async () => {
	const sellerWith = startFunction();
	await sellerWith("the-key");
	const reads = requests.length;

	elapsedMs += 59_999;
	await sellerWith("the-key");

	expect(requests).toHaveLength(reads);

	elapsedMs += 1;
	await sellerWith("the-key");

	expect(requests).toHaveLength(2 * reads);
});

test("a new key is valid after five seconds, because an unknown key makes the function read the secret again", async () => {
	const sellerWith = startFunction();
	await sellerWith("the-key");
	versions = { AWSCURRENT: "new-key", AWSPREVIOUS: "the-key" };

	elapsedMs += 5_000;

	expect(await sellerWith("new-key")).toBe("yes");
});

test("a series of wrong keys does not make the function read the secret each time", async () => {
	const sellerWith = startFunction();
	await sellerWith("wrong-key");
	const reads = requests.length;

	for (let call = 0; call < 20; call++) await sellerWith("wrong-key");

	expect(requests).toHaveLength(reads);
});

test("a withdrawn key is refused after a minute", async () => {
	const sellerWith = startFunction();
	await sellerWith("the-key");
	versions = { AWSCURRENT: "newer-key", AWSPREVIOUS: "new-key" };

	elapsedMs += 60_000;

	expect(await sellerWith("the-key")).toBe("no");
});

test("in an outage of Secrets Manager a key that was read before stays valid for days, and is accepted quickly", async () => {
	captureLog();
	const sellerWith = startFunction();
	await sellerWith("the-key");
	isAnswering = false;

	elapsedMs += 86_400_000;

	// The function behind has 4.4 s of the 5 s.
	const takenMs = await realMsOf(async () => expect(await sellerWith("the-key")).toBe("yes"));
	expect(takenMs).toBeLessThan(600);
});

test("in an outage of Secrets Manager it is asked every five seconds, not for each call, and each failure is logged", async () => {
	const logged = captureLog();
	const sellerWith = startFunction();
	await sellerWith("the-key");
	isAnswering = false;
	elapsedMs += 60_000;
	requests = [];

	for (let call = 0; call < 5; call++) expect(await sellerWith("the-key")).toBe("yes");

	expect(requests).toEqual(["arn:of:the:secret AWSCURRENT"]);
	expect(logged).toHaveLength(1);
	expect(logged.join()).toContain("cached keys still work");
	expect(logged.join()).not.toContain("the-key");

	elapsedMs += 5_000;
	await sellerWith("the-key");

	expect(requests).toHaveLength(2);
});

test("in an outage of Secrets Manager an unknown key may be a new one, so it is not refused", async () => {
	captureLog();
	const sellerWith = startFunction();
	await sellerWith("the-key");
	isAnswering = false;

	elapsedMs += 5_000;

	expect(await sellerWith("new-key")).toBe("unknown");
	expect(await sellerWith("the-key")).toBe("yes");
});

test("a key withdrawn during an outage of Secrets Manager is refused when the outage ends", async () => {
	captureLog();
	const sellerWith = startFunction();
	await sellerWith("the-key");
	versions = { AWSCURRENT: "newer-key", AWSPREVIOUS: "new-key" };
	isAnswering = false;
	elapsedMs += 60_000;
	expect(await sellerWith("the-key")).toBe("yes");

	isAnswering = true;
	elapsedMs += 5_000;

	expect(await sellerWith("the-key")).toBe("no");
	expect(await sellerWith("newer-key")).toBe("yes");
});

test("the first read of the secret has time for a second attempt if Secrets Manager hangs", async () => {
	const sellerWith = startFunction();
	await sellerWith();
	isAnswering = false;
	setTimeout(() => {
		isAnswering = true;
	}, 1_000);

	expect(await sellerWith("the-key")).toBe("yes");
});

test("the keys of a deleted secret are forgotten, also in a later outage of Secrets Manager", async () => {
	captureLog();
	const sellerWith = startFunction();
	await sellerWith("the-key");
	versions = {};
	elapsedMs += 60_000;
	expect(await sellerWith("the-key")).toBe("unknown");

	isAnswering = false;
	elapsedMs += 60_000;

	expect(await sellerWith("the-key")).toBe("unknown");
});

test("if the secret cannot be read the answer is `unknown`, quickly, and the log holds no key", async () => {
	const logged = captureLog();
	const sellerWith = startFunction();
	isAnswering = false;

	const firstMs = await realMsOf(async () => expect(await sellerWith("the-key")).toBe("unknown"));
	const secondMs = await realMsOf(async () => expect(await sellerWith("the-key")).toBe("unknown"));

	expect(firstMs).toBeLessThan(5_000);
	expect(secondMs).toBeLessThan(600);
	expect(logged).toHaveLength(2);
	expect(logged.join()).not.toContain("the-key");

	isAnswering = true;

	expect(await sellerWith("the-key")).toBe("yes");
});

test("a caller without a key is no seller, and the secret is not read", async () => {
	isAnswering = false;
	const sellerWith = startFunction();

	expect(await sellerWith()).toBe("no");
	expect(requests).toEqual([]);
});

/** A new instance of the function behind an edge. Asks it whether a call with this key of the edge may pass. */
function startFunctionBehindEdge() {
	const handler = authorizer({ edgeKeys: keysIn("arn:of:the:edge"), sellerKeys: fixedKey("the-seller-key") });
	return async (key?: string) => (await handler({ headers: key ? { "x-came-through": key } : {} })).isAuthorized;
}

test("only calls that came through the edge may pass", async () => {
	versions = { AWSCURRENT: "the-key", AWSPREVIOUS: "the-key-before" };
	const mayPassWith = startFunctionBehindEdge();

	expect(await mayPassWith("the-key")).toBe(true);
	expect(await mayPassWith("the-key-before")).toBe(true);
	expect(await mayPassWith("another-key")).toBe(false);
	expect(await mayPassWith()).toBe(false);
});

test("if the edge's keys cannot be read, buyers may pass", async () => {
	isAnswering = false;
	const mayPassWith = startFunctionBehindEdge();

	expect(await mayPassWith("any")).toBe(true);
});

describe("deployed", () => {
	const importHandler = async (settings: Record<string, string>) => {
		const { SELLER_KEY: _, ...rest } = process.env;
		process.env = { ...rest, ...settings };
		jest.resetModules();
		return (await import("../../../lambdas/authorizer/authorizer.ts")).handler;
	};

	afterEach(() => {
		process.env = environment;
	});

	test("a deployed authorizer reads the secrets that its environment names", async () => {
		const handler = await importHandler({ EDGE_KEY_SECRET_ARN: "the-edge", SELLER_KEY_SECRET_ARN: "the-seller" });

		const answer = await handler({ headers: { "x-came-through": "the-key", authorization: "Bearer another-key" } });

		expect(answer).toEqual({ isAuthorized: true, context: { seller: "no" } });
		expect(new Set(requests)).toEqual(
			new Set(["the-edge", "the-seller"].flatMap((secret) => [`${secret} AWSCURRENT`, `${secret} AWSPREVIOUS`])),
		);
	});

	test("an authorizer without a seller key or secret in its environment does not start", async () => {
		await expect(importHandler({})).rejects.toThrow("SELLER_KEY_SECRET_ARN");
	});
});
