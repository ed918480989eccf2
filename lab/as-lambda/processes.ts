/**
 * The functions of a deployment, each in a process of its own on the deployed version of Node.js, with nothing in its
 * environment but what the template and Lambda give it. A function that exceeds its time is killed, as Lambda does.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Functions, Invoke, LocalFunction } from "../../local/functions.ts";
import type { DeployedFunction, Deployment } from "../../local/template.ts";
import { nodeOfLambda } from "./node-of-lambda.ts";

/** What happened to a function that should not have. */
export interface Mishap {
	readonly functionId: string;
	readonly what: string;
}

export interface Processes extends Functions {
	/** The longest that a call of each function took, by logical id, in milliseconds. */
	readonly slowestMs: ReadonlyMap<string, number>;
	readonly stop: () => void;
}

interface Surroundings {
	/** Where all AWS services are for this function. */
	readonly endpoint: string;
	readonly onMishap: (mishap: Mishap) => void;
}

/** Of the memory of a function, what Lambda leaves to the heap. */
const HEAP_SHARE = 0.9;

type Message = { readonly json: string } | { readonly error: string } | { readonly loadedMs: number };

export function processesOf(definitions: Deployment["functions"], { endpoint, onMishap }: Surroundings): Processes {
	const running = new Map<string, ChildProcess>();
	const slowestMs = new Map<string, number>();
	const found = new Map([...definitions].map(([id, definition]) => [id, functionOf(id, definition)]));

	function functionOf(functionId: string, definition: DeployedFunction): LocalFunction {
		let turn = Promise.resolve();
		const call: Invoke = async (event, requestId, timeoutMs) => {
			const child = running.get(functionId) ?? (await start(functionId, definition));
			const startedMs = performance.now();
			const context = { functionName: definition.name, awsRequestId: requestId };
			child.send({ event, context, deadlineMs: Date.now() + timeoutMs });
			const message = await answerOf(child, timeoutMs);
			const elapsedMs = performance.now() - startedMs;
			slowestMs.set(functionId, Math.max(slowestMs.get(functionId) ?? 0, elapsedMs));
			if (message !== undefined && "json" in message) return { outcome: "answered", json: message.json };
			if (message !== undefined && "error" in message) {
				onMishap({ functionId, what: `it throws ${message.error}` });
				return { outcome: "failed" };
			}
			onMishap({ functionId, what: `it takes longer than its ${timeoutMs} ms, or ends` });
			child.kill("SIGKILL");
			running.delete(functionId);
			return { outcome: "timed-out" };
		};
		return {
			timeoutMs: definition.timeoutMs,
			// A copy of a function serves one request at a time.
			invoke: (...args) => {
				const invocation = turn.then(() => call(...args));
				turn = invocation.then(() => {});
				return invocation;
			},
		};
	}

	async function start(functionId: string, definition: DeployedFunction): Promise<ChildProcess> {
		const [file, exported = ""] = definition.handler.split(".");
		const heap = `--max-old-space-size=${Math.floor(definition.memoryMb * HEAP_SHARE)}`;
		const module = join(definition.bundle, `${file}.mjs`);
		const child = spawn(nodeOfLambda(), [heap, join(import.meta.dirname, "lambda.ts"), module, exported], {
			env: environmentOf(functionId, definition, endpoint),
			stdio: ["ignore", "ignore", "inherit", "ipc"],
		});
		running.set(functionId, child);
		await once(child, "message");
		return child;
	}

	return {
		slowestMs,
		get: (functionId) => {
			const one = found.get(functionId);
			if (!one) throw new Error(`There is no function ${functionId}.`);
			return one;
		},
		loadAll: async () => {},
		stop: () => {
			for (const child of running.values()) child.kill("SIGKILL");
		},
	};
}

/** The variables of the template, and those that Lambda sets. The access key says whose request it is. */
function environmentOf(
	functionId: string,
	{ name, memoryMb, handler, environment }: DeployedFunction,
	endpoint: string,
) {
	return {
		...environment,
		AWS_REGION: "us-east-1",
		AWS_DEFAULT_REGION: "us-east-1",
		AWS_ACCESS_KEY_ID: functionId,
		AWS_SECRET_ACCESS_KEY: "secret",
		AWS_SESSION_TOKEN: "session",
		AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
		AWS_LAMBDA_FUNCTION_NAME: name,
		AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
		AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
		_HANDLER: handler,
		LAMBDA_TASK_ROOT: "/var/task",
		TZ: ":UTC",
		// Here the services are not AWS's.
		AWS_ENDPOINT_URL: endpoint,
	};
}

/** What the process sends next; `undefined` if it ends before, or sends nothing in time. */
async function answerOf(child: ChildProcess, timeoutMs: number): Promise<Message | undefined> {
	const isOver = new AbortController();
	const { signal } = isOver;
	const timer = setTimeout(() => isOver.abort(), timeoutMs);
	try {
		const ended = once(child, "exit", { signal }).then(() => undefined);
		const answered = once(child, "message", { signal }).then(([message]) => message as Message);
		// The one that loses rejects when the signal aborts.
		ended.catch(() => {});
		answered.catch(() => {});
		return await Promise.race([answered, ended]);
	} catch {
		return undefined;
	} finally {
		clearTimeout(timer);
		isOver.abort();
	}
}
