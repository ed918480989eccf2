/** The whole service on this machine, as `npm start` starts it and as a test would. */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { startDynamoDb } from "../../local/dynamodb-local.ts";
import { startService } from "../../local/start.ts";

// A start takes seconds, and several of them on a busy machine.
jest.setTimeout(120_000);

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
	for (const step of cleanUp.splice(0).reverse()) await step();
});

const newDirectory = () => {
	const directory = mkdtempSync(join(tmpdir(), "start-"));
	cleanUp.push(() => rmSync(directory, { recursive: true, force: true }));
	return directory;
};

const mainModule = join(import.meta.dirname, "../../local/main.ts");

/** Nothing of what these tests run in, but a port of its own. */
const environment = { NODE_OPTIONS: "", AWS_ENDPOINT_URL_DYNAMODB: "", PORT: "0" };

/** `npm start` with this environment, and all it prints. */
const npmStart = (env: Record<string, string>) => {
	const child = spawn(process.execPath, ["--import", "tsx", mainModule], {
		stdio: ["ignore", "pipe", "pipe"],
		env: { ...process.env, ...environment, ...env },
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
			if (child.exitCode !== null || child.signalCode !== null) throw new Error(`It ended, having printed: ${output}`);
			await pause(20);
		}
	};
	return { child, printed, output: () => output };
};

/** Where a server on that port keeps what it has bundled. */
const bundlesOf = (port: number) => join(import.meta.dirname, `../../build/local/${port}`);

const exitOf = async (child: ChildProcess) => {
	if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
	return child.exitCode ?? child.signalCode;
};

const answers = (url: string) =>
	fetch(url).then(
		() => true,
		() => false,
	);

const isGone = async (url: string) => {
	for (let attempt = 0; attempt < 1_000; attempt += 1) {
		if (!(await answers(url))) return true;
		await pause(50);
	}
	return false;
};

const freePort = async () => {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, "close");
	return port;
};

// biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect in it
const json = async (url: string, init?: RequestInit): Promise<any> => (await fetch(url, init)).json();

const post = (url: string, body: unknown, headers = {}) =>
	json(url, {
		method: "POST",
		headers: { "content-type": "application/json", ...headers },
		body: JSON.stringify(body),
	});

const asSeller = (sellerKey: string) => ({ authorization: `Bearer ${sellerKey}` });

describe("npm start", () => {
	test("answers with the demo events loaded, also who asked before it was ready, and leaves nothing behind", async () => {
		const port = await freePort();
		const { child, printed } = npmStart({ PORT: String(port) });
		const address = `http://localhost:${port}`;
		while (child.exitCode === null && !(await answers(`${address}/seat/num_available`))) await pause(20);
		const database = await printed(/(http:\/\/127\.0\.0\.1:\d+) {2}DynamoDB/);

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
		expect(existsSync(bundlesOf(port))).toBe(false);
	});

	test("leaves no database behind when it is killed", async () => {
		const port = await freePort();
		const { child, printed } = npmStart({ PORT: String(port) });
		const database = await printed(/(http:\/\/127\.0\.0\.1:\d+) {2}DynamoDB/);
		// Nobody is left to tidy this up; the next server on that port would.
		cleanUp.push(() => rmSync(bundlesOf(port), { recursive: true }));

		child.kill("SIGKILL");
		await exitOf(child);

		expect(await isGone(database)).toBe(true);
	});

	test("stops when the npm that started it has been killed", async () => {
		const port = await freePort();
		const npm = spawn("sh", ["-c", '"$0" --import tsx "$1" & wait', process.execPath, mainModule], {
			stdio: "ignore",
			env: { ...process.env, ...environment, PORT: String(port), npm_lifecycle_event: "start" },
		});
		const address = `http://localhost:${port}`;
		while (!(await answers(address))) await pause(20);

		npm.kill("SIGKILL");

		expect(await isGone(address)).toBe(true);
	});

	test.each(["SIGINT", "SIGTERM"] as const)("stops at once on %s while it starts", async (signal) => {
		const port = await freePort();
		const { child, printed } = npmStart({ PORT: String(port) });
		await printed(/(Bundling)/);
		await pause(300);

		child.kill(signal);

		expect(await exitOf(child)).toBe(0);
		expect(await answers(`http://localhost:${port}`)).toBe(false);
	});

	test("ends, and says so, when its database has ended", async () => {
		const { child, printed, output } = npmStart({});
		const database = await printed(/(http:\/\/127\.0\.0\.1:\d+) {2}DynamoDB/);
		// The brackets keep the shell itself from being found.
		execFileSync("sh", ["-c", `kill -9 $(pgrep -f "DynamoDBLocal[.]jar -port ${new URL(database).port}")`]);

		expect(await exitOf(child)).toBe(1);
		expect(output()).toContain("DynamoDB Local has ended, so the service stops.");
	});

	test("says in one sentence that the port is taken, before anything else", async () => {
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

	test("says in one sentence that Java is missing", async () => {
		const path = newDirectory();
		symlinkSync(process.execPath, join(path, "node"));

		const { child, output } = npmStart({ PATH: path });

		expect(await exitOf(child)).toBe(1);
		expect(output().trim().split("\n").slice(1)).toEqual([
			"DynamoDB Local needs Java 17 or newer, and no `java` runs here: install it, for example with `apt-get install openjdk-17-jre-headless`.",
		]);
	});

	test("says in one sentence that the given DynamoDB does not answer", async () => {
		const endpoint = `http://127.0.0.1:${await freePort()}`;

		const { child, output } = npmStart({ AWS_ENDPOINT_URL_DYNAMODB: endpoint });

		expect(await exitOf(child)).toBe(1);
		expect(output().trim().split("\n").slice(1)).toEqual([
			`No DynamoDB answers at ${endpoint}, the address in AWS_ENDPOINT_URL_DYNAMODB.`,
		]);
	});

	test("says what is wrong with the default event", async () => {
		const { child, output } = npmStart({ DEFAULT_EVENT: "No Event" });

		expect(await exitOf(child)).toBe(1);
		expect(output().trim().split("\n").slice(1)).toEqual([
			'"No Event" cannot be the default event: an id is a-z, 0-9 and -, 63 at most.',
			"The service could not be bundled and synthesized; the reason is above.",
		]);
	});

	test.each(["abc", "-1", "65536", "30.5"])("refuses PORT=%s", async (PORT) => {
		const { child, output } = npmStart({ PORT });

		expect(await exitOf(child)).toBe(1);
		expect(output()).toContain(`PORT is "${PORT}", but a port is a number from 0 (any free port) to 65535.`);
	});
});

test("with a data directory a restart keeps every lock and every sale", async () => {
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

describe("with a DynamoDB that runs already", () => {
	test("the service uses it, and lets it be when it stops", async () => {
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

	test("labels of any kind can stand in the path", async () => {
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
			" x",
			"&=;,",
		];
		const event = `${service.address}/events/odd`;
		const sections = Object.fromEntries(labels.map((label) => [label, [{ row: label, seats: [label] }]]));
		await json(event, {
			method: "PUT",
			headers: { "content-type": "application/json", ...asSeller("local-seller-key") },
			body: JSON.stringify({ name: "Odd", sections }),
		});

		for (const label of labels) {
			// As fetch would take `..` for the way up, whether it is encoded or not.
			if (label === "..") continue;
			const path = Array(3).fill(encodeURIComponent(label)).join("/");
			expect(await post(`${event}/seat/lock/${path}`, {})).toMatchObject({
				seats: [{ section: label, row: label, seat: label, status: "locked" }],
			});
			expect(await json(`${event}/seat/check/${path}`)).toMatchObject({ status: "locked" });
		}
	});
});
