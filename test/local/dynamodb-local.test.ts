/** DynamoDB Local as a child process: it starts, and it ends with the process that started it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { CreateTableCommand, DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { takeDataDirectory } from "../../local/data-directory.ts";
import { startDynamoDb } from "../../local/dynamodb-local.ts";

// A start takes a second, and several seconds on a busy machine.
jest.setTimeout(120_000);

const directories: string[] = [];
afterEach(() => {
	for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

function newDirectory(): string {
	const directory = mkdtempSync(join(tmpdir(), "engine-"));
	directories.push(directory);
	return directory;
}

/** A process that starts an engine and then does `then`, and the first line it prints. */
async function owner(
	then: string,
	{ PATH, dataDir = "", TMPDIR = tmpdir() }: { PATH?: string; dataDir?: string; TMPDIR?: string } = {},
) {
	const script = join(import.meta.dirname, "owner-of-an-engine.ts");
	const child = spawn(process.execPath, ["--import", "tsx", script, then, ...(dataDir ? [dataDir] : [])], {
		stdio: ["ignore", "pipe", "ignore"],
		env: { ...process.env, NODE_OPTIONS: "", TMPDIR, ...(PATH !== undefined && { PATH }) },
	});
	const [line] = await once(child.stdout, "data");
	return { child, line: String(line).trim() };
}

async function exitOf(child: ChildProcess): Promise<void> {
	if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

async function answers(endpoint: string): Promise<boolean> {
	try {
		await fetch(endpoint);
		return true;
	} catch {
		return false;
	}
}

/** Waits for an engine to end: killing it may take a moment. */
async function isGone(endpoint: string): Promise<boolean> {
	for (let attempt = 0; attempt < 1_000; attempt += 1) {
		if (!(await answers(endpoint))) return true;
		await pause(50);
	}
	return false;
}

/** The files that say who uses a directory. */
function notesIn(directory: string): string[] {
	return readdirSync(directory).filter((name) => name.startsWith(".in-use-by"));
}

function clientOf(endpoint: string): DynamoDBClient {
	return new DynamoDBClient({
		endpoint,
		region: "us-east-1",
		credentials: { accessKeyId: "local", secretAccessKey: "local" },
	});
}

async function createTable(client: DynamoDBClient, TableName: string): Promise<void> {
	await client.send(
		new CreateTableCommand({
			TableName,
			AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
			KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
			BillingMode: "PAY_PER_REQUEST",
		}),
	);
}

describe("the end of the engine", () => {
	test("stopping the engine ends it, and stopping it again does no harm", async () => {
		const { endpoint, stop, ended } = await startDynamoDb();
		expect(await answers(endpoint)).toBe(true);

		await stop();

		expect(await answers(endpoint)).toBe(false);
		await Promise.all([ended, stop()]);
	});

	test.each(["stop", "exit", "throw"])(
		"the engine ends when the process that started it ends by itself: %s",
		async (then) => {
			const { child, line: endpoint } = await owner(then);

			await exitOf(child);

			expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
			expect(await isGone(endpoint)).toBe(true);
		},
	);

	test.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const)(
		"the engine ends when the process that started it is killed with %s",
		async (signal) => {
			const { child, line: endpoint } = await owner("wait");
			expect(await answers(endpoint)).toBe(true);

			child.kill(signal);
			await exitOf(child);

			expect(await isGone(endpoint)).toBe(true);
		},
	);

	test.each([
		["stopped", "stop"],
		["ended with the process that started it", "exit"],
		["killed with it", "wait"],
	])("an engine that was %s leaves nothing that it has unpacked", async (_, then) => {
		const TMPDIR = newDirectory();
		const unpacked = () => readdirSync(TMPDIR).filter((name) => name.startsWith("dynamodb-local-"));
		const { child, line: endpoint } = await owner(then, { TMPDIR });
		if (then === "wait") {
			await createTable(clientOf(endpoint), "numbers");
			const [directory = ""] = unpacked();
			expect(readdirSync(join(TMPDIR, directory)).some((name) => name.includes("sqlite"))).toBe(true);
			child.kill("SIGKILL");
		}

		await exitOf(child);

		expect(await isGone(endpoint)).toBe(true);
		for (let attempt = 0; attempt < 1_000 && unpacked().length > 0; attempt++) await pause(50);
		expect(unpacked()).toEqual([]);
	});

	test("a start whose signal aborts rejects with the abort", async () => {
		const { child, line } = await owner("abort");

		await exitOf(child);

		expect(line).toContain("aborted");
	});
});

test("two engines have different ports, and stopping one leaves the other running", async () => {
	const engines = await Promise.all([startDynamoDb(), startDynamoDb()]);

	expect(new Set(engines.map(({ endpoint }) => endpoint)).size).toBe(2);
	await engines[0].stop();
	expect(await answers(engines[1].endpoint)).toBe(true);
	await engines[1].stop();
});

test("every acknowledged write is still there after the engine was stopped and started again", async () => {
	const dataDir = join(newDirectory(), "created", "here");
	const numbers = Array.from({ length: 100 }, (_, index) => String(index));
	const first = await startDynamoDb({ dataDir });
	const client = clientOf(first.endpoint);
	await createTable(client, "numbers");
	await Promise.all(
		numbers.map((pk) => client.send(new PutItemCommand({ TableName: "numbers", Item: { pk: { S: pk } } }))),
	);
	await first.stop();

	const second = await startDynamoDb({ dataDir });

	const { Items } = await clientOf(second.endpoint).send(new ScanCommand({ TableName: "numbers" }));
	expect(new Set(Items?.map(({ pk }) => pk?.S))).toEqual(new Set(numbers));
	await second.stop();
});

test("only one engine at a time uses a directory, and the next one may after the first was killed", async () => {
	const dataDir = newDirectory();
	const { child, line: endpoint } = await owner("wait", { dataDir });

	await expect(startDynamoDb({ dataDir })).rejects.toThrow(
		`The data in ${dataDir} is in use by a DynamoDB Local at ${endpoint}: stop that, or use another directory.`,
	);

	child.kill("SIGKILL");
	await isGone(endpoint);
	const next = await startDynamoDb({ dataDir });
	await next.stop();
	expect(notesIn(dataDir)).toEqual([]);
});

test("the next engine may use a directory at once after the process of the first was killed", async () => {
	const dataDir = newDirectory();
	const { child, line: endpoint } = await owner("wait", { dataDir });
	child.kill("SIGKILL");
	await exitOf(child);

	const next = await startDynamoDb({ dataDir });

	expect(next.endpoint).not.toBe(endpoint);
	expect(notesIn(dataDir)).toHaveLength(1);
	await next.stop();
});

test.each(["a new directory", "a directory whose last user was killed"])(
	"of several engines that are started at the same instant, one gets the directory: %s",
	async (kind) => {
		const dataDir = join(newDirectory(), "data");
		if (kind !== "a new directory") {
			const { child } = await owner("wait", { dataDir });
			child.kill("SIGKILL");
			await exitOf(child);
		}

		const starts = await Promise.allSettled([1, 2, 3].map(() => startDynamoDb({ dataDir })));

		const engines = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
		const refusals = starts.flatMap((start) => (start.status === "rejected" ? [start.reason.message] : []));
		expect(engines).toHaveLength(1);
		expect(refusals).toEqual(
			Array(2).fill(expect.stringMatching(/^The data in .* is in use by .*: stop that, or use/)),
		);
		await engines[0]?.stop();
		expect(notesIn(dataDir)).toEqual([]);
	},
);

describe("the note of a data directory's user", () => {
	/** Writes what a process with this number would have written this many seconds ago. */
	function writeNote(dataDir: string, note: object | string, secondsAgo = 0): void {
		const file = join(dataDir, ".in-use-by-another");
		writeFileSync(file, typeof note === "string" ? note : JSON.stringify(note));
		const at = Date.now() / 1_000 - secondsAgo;
		utimesSync(file, at, at);
	}

	test("a directory is refused while another process starts an engine in it", async () => {
		const dataDir = newDirectory();
		writeNote(dataDir, { pid: process.ppid, state: "using" });

		await expect(takeDataDirectory(dataDir)).rejects.toThrow(
			`The data in ${dataDir} is in use by process ${process.ppid}: stop that, or use another directory.`,
		);
		expect(notesIn(dataDir)).toEqual([".in-use-by-another"]);
	});

	test.each([
		["of a process that is dead", { pid: 2 ** 22 + 1, state: "using" }, 0],
		["of a process that never had an engine, whose number belongs to another by now", { pid: 1, state: "using" }, 180],
		["of an engine that is gone", { pid: process.ppid, state: "using", endpoint: "http://127.0.0.1:1" }, 0],
		["that was not written to its end", '{"pid":', 180],
	])("a note %s is stale", async (_, note, secondsAgo) => {
		const dataDir = newDirectory();
		writeNote(dataDir, note, secondsAgo);

		const directory = await takeDataDirectory(dataDir);

		expect(notesIn(dataDir)).toHaveLength(1);
		expect(notesIn(dataDir)).not.toContain(".in-use-by-another");
		directory.release();
		expect(notesIn(dataDir)).toEqual([]);
	});

	test("an engine that is too busy to answer still has its directory", async () => {
		const dataDir = newDirectory();
		const busy = createServer(() => {}).listen(0, "127.0.0.1");
		await once(busy, "listening");
		const endpoint = `http://127.0.0.1:${(busy.address() as AddressInfo).port}`;
		writeNote(dataDir, { pid: process.ppid, state: "using", endpoint });

		await expect(takeDataDirectory(dataDir)).rejects.toThrow(`is in use by a DynamoDB Local at ${endpoint}`);

		busy.closeAllConnections();
		busy.close();
	});
});

describe("a failing start", () => {
	/** A PATH with node, and with a `java` that runs this shell script. */
	function pathWith(java: string | undefined): string {
		const directory = newDirectory();
		if (java !== undefined) {
			writeFileSync(join(directory, "java"), `#!/bin/sh\n${java}\n`);
			chmodSync(join(directory, "java"), 0o755);
		}
		return `${directory}${delimiter}${dirname(process.execPath)}`;
	}
	const hasJava = readdirSync(dirname(process.execPath)).includes("java");

	test.each([
		["Java is missing", undefined, "and no `java` runs here"],
		["Java does not run", "exit 1", "and no `java` runs here"],
		["Java is too old", `echo 'java version "1.8.0_292"' >&2`, "and `java` here is version 8"],
		["Java is almost new enough", `echo 'openjdk version "16.0.1" 2021-04-20' >&2`, "and `java` here is version 16"],
	])("the start is refused in one sentence when %s", async (_, java, reason) => {
		// Where node and java share a directory, a PATH without java has no node either.
		if (hasJava && java === undefined) return;

		const { child, line } = await owner("wait", { PATH: pathWith(java) });
		await exitOf(child);

		expect(line).toBe(
			`DynamoDB Local needs Java 17 or newer, ${reason}: install it, for example with \`apt-get install openjdk-17-jre-headless\`.`,
		);
		expect(child.exitCode).toBe(1);
	});

	test("the start is refused in one sentence when the engine does not come up", async () => {
		const java = `[ "$1" = -version ] && echo 'openjdk version "21.0.2"' >&2`;

		const { child, line } = await owner("wait", { PATH: pathWith(java) });
		await exitOf(child);

		expect(line).toBe("DynamoDB Local ended before it answered; the reason is above.");
	});

	test("the start is refused in one sentence when the data directory cannot be created", async () => {
		const file = join(newDirectory(), "file");
		writeFileSync(file, "");

		const { child, line } = await owner("wait", { dataDir: join(file, "data") });
		await exitOf(child);

		expect(line).toContain(`The data cannot be kept in ${join(file, "data")}: ENOTDIR`);
		expect(existsSync(join(file, "data"))).toBe(false);
	});

	test.each([
		["does not exist and cannot be created", "/proc/data", "/proc/data"],
		["takes no files", "/proc", "/proc"],
		["is a file", "/dev/null", "/dev/null"],
	])("the start is refused in one sentence when the data directory %s", async (_, dataDir, named) => {
		const { child, line } = await owner("wait", { dataDir });
		await exitOf(child);

		expect(line).toMatch(new RegExp(`^The data cannot be kept in ${named}: .*\\.$`));
		expect(child.exitCode).toBe(1);
	});
});
