/** The whole service on this machine, started by `npm start` and by a test. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { createServer as createHttpServer, type ServerResponse } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { startDynamoDb } from "../../local/dynamodb-local.ts";
import { startService } from "../../local/start.ts";

// A start takes seconds, and many seconds on a busy machine.
jest.setTimeout(120_000);

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
	for (const step of cleanUp.splice(0).reverse()) await step();
});

function newDirectory(): string {
	const directory = mkdtempSync(join(tmpdir(), "start-"));
	cleanUp.push(() => rmSync(directory, { recursive: true, force: true }));
	return directory;
}

const MAIN_MODULE = join(import.meta.dirname, "../../local/main.ts");

/** Overrides what the tests themselves run with. */
const ENVIRONMENT = { NODE_OPTIONS: "", AWS_ENDPOINT_URL_DYNAMODB: "", PORT: "0" };

/** `npm start` with these variables, and everything it prints. */
function npmStart(env: Record<string, string>) {
	const child = spawn(process.execPath, ["--import", "tsx", MAIN_MODULE], {
		stdio: ["ignore", "pipe", "pipe"],
		env: { ...process.env, ...ENVIRONMENT, ...env },
	});
	cleanUp.push(() => child.kill("SIGKILL"));
	let output = "";
	child.stdout.on("data", (chunk) => {
		output += chunk;
	});
	child.stderr.on("data", (chunk) => {
		output += chunk;
	});
	const printed = async (pattern: RegExp) => {
		for (;;) {
			const match = pattern.exec(output);
			if (match) return match[1] ?? "";
			if (child.exitCode !== null || child.signalCode !== null) throw new Error(`It ended after printing: ${output}`);
			await pause(20);
		}
	};
	return { child, printed, output: () => output };
}

/** The directories in which this process keeps bundles. */
function bundlesOf({ pid }: { pid?: number | undefined }): string[] {
	const parent = join(import.meta.dirname, "../../build/local");
	return existsSync(parent) ? readdirSync(parent).filter((name) => name.startsWith(`${pid}-`)) : [];
}

async function exitOf(child: ChildProcess) {
	if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
	return child.exitCode ?? child.signalCode;
}

async function answers(url: string): Promise<boolean> {
	try {
		await fetch(url);
		return true;
	} catch {
		return false;
	}
}

async function isGone(url: string): Promise<boolean> {
	for (let attempt = 0; attempt < 1_000; attempt += 1) {
		if (!(await answers(url))) return true;
		await pause(50);
	}
	return false;
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, "close");
	return port;
}

// biome-ignore lint/suspicious/noExplicitAny: the tests check the shape
async function json(url: string, init?: RequestInit): Promise<any> {
	return (await fetch(url, init)).json();
}

function post(url: string, body: unknown, headers = {}) {
	return json(url, {
		method: "POST",
		headers: { "content-type": "application/json", ...headers },
		body: JSON.stringify(body),
	});
}

function asSeller(sellerKey: string) {
	return { authorization: `Bearer ${sellerKey}` };
}

describe("npm start", () => {
	test("npm start loads the demo events, lets early requests wait until it is ready, and leaves nothing behind", async () => {
		const port = await freePort();
		const { child, printed } = npmStart({ PORT: String(port) });
		const address = `http://localhost:${port}`;
		while (child.exitCode === null && !(await answers(`${address}/seat/num_available`))) await pause(20);
		const database = await printed(/(http:\/\/127\.0\.0\.1:\d+) {2}DynamoDB/);
		expect(bundlesOf(child)).toHaveLength(1);

		expect(await json(`${address}/seat/num_available`)).toMatchObject({ num: 12, capacity: 12 });
		expect(await json(`${address}/events/grand-theatre/seat/num_available?by=section`)).toMatchObject({
			num: 1500,
			sections: { stalls: { num: 664 }, "box left": { num: 14 } },
		});
		const { sections } = await json(`${address}/events/distant-worlds`);
		expect(Object.keys(sections)).toEqual(["orchestra", "mezzanine", "balcony", "box", "standing", "roof"]);

		child.kill("SIGINT");

		expect(await exitOf(child)).toBe(0);
		expect(await answers(address)).toBe(false);
		expect(await answers(database)).toBe(false);
		expect(bundlesOf(child)).toEqual([]);
	});

	test("killing the service ends its database, and the next start removes the bundles it left behind", async () => {
		const { child, printed } = npmStart({});
		const database = await printed(/(http:\/\/127\.0\.0\.1:\d+) {2}DynamoDB/);

		child.kill("SIGKILL");
		await exitOf(child);

		expect(await isGone(database)).toBe(true);
		expect(bundlesOf(child)).toHaveLength(1);
		const next = npmStart({});
		await next.printed(/(http:\/\/127\.0\.0\.1:\d+) {2}DynamoDB/);
		expect(bundlesOf(child)).toEqual([]);
		expect(bundlesOf(next.child)).toHaveLength(1);
		next.child.kill("SIGTERM");
		expect(await exitOf(next.child)).toBe(0);
	});

	test("a service that starts on a port while another gives it up keeps its bundles", async () => {
		const port = await freePort();
		const { child, printed } = npmStart({ PORT: String(port) });
		await printed(/(Ready after)/);
		child.kill("SIGTERM");
		while (await answers(`http://localhost:${port}`)) await pause(5);

		const next = npmStart({ PORT: String(port) });
		await next.printed(/(Ready after)/);

		expect(await exitOf(child)).toBe(0);
		expect(bundlesOf(next.child)).toHaveLength(1);
		expect(await json(`http://localhost:${port}/events`)).toMatchObject({ events: expect.anything() });
		next.child.kill("SIGTERM");
		expect(await exitOf(next.child)).toBe(0);
	});

	test("of two services that start at the same instant on one new data directory, one opens completely and one refuses", async () => {
		const dataDir = join(newDirectory(), "data");
		const services = [npmStart({ DATA_DIR: dataDir }), npmStart({ DATA_DIR: dataDir })];

		const opened = await Promise.all(
			services.map(({ printed }) => printed(/(http:\S+) {2}the service/).catch(() => "")),
		);

		const address = opened.join("");
		expect(opened.filter(Boolean)).toEqual([address]);
		for (const event of ["distant-worlds", "grand-theatre"]) {
			expect(await json(`${address}/events/${event}/seat/num_available`)).toMatchObject({ num: expect.any(Number) });
		}
		const loser = services[opened.indexOf("")];
		expect(await exitOf(loser?.child as ChildProcess)).toBe(1);
		expect(loser?.output().trim().split("\n").slice(1)).toEqual([
			expect.stringMatching(/^The data in .* is in use by .*: stop that, or use another directory\.$/),
		]);
	});

	test("a data directory that cannot be written is refused in one sentence, and a signal is not needed to end", async () => {
		const { child, output } = npmStart({ DATA_DIR: "/proc/data" });

		expect(await exitOf(child)).toBe(1);
		expect(output().trim().split("\n").slice(1)).toEqual([
			expect.stringMatching(/^The data cannot be kept in \/proc\/data: .*\.$/),
		]);
	});

	test.each(["schlüssel", "two words", "tab\tbed", " "])(
		"SELLER_KEY=%j is refused in one sentence",
		async (SELLER_KEY) => {
			const { child, output } = npmStart({ SELLER_KEY });

			expect(await exitOf(child)).toBe(1);
			expect(output().trim().split("\n").slice(1)).toEqual([
				"SELLER_KEY may have letters, digits and punctuation of ASCII only, because it is sent in a header.",
			]);
		},
	);

	test.each([
		["a web page", (_: unknown, response: ServerResponse) => response.end("<html></html>"), "is not a DynamoDB."],
		["another JSON service", (_: unknown, response: ServerResponse) => response.end("{}"), "is not a DynamoDB."],
		["no answer to a request", () => {}, undefined],
		[
			"a DynamoDB that needs 2.5 s a request",
			(_: unknown, response: ServerResponse) => setTimeout(() => response.end('{"TableNames":[]}'), 2_500),
			"takes \\d\\.\\d s to answer, and the service needs an answer within 1 s.",
		],
	])("%s at the given address is reported in one sentence", async (_, answer, reason) => {
		const other = createHttpServer(answer).listen(0, "127.0.0.1");
		await once(other, "listening");
		cleanUp.push(
			() => other.close(),
			() => other.closeAllConnections(),
		);
		const endpoint = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;

		const { child, output } = npmStart({ AWS_ENDPOINT_URL_DYNAMODB: endpoint });

		expect(await exitOf(child)).toBe(1);
		const address = `${endpoint}, the address in AWS_ENDPOINT_URL_DYNAMODB`;
		expect(output().trim().split("\n").slice(1)).toEqual([
			reason === undefined
				? `No DynamoDB answers at ${address}.`
				: expect.stringMatching(new RegExp(`^(What|The DynamoDB) .*${reason}$`)),
		]);
	});

	test("a given DynamoDB that refuses to make the table is reported in one sentence", async () => {
		const other = createHttpServer((_, response) => {
			response.statusCode = 400;
			response.end('{"__type":"com.amazon.coral.service#UnrecognizedClientException","message":"invalid token"}');
		}).listen(0, "127.0.0.1");
		await once(other, "listening");
		cleanUp.push(
			() => other.close(),
			() => other.closeAllConnections(),
		);
		const endpoint = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;

		const { child, output } = npmStart({ AWS_ENDPOINT_URL_DYNAMODB: endpoint });

		expect(await exitOf(child)).toBe(1);
		expect(output().trim().split("\n").slice(1)).toEqual([
			`The tables could not be made in the DynamoDB at ${endpoint}: UnrecognizedClientException: invalid token`,
		]);
	});

	test("the service stops when the npm that started it is killed", async () => {
		const port = await freePort();
		const npm = spawn("sh", ["-c", '"$0" --import tsx "$1" & wait', process.execPath, MAIN_MODULE], {
			stdio: "ignore",
			env: { ...process.env, ...ENVIRONMENT, PORT: String(port), npm_lifecycle_event: "start" },
		});
		const address = `http://localhost:${port}`;
		while (!(await answers(address))) await pause(20);

		npm.kill("SIGKILL");

		expect(await isGone(address)).toBe(true);
	});

	test.each(["SIGINT", "SIGTERM"] as const)("a service that is still starting stops at once on %s", async (signal) => {
		const port = await freePort();
		const { child, printed } = npmStart({ PORT: String(port) });
		await printed(/(Bundling)/);
		await pause(300);

		child.kill(signal);

		expect(await exitOf(child)).toBe(0);
		expect(await answers(`http://localhost:${port}`)).toBe(false);
	});

	test("the service stops, and says why, when its database ends", async () => {
		const { child, printed, output } = npmStart({});
		const database = await printed(/(http:\/\/127\.0\.0\.1:\d+) {2}DynamoDB/);
		// With the brackets, the pattern does not match the shell's own command line.
		execFileSync("sh", ["-c", `kill -9 $(pgrep -f "DynamoDBLocal[.]jar -port ${new URL(database).port}")`]);

		expect(await exitOf(child)).toBe(1);
		expect(output()).toContain("DynamoDB Local has ended, so the service stops.");
	});

	test("a port that is taken is refused in one sentence, before anything else is started", async () => {
		const other = createServer().listen(0);
		await once(other, "listening");
		cleanUp.push(() => other.close());
		const { port } = other.address() as AddressInfo;

		const { child, output } = npmStart({ PORT: String(port) });

		expect(await exitOf(child)).toBe(1);
		expect(output().trim().split("\n").slice(1)).toEqual([
			`Port ${port} is taken: stop what listens there, or choose another with PORT=….`,
		]);
	});

	test("a missing Java is reported in one sentence", async () => {
		const path = newDirectory();
		symlinkSync(process.execPath, join(path, "node"));

		const { child, output } = npmStart({ PATH: path });

		expect(await exitOf(child)).toBe(1);
		expect(output().trim().split("\n").slice(1)).toEqual([
			"DynamoDB Local needs Java 17 or newer, and no `java` runs here: install it, for example with `apt-get install openjdk-17-jre-headless`.",
		]);
	});

	test("a given DynamoDB that does not answer is reported in one sentence", async () => {
		const endpoint = `http://127.0.0.1:${await freePort()}`;

		const { child, output } = npmStart({ AWS_ENDPOINT_URL_DYNAMODB: endpoint });

		expect(await exitOf(child)).toBe(1);
		expect(output().trim().split("\n").slice(1)).toEqual([
			`No DynamoDB answers at ${endpoint}, the address in AWS_ENDPOINT_URL_DYNAMODB.`,
		]);
	});

	test("an invalid DEFAULT_EVENT is reported with the reason", async () => {
		const { child, output } = npmStart({ DEFAULT_EVENT: "No Event" });

		expect(await exitOf(child)).toBe(1);
		expect(output().trim().split("\n").slice(1)).toEqual([
			'"No Event" cannot be the default event: an id has at most 63 characters, a-z, 0-9 and -.',
			"The service could not be bundled and synthesized; the reason is above.",
		]);
	});

	test.each(["abc", "-1", "65536", "30.5"])("PORT=%s is refused", async (PORT) => {
		const { child, output } = npmStart({ PORT });

		expect(await exitOf(child)).toBe(1);
		expect(output()).toContain(`PORT is "${PORT}", but a port is a number from 0 (any free port) to 65535.`);
	});
});

test("with a data directory, a restart keeps every lock and every sale", async () => {
	const dataDir = newDirectory();
	const sellerKey = "a-key-of-its-own";
	const first = await startService({ port: 0, dataDir, sellerKey });
	cleanUp.push(first.stop);
	const { token, expires } = await post(`${first.address}/seat/lock/orchestra/a/1`, {});
	const sold = await post(`${first.address}/seat/lock/orchestra/a/3`, {});
	await post(`${first.address}/seat/claim/orchestra/a/3`, { token: sold.token, order: "o-1" }, asSeller(sellerKey));
	await first.stop();

	const second = await startService({ port: 0, dataDir, sellerKey });
	cleanUp.push(second.stop);

	const check = (seat: string) => json(`${second.address}/seat/check/orchestra/a/${seat}`);
	expect(await check("1")).toMatchObject({ status: "locked", expires });
	expect(await check("3")).toMatchObject({ status: "sold" });
	expect(await json(`${second.address}/seat/num_available`)).toMatchObject({ num: 10 });
	expect(await post(`${second.address}/seat/extend/orchestra/a/1`, { token })).toMatchObject({
		seats: [{ seat: "1" }],
	});
});

describe("on a running DynamoDB", () => {
	test("the service uses a given DynamoDB and leaves it running", async () => {
		const database = await startDynamoDb();
		cleanUp.push(database.stop);
		const before = { ...process.env };

		const service = await startService({ port: 0, endpoint: database.endpoint });
		await post(`${service.address}/seat/lock/orchestra/a/1`, {});
		await service.stop();
		const again = await startService({ port: 0, endpoint: database.endpoint });
		cleanUp.push(again.stop);

		expect(await json(`${again.address}/seat/check/orchestra/a/1`)).toMatchObject({ status: "locked" });
		await again.stop();
		expect(await answers(database.endpoint)).toBe(true);
		expect({ ...process.env }).toEqual(before);
	});

	test("npm start offers only what it has: no bus without changes, and an event that is there", async () => {
		const database = await startDynamoDb();
		cleanUp.push(database.stop);
		const { child, printed, output } = npmStart({
			AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
			DEFAULT_EVENT: "not-put-yet",
		});

		const toTry = await printed(/ curl (http\S+)/);

		expect(await json(toTry)).toMatchObject({ num: 12 });
		expect(output()).toContain("Seat changes are not published");
		expect(output()).not.toContain("the event bus");
		child.kill("SIGINT");
		expect(await exitOf(child)).toBe(0);
	});

	test("HEAD of everything that is read has the headers of GET, its length too, whether it is packed, refused or a page", async () => {
		const database = await startDynamoDb();
		cleanUp.push(database.stop);
		const service = await startService({ port: 0, endpoint: database.endpoint });
		cleanUp.push(service.stop);
		const house = "/events/grand-theatre";
		const paths = [
			"/",
			"/openapi.json",
			"/events",
			`${house}/chart`,
			`${house}/document`,
			"/nowhere",
			"/map/",
			"/map/x",
		];

		for (const path of paths) {
			const headers = { ...asSeller("local-seller-key"), "accept-encoding": "gzip" };
			const [got, head] = [await headersOf("GET", path, headers), await headersOf("HEAD", path, headers)];

			expect(Number(got["content-length"])).toBeGreaterThan(0);
			expect([path, head]).toEqual([path, got]);
		}

		/** Without those that differ from request to request. */
		async function headersOf(method: string, path: string, headers: Record<string, string>) {
			const response = await fetch(`${service.address}${path}`, { method, headers });
			await response.arrayBuffer();
			const differing = new Set(["date", "apigw-requestid", "connection", "keep-alive"]);
			return Object.fromEntries([...response.headers].filter(([name]) => !differing.has(name)));
		}
	});

	test("a path may contain labels with any characters", async () => {
		const database = await startDynamoDb();
		cleanUp.push(database.stop);
		const service = await startService({ port: 0, endpoint: database.endpoint });
		cleanUp.push(service.stop);
		const labels = [
			"#",
			"/",
			"%",
			"?",
			"%2F",
			"a/b#c?d",
			"座席",
			"🎭",
			"__proto__",
			"constructor",
			"..",
			"+",
			"x y",
			"&=;,",
		];
		const event = `${service.address}/events/odd`;
		const sections = Object.fromEntries(labels.map((label) => [label, [{ row: label, seats: [label] }]]));
		const put = await json(event, {
			method: "PUT",
			headers: { "content-type": "application/json", ...asSeller("local-seller-key") },
			body: JSON.stringify({ name: "Odd", sections }),
		});
		expect(put).toMatchObject({ capacity: labels.length });

		for (const label of labels) {
			// fetch resolves `..` as the parent folder, encoded or not.
			if (label === "..") continue;
			const path = Array(3).fill(encodeURIComponent(label)).join("/");
			expect(await post(`${event}/seat/lock/${path}`, {})).toMatchObject({
				seats: [{ section: label, row: label, seat: label, status: "locked" }],
			});
			expect(await json(`${event}/seat/check/${path}`)).toMatchObject({ status: "locked" });
		}
	});
});
