/** DynamoDB Local as a child: it comes up, and it goes with whoever started it. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { CreateTableCommand, DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { startDynamoDb } from "../../local/dynamodb-local.ts";

// Each start takes a second, and several of them on a busy machine.
jest.setTimeout(120_000);

const directories: string[] = [];
afterEach(() => {
	for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

const newDirectory = () => {
	const directory = mkdtempSync(join(tmpdir(), "engine-"));
	directories.push(directory);
	return directory;
};

/** A process that starts an engine and then does so; and the line it prints about it. */
const owner = async (then: string, { PATH, dataDir = "" }: { PATH?: string; dataDir?: string } = {}) => {
	const script = join(import.meta.dirname, "owner-of-an-engine.ts");
	const child = spawn(process.execPath, ["--import", "tsx", script, then, ...(dataDir ? [dataDir] : [])], {
		stdio: ["ignore", "pipe", "ignore"],
		env: { ...process.env, NODE_OPTIONS: "", ...(PATH !== undefined && { PATH }) },
	});
	const [line] = await once(child.stdout, "data");
	return { child, line: String(line).trim() };
};

const ended = async (child: ChildProcess) => {
	if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
};

const answers = async (endpoint: string) => {
	try {
		await fetch(endpoint);
		return true;
	} catch {
		return false;
	}
};

/** Gone, or on its way: whoever is told to end it may need a moment. */
const isGone = async (endpoint: string) => {
	for (let attempt = 0; attempt < 1_000; attempt += 1) {
		if (!(await answers(endpoint))) return true;
		await pause(50);
	}
	return false;
};

const clientOf = (endpoint: string) =>
	new DynamoDBClient({
		endpoint,
		region: "us-east-1",
		credentials: { accessKeyId: "local", secretAccessKey: "local" },
	});

describe("the engine is gone", () => {
	test("when it has been stopped, also twice", async () => {
		const { endpoint, stop, ended } = await startDynamoDb();
		expect(await answers(endpoint)).toBe(true);

		await stop();

		expect(await answers(endpoint)).toBe(false);
		await Promise.all([ended, stop()]);
	});

	test.each(["stop", "exit", "throw"])("when its process has come to an end by itself (%s)", async (then) => {
		const { child, line: endpoint } = await owner(then);

		await ended(child);

		expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
		expect(await isGone(endpoint)).toBe(true);
	});

	test.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const)(
		"when its process is killed with %s",
		async (signal) => {
			const { child, line: endpoint } = await owner("wait");
			expect(await answers(endpoint)).toBe(true);

			child.kill(signal);
			await ended(child);

			expect(await isGone(endpoint)).toBe(true);
		},
	);

	test("when its start has been given up", async () => {
		const { child, line } = await owner("abort");

		await ended(child);

		expect(line).toContain("aborted");
	});
});

test("engines at the same time have ports and data of their own", async () => {
	const engines = await Promise.all([startDynamoDb(), startDynamoDb()]);

	expect(new Set(engines.map(({ endpoint }) => endpoint)).size).toBe(2);
	await engines[0].stop();
	expect(await answers(engines[1].endpoint)).toBe(true);
	await engines[1].stop();
});

test("what was acknowledged is there after the engine was stopped and started again", async () => {
	const dataDir = join(newDirectory(), "made", "anew");
	const numbers = Array.from({ length: 100 }, (_, index) => String(index));
	const first = await startDynamoDb({ dataDir });
	await clientOf(first.endpoint).send(
		new CreateTableCommand({
			TableName: "numbers",
			AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
			KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
			BillingMode: "PAY_PER_REQUEST",
		}),
	);
	const client = clientOf(first.endpoint);
	await Promise.all(
		numbers.map((pk) => client.send(new PutItemCommand({ TableName: "numbers", Item: { pk: { S: pk } } }))),
	);
	await first.stop();

	const second = await startDynamoDb({ dataDir });

	const { Items } = await clientOf(second.endpoint).send(new ScanCommand({ TableName: "numbers" }));
	expect(new Set(Items?.map(({ pk }) => pk?.S))).toEqual(new Set(numbers));
	await second.stop();
});

test("a directory is one engine's at a time, and anybody's when that has ended, however it ended", async () => {
	const dataDir = newDirectory();
	const { child, line: endpoint } = await owner("wait", { dataDir });

	await expect(startDynamoDb({ dataDir })).rejects.toThrow(
		`The data in ${dataDir} is in use by a DynamoDB Local at ${endpoint}: stop that, or use another directory.`,
	);

	child.kill("SIGKILL");
	await isGone(endpoint);
	const next = await startDynamoDb({ dataDir });
	await next.stop();
	expect(readdirSync(dataDir)).not.toContain(".in-use-by");
});

describe("a start that fails says why in one sentence", () => {
	/** A PATH with this for `java`, and node. */
	const pathWith = (java: string | undefined) => {
		const directory = newDirectory();
		if (java !== undefined) {
			writeFileSync(join(directory, "java"), `#!/bin/sh\n${java}\n`);
			chmodSync(join(directory, "java"), 0o755);
		}
		return `${directory}${delimiter}${dirname(process.execPath)}`;
	};
	const hasJava = readdirSync(dirname(process.execPath)).includes("java");

	test.each([
		["there is no Java", undefined, "and no `java` runs here"],
		["Java is one that does not run", "exit 1", "and no `java` runs here"],
		["Java is too old", `echo 'java version "1.8.0_292"' >&2`, "and `java` here is version 8"],
		["Java is almost new enough", `echo 'openjdk version "16.0.1" 2021-04-20' >&2`, "and `java` here is version 16"],
	])("when %s", async (_, java, reason) => {
		// Where node and java share a directory, a PATH without java has no node either.
		if (hasJava && java === undefined) return;

		const { child, line } = await owner("wait", { PATH: pathWith(java) });
		await ended(child);

		expect(line).toBe(
			`DynamoDB Local needs Java 17 or newer, ${reason}: install it, for example with \`apt-get install openjdk-17-jre-headless\`.`,
		);
		expect(child.exitCode).toBe(1);
	});

	test("when the engine does not come up", async () => {
		const java = `[ "$1" = -version ] && echo 'openjdk version "21.0.2"' >&2`;

		const { child, line } = await owner("wait", { PATH: pathWith(java) });
		await ended(child);

		expect(line).toBe("DynamoDB Local ended before it answered; the reason is above.");
	});

	test("when the data cannot be kept where it should be", async () => {
		const file = join(newDirectory(), "file");
		writeFileSync(file, "");

		const { child, line } = await owner("wait", { dataDir: join(file, "data") });
		await ended(child);

		expect(line).toContain(`The data cannot be kept in ${join(file, "data")}: ENOTDIR`);
		expect(existsSync(join(file, "data"))).toBe(false);
	});
});
