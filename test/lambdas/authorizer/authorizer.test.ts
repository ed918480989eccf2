/**
 * The authorizer with its keys in a secret, as deployed: the real client, asking a server on this machine that answers
 * as Secrets Manager does. With its key in the environment it stands before every seller's route of the other tests.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";

/** What the secret holds, by the stage of its version; an answer of `undefined` never comes. */
let versions: Record<string, string>;
let answersAtAll: boolean;
let asked: string[];
/** What happens to the secret when a read of it has been answered. */
let afterRead: () => void;
let server: Server;
let milliseconds: number;

const kept = { ...process.env };

beforeAll(async () => {
	server = createServer(async (request, response) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk);
		const { SecretId, VersionStage } = JSON.parse(Buffer.concat(chunks).toString());
		asked.push(`${SecretId} ${VersionStage}`);
		if (!answersAtAll) return;
		const key = versions[VersionStage];
		response.statusCode = key === undefined ? 400 : 200;
		response.end(JSON.stringify(key === undefined ? { __type: "ResourceNotFoundException" } : { SecretString: key }));
		afterRead();
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	delete process.env["SELLER_KEY"];
	process.env["SELLER_KEY_SECRET_ARN"] = "arn:of:the:secret";
	process.env["AWS_ENDPOINT_URL_SECRETS_MANAGER"] = `http://127.0.0.1:${port}`;
});

afterAll(async () => {
	process.env = kept;
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
	versions = { AWSCURRENT: "the-key" };
	answersAtAll = true;
	asked = [];
	afterRead = () => {};
	milliseconds = 1_000_000;
	jest.spyOn(performance, "now").mockImplementation(() => milliseconds);
});

afterEach(() => {
	jest.restoreAllMocks();
});

/** An instance of the function that has just been started: nothing is remembered. */
async function startFunction() {
	jest.resetModules();
	const { handler } = await import("../../../lambdas/authorizer/authorizer.ts");
	return async (key?: string) => {
		const { isAuthorized, context } = await handler({ headers: key ? { authorization: `Bearer ${key}` } : {} });
		expect(isAuthorized).toBe(true);
		return context.seller;
	};
}

test("whoever has the key of the secret is a seller, and nobody else is", async () => {
	const sellerWith = await startFunction();

	expect(await sellerWith("the-key")).toBe("yes");
	expect(await sellerWith("another-key")).toBe("no");
	expect(await sellerWith()).toBe("no");
	expect(asked).toContain("arn:of:the:secret AWSCURRENT");
});

test("a secret that was never rotated has no version before, and that is no fault", async () => {
	const sellerWith = await startFunction();

	expect(await sellerWith("the-key")).toBe("yes");
	expect(asked).toEqual(["arn:of:the:secret AWSCURRENT", "arn:of:the:secret AWSPREVIOUS"]);
});

test("the version before stays valid during a rotation, and the one before that does not", async () => {
	versions = { AWSCURRENT: "new-key", AWSPREVIOUS: "the-key" };
	const sellerWith = await startFunction();

	expect(await sellerWith("new-key")).toBe("yes");
	expect(await sellerWith("the-key")).toBe("yes");
	expect(await sellerWith("an-older-key")).toBe("no");
});

test("a rotation while the secret is read leaves the key valid that is in use", async () => {
	versions = { AWSCURRENT: "the-key", AWSPREVIOUS: "an-older-key" };
	afterRead = () => {
		versions = { AWSCURRENT: "new-key", AWSPREVIOUS: "the-key" };
	};
	const sellerWith = await startFunction();

	expect(await sellerWith("the-key")).toBe("yes");
});

test("the secret is read once a minute, not once a request", async () => {
	const sellerWith = await startFunction();
	await sellerWith("the-key");
	const reads = asked.length;

	milliseconds += 59_999;
	await sellerWith("the-key");
	expect(asked).toHaveLength(reads);

	milliseconds += 1;
	await sellerWith("the-key");
	expect(asked).toHaveLength(2 * reads);
});

test("a new key is in force after five seconds, for the call that brings it looks for it", async () => {
	const sellerWith = await startFunction();
	await sellerWith("the-key");
	versions = { AWSCURRENT: "new-key", AWSPREVIOUS: "the-key" };

	milliseconds += 5_000;

	expect(await sellerWith("new-key")).toBe("yes");
});

test("wrong keys do not ask for the secret anew again and again", async () => {
	const sellerWith = await startFunction();
	await sellerWith("wrong-key");
	const reads = asked.length;

	for (let time = 0; time < 20; time++) await sellerWith("wrong-key");

	expect(asked).toHaveLength(reads);
});

test("a withdrawn key is out of force after a minute", async () => {
	const sellerWith = await startFunction();
	await sellerWith("the-key");
	versions = { AWSCURRENT: "newer-key", AWSPREVIOUS: "new-key" };

	milliseconds += 60_000;

	expect(await sellerWith("the-key")).toBe("no");
});

/** Milliseconds that it really takes, whatever the clock of the test says. */
async function timeOf(task: () => Promise<unknown>): Promise<number> {
	const start = process.hrtime.bigint();
	await task();
	return Number(process.hrtime.bigint() - start) / 1e6;
}

describe("when Secrets Manager is silent", () => {
	test("a key that it has vouched for stays valid, however long ago, and is soon taken", async () => {
		jest.spyOn(console, "warn").mockImplementation(() => {});
		const sellerWith = await startFunction();
		await sellerWith("the-key");
		answersAtAll = false;

		milliseconds += 86_400_000;

		// What is left of 5 s beside the function's own 4.4 s.
		const time = await timeOf(async () => expect(await sellerWith("the-key")).toBe("yes"));
		expect(time).toBeLessThan(600);
	});

	test("it is not asked again by each call, and the log says once for each time what is used", async () => {
		const logged: string[] = [];
		jest.spyOn(console, "warn").mockImplementation((line) => logged.push(String(line)));
		const sellerWith = await startFunction();
		await sellerWith("the-key");
		answersAtAll = false;
		milliseconds += 60_000;
		asked = [];

		for (let time = 0; time < 5; time++) expect(await sellerWith("the-key")).toBe("yes");

		expect(asked).toEqual(["arn:of:the:secret AWSCURRENT"]);
		expect(logged).toHaveLength(1);
		expect(logged.join()).toContain("cached keys still work");
		expect(logged.join()).not.toContain("the-key");

		milliseconds += 5_000;
		await sellerWith("the-key");
		expect(asked).toHaveLength(2);
	});

	test("a key that nobody has seen yet may be a new one: it stays open who calls", async () => {
		jest.spyOn(console, "warn").mockImplementation(() => {});
		jest.spyOn(console, "error").mockImplementation(() => {});
		const sellerWith = await startFunction();
		await sellerWith("the-key");
		answersAtAll = false;
		milliseconds += 5_000;

		expect(await sellerWith("new-key")).toBe("unknown");
		expect(await sellerWith("the-key")).toBe("yes");
	});

	test("a key withdrawn meanwhile is out of force when it speaks again", async () => {
		jest.spyOn(console, "warn").mockImplementation(() => {});
		const sellerWith = await startFunction();
		await sellerWith("the-key");
		versions = { AWSCURRENT: "newer-key", AWSPREVIOUS: "new-key" };
		answersAtAll = false;
		milliseconds += 60_000;
		expect(await sellerWith("the-key")).toBe("yes");

		answersAtAll = true;
		milliseconds += 5_000;

		expect(await sellerWith("the-key")).toBe("no");
		expect(await sellerWith("newer-key")).toBe("yes");
	});

	test("the first read of a function has time for a second try", async () => {
		const sellerWith = await startFunction();
		await sellerWith();
		answersAtAll = false;
		setTimeout(() => {
			answersAtAll = true;
		}, 1_000);

		expect(await sellerWith("the-key")).toBe("yes");
	});
});

test("keys of a secret that is gone are not used any more, also not when Secrets Manager is silent afterwards", async () => {
	jest.spyOn(console, "error").mockImplementation(() => {});
	const sellerWith = await startFunction();
	await sellerWith("the-key");
	versions = {};
	milliseconds += 60_000;
	expect(await sellerWith("the-key")).toBe("unknown");

	answersAtAll = false;
	milliseconds += 60_000;

	expect(await sellerWith("the-key")).toBe("unknown");
});

test("a secret that cannot be read leaves it open who calls, is logged without any key, and soon", async () => {
	jest.spyOn(console, "error").mockImplementation((line) => logged.push(String(line)));
	const logged: string[] = [];
	const sellerWith = await startFunction();
	answersAtAll = false;

	const first = await timeOf(async () => expect(await sellerWith("the-key")).toBe("unknown"));
	const second = await timeOf(async () => expect(await sellerWith("the-key")).toBe("unknown"));

	expect(first).toBeLessThan(5_000);
	expect(second).toBeLessThan(600);
	expect(logged).toHaveLength(2);
	expect(logged.join()).not.toContain("the-key");
	answersAtAll = true;
	expect(await sellerWith("the-key")).toBe("yes");
});

test("a caller without a key is no seller, whether or not the secret can be read", async () => {
	answersAtAll = false;
	const sellerWith = await startFunction();

	expect(await sellerWith()).toBe("no");
	expect(asked).toEqual([]);
});

test("a call past the edge is refused by the gateway, and one through it is not", async () => {
	process.env["EDGE_KEY_SECRET_ARN"] = "arn:of:the:edge";
	versions = { AWSCURRENT: "the-key", AWSPREVIOUS: "the-key-before" };
	jest.resetModules();
	const { handler } = await import("../../../lambdas/authorizer/authorizer.ts");
	const through = async (key?: string) =>
		(await handler({ headers: key ? { "x-came-through": key } : {} })).isAuthorized;

	expect(await through("the-key")).toBe(true);
	expect(await through("the-key-before")).toBe(true);
	expect(await through("another-key")).toBe(false);
	expect(await through()).toBe(false);
	delete process.env["EDGE_KEY_SECRET_ARN"];
});

test("when the edge's keys cannot be read, buyers are let through", async () => {
	process.env["EDGE_KEY_SECRET_ARN"] = "arn:of:the:edge";
	answersAtAll = false;
	jest.resetModules();
	const { handler } = await import("../../../lambdas/authorizer/authorizer.ts");

	expect((await handler({ headers: { "x-came-through": "any" } })).isAuthorized).toBe(true);
	delete process.env["EDGE_KEY_SECRET_ARN"];
});
