/**
 * The directory in which an engine keeps its data. One process at a time may use it, because two engines on one
 * directory lock each other out for good.
 */
import { randomUUID } from "node:crypto";
import {
	accessSync,
	constants,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { answersAsDynamoDb } from "./dynamodb-answer.ts";
import { isProcessRunning } from "./is-process-running.ts";
import { startRefusal } from "./start-refusal.ts";

export interface DataDirectory {
	/** Absolute, because the engine runs in the directory of its jar. */
	readonly path: string;
	/** Notes where the engine answers, for those who want the directory too. */
	readonly noteEngine: (endpoint: string) => void;
	/** Lets others use the directory. Call it when the engine is gone. */
	readonly release: () => void;
}

/** Who uses a directory, in a file of its own there. */
interface Note {
	readonly pid: number;
	/** `asking`: looks at the other notes, and gives way to any that is not stale. */
	readonly state: "asking" | "using";
	readonly endpoint?: string;
}

const NOTE_PREFIX = ".in-use-by-";
/**
 * A process that has noted no answering engine for this long is dead, and its number may belong to another by now: longer
 * than a start waits for its engine.
 */
const LONGEST_START_SECONDS = 150;
/** Two that ask at the same instant both give way, and ask again after a random pause. */
const ASK_ATTEMPTS = 50;
const LONGEST_ASK_PAUSE_MS = 50;
/** How long the engine of a process that was killed may take to end. */
const ENGINE_END_MS = 3_000;
const ENGINE_END_CHECK_PAUSE_MS = 50;
/** An engine that is too busy to answer in this time is still there. */
const ENGINE_ANSWER_MS = 2_000;

/**
 * Takes a directory for this process, and makes it if it does not exist. A start writes its own note first and looks at
 * the others' after that, so of two starts at least one sees the other. Refuses in one sentence when the directory is
 * in use or cannot be written.
 */
export async function takeDataDirectory(dataDir: string, signal?: AbortSignal): Promise<DataDirectory> {
	const path = resolve(dataDir);
	const own = join(path, `${NOTE_PREFIX}${randomUUID()}`);
	const write = (note: Omit<Note, "pid">) =>
		whileWriting(path, () => writeFileSync(own, JSON.stringify({ pid: process.pid, ...note })));
	const release = () => rmSync(own, { force: true });

	makeWritable(path);
	for (let attempt = 1; ; attempt += 1) {
		signal?.throwIfAborted();
		write({ state: "asking" });
		try {
			const holder = await holderBesides(own, path);
			if (holder === undefined) {
				write({ state: "using" });
				return { path, release, noteEngine: (endpoint) => write({ state: "using", endpoint }) };
			}
			if (holder.state === "using" || attempt === ASK_ATTEMPTS) throw inUse(path, holder);
		} catch (error) {
			release();
			throw error;
		}
		release();
		await pause(Math.random() * LONGEST_ASK_PAUSE_MS);
	}
}

/** Makes the directory, and checks that the data which may be in it can be written. */
function makeWritable(path: string): void {
	whileWriting(path, () => {
		// The recursive form of mkdirSync never returns where a directory exists but takes no others, as /proc does.
		const missing: string[] = [];
		for (let at = path; !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.unshift(at);
		for (const directory of missing) makeUnlessMade(directory);
		for (const name of readdirSync(path)) {
			if (name.endsWith(".db")) accessSync(join(path, name), constants.R_OK | constants.W_OK);
		}
	});
}

function makeUnlessMade(directory: string): void {
	try {
		mkdirSync(directory);
	} catch (error) {
		// Another start may have made it just now.
		if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
	}
}

function whileWriting(path: string, write: () => void): void {
	try {
		write();
	} catch (error) {
		throw startRefusal(`The data cannot be kept in ${path}: ${(error as Error).message}.`);
	}
}

function inUse(path: string, { pid, endpoint }: Note): Error {
	const user = endpoint === undefined ? `process ${pid}` : `a DynamoDB Local at ${endpoint}`;
	return startRefusal(`The data in ${path} is in use by ${user}: stop that, or use another directory.`);
}

/** The process that has the directory or asks for it too. Removes the stale notes when there is none. */
async function holderBesides(own: string, path: string): Promise<Note | undefined> {
	const others = readdirSync(path)
		.filter((name) => name.startsWith(NOTE_PREFIX))
		.map((name) => join(path, name))
		.filter((file) => file !== own);
	const stale: string[] = [];
	for (const file of others) {
		const note = readNote(file);
		if (note && (await isHolding(note))) return note;
		if (note) stale.push(file);
	}
	for (const file of stale) rmSync(file, { force: true });
	return undefined;
}

interface DatedNote extends Note {
	readonly isRecent: boolean;
}

/** Undefined when the note is gone by now. */
function readNote(file: string): DatedNote | undefined {
	let text: string;
	let isRecent: boolean;
	try {
		isRecent = Date.now() - statSync(file).mtimeMs < LONGEST_START_SECONDS * 1_000;
		text = readFileSync(file, "utf8");
	} catch {
		return undefined;
	}
	try {
		return { ...(JSON.parse(text) as Note), isRecent };
	} catch {
		// It is being written just now, unless its process or the computer stopped in the middle.
		return { pid: process.pid, state: "asking", isRecent };
	}
}

async function isHolding({ pid, endpoint, isRecent }: DatedNote): Promise<boolean> {
	if (endpoint === undefined) return isRecent && isProcessRunning(pid);
	// The engine of a process that was killed ends, but a moment later.
	for (const end = Date.now() + ENGINE_END_MS; ; await pause(ENGINE_END_CHECK_PAUSE_MS)) {
		if (!(await isThere(endpoint))) return false;
		if (isProcessRunning(pid) || Date.now() > end) return true;
	}
}

async function isThere(endpoint: string): Promise<boolean> {
	try {
		return await answersAsDynamoDb(endpoint, ENGINE_ANSWER_MS);
	} catch (error) {
		return (error as Error).name === "TimeoutError";
	}
}
