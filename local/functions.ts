/**
 * The functions of the template, run in this process: each bundle is imported once and called as Lambda calls it,
 * with JSON in, JSON out, a context and a time limit.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Context } from "aws-lambda";
import { startRefusal } from "./start-refusal.ts";
import { ACCOUNT_ID, type DeployedFunction, type Deployment } from "./template.ts";

type Invocation =
	| { readonly outcome: "answered"; readonly json: string }
	/** The function threw, or its answer is not JSON or is too large. */
	| { readonly outcome: "failed" }
	| { readonly outcome: "timed-out" };

/** Calls a function with an event as JSON text and waits `timeoutMs` at most. Never throws. */
export type Invoke = (json: string, requestId: string, timeoutMs: number) => Promise<Invocation>;

export interface LocalFunction {
	readonly invoke: Invoke;
	/** The time limit of the function. A caller may wait for less. */
	readonly timeoutMs: number;
}

export interface Functions {
	/**
	 * The function with this logical id; throws when there is none. Its bundle is loaded by the first call, and that
	 * call's time limit starts after the loading, as on Lambda.
	 */
	readonly get: (logicalId: string) => LocalFunction;
	/**
	 * Loads the remaining bundles one by one until the signal aborts, so that no caller waits for that. A bundle that
	 * fails to load is reported by the calls that need it.
	 */
	readonly loadAll: (signal: AbortSignal) => Promise<void>;
}

/** The most JSON that Lambda passes to or from a function in one call. */
export const LARGEST_PAYLOAD_BYTES = 6 * 1_024 * 1_024;

/** How many deployments this process has had. */
let deployments = 0;

/** The functions of the deployment. Their environment must be set before: bundles read it when they are loaded. */
export function functionsOf(definitions: Deployment["functions"]): Functions {
	deployments += 1;
	const bundles = new Map([...definitions].map(([id, definition]) => [id, lazyBundle(definition, deployments)]));
	return {
		get: (logicalId) => {
			const definition = definitions.get(logicalId);
			const load = bundles.get(logicalId);
			if (!definition || !load) throw new Error(`There is no function ${logicalId}.`);
			return { invoke: invokerOf(definition, load), timeoutMs: definition.timeoutMs };
		},
		loadAll: async (signal) => {
			for (const load of bundles.values()) if (!signal.aborted) await load().catch(() => {});
		},
	};
}

type Handler = (event: unknown, context: Context) => unknown;
type Load = () => Promise<Handler>;

/** Imports a bundle when it is first needed, and once only. */
function lazyBundle(definition: DeployedFunction, deployment: number): Load {
	let handler: Promise<Handler> | undefined;
	return () => {
		handler ??= importHandler(definition, deployment);
		return handler;
	};
}

async function importHandler({ name, bundle, handler }: DeployedFunction, deployment: number): Promise<Handler> {
	const [file, exported = ""] = handler.split(".");
	const url = pathToFileURL(join(bundle, `${file}.mjs`));
	// A fresh module for each deployment: a module keeps the database client of the environment it was loaded in.
	url.search = `deployment=${deployment}`;
	const module: Record<string, unknown> = await import(url.href);
	if (typeof module[exported] !== "function") throw new Error(`${name} exports no ${exported}.`);
	return module[exported] as Handler;
}

function invokerOf(definition: DeployedFunction, load: Load): Invoke {
	return async (json, requestId, timeoutMs) => {
		let timer: NodeJS.Timeout | undefined;
		try {
			const handler = await load();
			const context = contextOf(definition, requestId, Date.now() + timeoutMs);
			const call = async (): Promise<Invocation> => {
				const answer = JSON.stringify(await handler(JSON.parse(json), context)) ?? "null";
				if (Buffer.byteLength(answer) <= LARGEST_PAYLOAD_BYTES) return { outcome: "answered", json: answer };
				throw new Error(`The answer has more than ${LARGEST_PAYLOAD_BYTES} bytes.`);
			};
			const timeout = new Promise<Invocation>((resolve) => {
				timer = setTimeout(() => resolve({ outcome: "timed-out" }), timeoutMs);
			});
			// Lambda ends a function that exceeds its time. Here it cannot be ended: it runs on and its answer is dropped.
			const invocation = await Promise.race([call(), timeout]);
			if (invocation.outcome === "timed-out") console.error(`${definition.name}: timed out (request ${requestId})`);
			return invocation;
		} catch (error) {
			console.error(`${definition.name}: failed (request ${requestId})`, error);
			return { outcome: "failed" };
		} finally {
			clearTimeout(timer);
		}
	};
}

/** @param deadlineMs the end of the function's time, in milliseconds since the epoch. */
function contextOf(definition: DeployedFunction, requestId: string, deadlineMs: number): Context {
	return {
		functionName: definition.name,
		functionVersion: "$LATEST",
		invokedFunctionArn: `arn:aws:lambda:local:${ACCOUNT_ID}:function:${definition.name}`,
		memoryLimitInMB: String(definition.memoryMb),
		awsRequestId: requestId,
		logGroupName: `/aws/lambda/${definition.name}`,
		logStreamName: "local",
		callbackWaitsForEmptyEventLoop: true,
		getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
		// Lambda's first Node.js version had these three; today only the type requires them.
		done: unsupported,
		fail: unsupported,
		succeed: unsupported,
	};
}

function unsupported(): never {
	throw new Error("A function answers with the promise it returns.");
}

/**
 * The environment of all functions as one, since they share this process. Refuses when two functions have different
 * values for one name.
 */
export function sharedEnvironment(functions: Deployment["functions"]): Readonly<Record<string, string>> {
	const environment = new Map<string, { value: string; functionName: string }>();
	for (const { name: functionName, environment: variables } of functions.values()) {
		for (const [name, value] of Object.entries(variables)) {
			const other = environment.get(name);
			if (other !== undefined && other.value !== value) {
				throw startRefusal(
					`${name} is "${other.value}" for ${other.functionName} and "${value}" for ${functionName}: functions that share a process cannot differ in it.`,
				);
			}
			environment.set(name, { value, functionName });
		}
	}
	return Object.fromEntries([...environment].map(([name, { value }]) => [name, value]));
}
