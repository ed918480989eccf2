/**
 * The functions of the template, run in this process: each bundle is imported once and called as Lambda calls it,
 * with JSON in, JSON out, a context and a time limit.
 */

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Context } from "aws-lambda";
import { startRefusal } from "./start-refusal.ts";
import { accountId, type DeployedFunction, type Deployment } from "./template.ts";

/** A function's answer as JSON text; or it threw (or answered no JSON, or too much of it); or its time was over. */
type Invocation =
	| { readonly outcome: "answered"; readonly json: string }
	| { readonly outcome: "failed" }
	| { readonly outcome: "timed-out" };

/** Calls a function with an event as JSON text, for so many milliseconds at most. Never throws. */
export type Invoke = (json: string, requestId: string, timeoutMilliseconds: number) => Promise<Invocation>;

/** What Lambda takes and gives at most in one call: 6 MB of JSON. */
export const largestPayloadBytes = 6 * 1_024 * 1_024;

export interface Functions {
	/** By logical id. A function is loaded when it is first called, and its time counts from then on, as on Lambda. */
	readonly invocable: ReadonlyMap<string, Invoke>;
	/** Loads the others too, one by one until the signal, so that nobody waits for one. A call tells what has failed. */
	readonly loadAll: (signal: AbortSignal) => Promise<void>;
}

/** The functions of the deployment. Their environment must be in place: bundles read it when they are loaded. */
export const functionsOf = (definitions: Deployment["functions"]): Functions => {
	deployments += 1;
	const deployment = deployments;
	const functions = [...definitions].map(([logicalId, definition]) => {
		let handler: Promise<Handler> | undefined;
		const load = () => {
			handler ??= importHandler(definition, deployment);
			return handler;
		};
		return { logicalId, load, invoke: invokerOf(definition, load) };
	});
	return {
		invocable: new Map(functions.map(({ logicalId, invoke }) => [logicalId, invoke])),
		loadAll: async (signal) => {
			for (const { load } of functions) if (!signal.aborted) await load().catch(() => {});
		},
	};
};

/** Makes each deployment import its bundles anew: a module keeps the database client of the environment it first met. */
let deployments = 0;

type Handler = (event: unknown, context: Context) => unknown;

const importHandler = async ({ name, bundle, handler }: DeployedFunction, deployment: number) => {
	const [file, exported = ""] = handler.split(".");
	const url = pathToFileURL(join(bundle, `${file}.mjs`));
	url.search = `deployment=${deployment}`;
	const module: Record<string, unknown> = await import(url.href);
	if (typeof module[exported] !== "function") throw new Error(`${name} exports no ${exported}.`);
	return module[exported] as Handler;
};

const invokerOf =
	(definition: DeployedFunction, load: () => Promise<Handler>): Invoke =>
	async (json, requestId, timeoutMilliseconds) => {
		let timer: NodeJS.Timeout | undefined;
		try {
			const handler = await load();
			const context = contextOf(definition, requestId, Date.now() + timeoutMilliseconds);
			const call = async (): Promise<Invocation> => {
				const answer = JSON.stringify(await handler(JSON.parse(json), context)) ?? "null";
				if (Buffer.byteLength(answer) <= largestPayloadBytes) return { outcome: "answered", json: answer };
				throw new Error(`The answer has more than ${largestPayloadBytes} bytes.`);
			};
			const timeout = new Promise<Invocation>((resolve) => {
				timer = setTimeout(() => resolve({ outcome: "timed-out" }), timeoutMilliseconds);
			});
			// Lambda ends a function whose time is over. Here nobody can: it runs on, and what it answers is dropped.
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

const contextOf = (definition: DeployedFunction, requestId: string, deadline: number): Context => ({
	functionName: definition.name,
	functionVersion: "$LATEST",
	invokedFunctionArn: `arn:aws:lambda:local:${accountId}:function:${definition.name}`,
	memoryLimitInMB: String(definition.memoryMegabytes),
	awsRequestId: requestId,
	logGroupName: `/aws/lambda/${definition.name}`,
	logStreamName: "local",
	callbackWaitsForEmptyEventLoop: true,
	getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
	// Of the first Node.js on Lambda; kept in the type alone.
	done: unsupported,
	fail: unsupported,
	succeed: unsupported,
});

const unsupported = () => {
	throw new Error("A function answers by its promise.");
};

/**
 * The environment of all functions as one, since they share this process. Refuses when two functions are given
 * different values under one name.
 */
export const functionsEnvironment = (functions: Deployment["functions"]): Readonly<Record<string, string>> => {
	const environment = new Map<string, { value: string; functionName: string }>();
	for (const { name: functionName, environment: own } of functions.values()) {
		for (const [name, value] of Object.entries(own)) {
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
};
