/**
 * A client's connection to DynamoDB in the hands of a test. Every request is recorded, also the SDK's own retries, and
 * can be lost, answered by something else, or delivered without its response coming back.
 */
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** One HTTP request to DynamoDB. */
export interface Sent {
	/** `PutItem`, `TransactWriteItems`, … */
	readonly operation: string;
	// biome-ignore lint/suspicious/noExplicitAny: DynamoDB's JSON, which differs for each operation
	readonly input: any;
}

/** DynamoDB's response, as the SDK's HTTP handler returns it. */
type Response = Awaited<ReturnType<DynamoDBClient["config"]["requestHandler"]["handle"]>>;

/** Handles a request in DynamoDB's place; `deliver` sends it on to DynamoDB. `ended` aborts when nobody waits any more. */
export type Fault = (sent: Sent, deliver: () => Promise<Response>, ended?: AbortSignal) => Promise<Response>;

export interface Network {
	/** Every request so far, in order. */
	readonly sent: Sent[];
	/** Runs the task and lists the operations that were sent while it ran. */
	readonly during: <Value>(task: () => Promise<Value>) => Promise<{ value: Value; operations: string[] }>;
	/** Applies the fault to each request from now on; without an argument, requests are delivered again. */
	readonly break: (fault?: Fault) => void;
}

export function tapNetwork(client: DynamoDBClient): Network {
	const sent: Sent[] = [];
	let current: Fault | undefined;
	const handler = client.config.requestHandler;
	const handle = handler.handle.bind(handler);
	handler.handle = async (request, options) => {
		const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
		const message = { operation, input: JSON.parse(new TextDecoder().decode(request.body)) };
		sent.push(message);
		if (mayBeOld(message)) throw new Error(`${operation} may read what is old`);
		const deliver = () => handle(request, options);
		return current ? current(message, deliver, endOf(options)) : deliver();
	};
	return {
		sent,
		during: async (task) => {
			const before = sent.length;
			const value = await task();
			return { value, operations: sent.slice(before).map(({ operation }) => operation) };
		},
		break: (fault) => {
			current = fault;
		},
	};
}

const endOf = (options: object | undefined) =>
	(options as { readonly abortSignal?: AbortSignal } | undefined)?.abortSignal;

/**
 * Every read of the table itself must be strongly consistent, except of a reading and its lease, which say themselves how
 * old they are; a read of its index cannot be. DynamoDB Local never answers with old data, so the request is checked
 * instead.
 */
function mayBeOld({ operation, input }: Sent): boolean {
	if (operation === "BatchGetItem") return Object.values(input.RequestItems).some((part) => !isConsistent(part));
	if (input.Key?.pk.S.startsWith("#reading#")) return false;
	return (operation === "GetItem" || operation === "Query") && input.IndexName === undefined && !isConsistent(input);
}

const isConsistent = (read: Sent["input"]): boolean => read.ConsistentRead === true;

/** The error that Node raises when a connection is reset. */
export function connectionLost(): Error {
	return Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
}

/** Applies the fault to the first requests only, as many as `times`. */
export function onlyTheFirst(times: number, fault: Fault): Fault {
	let left = times;
	return (sent, deliver) => (left-- > 0 ? fault(sent, deliver) : deliver());
}

export async function requestLost(..._: Parameters<Fault>): Promise<never> {
	throw connectionLost();
}

export async function responseLost(...[, deliver]: Parameters<Fault>): Promise<never> {
	await deliver();
	throw connectionLost();
}

/** No response comes. The SDK's HTTP handler, which has the time limits, is replaced here, so the fault times out itself. */
export async function hangs(...[, , ended]: Parameters<Fault>): Promise<never> {
	await new Promise((resolve) => {
		setTimeout(resolve, 2_000).unref();
		ended?.addEventListener("abort", resolve);
	});
	if (ended?.aborted) throw Object.assign(new Error("nobody waits any more"), { name: "AbortError" });
	throw Object.assign(new Error("the request took too long"), { name: "TimeoutError" });
}

/** An error response in DynamoDB's form; with status 200, any response. */
export function saying(type: string, body: Record<string, unknown> = {}, statusCode = 400): Fault {
	return async () => {
		const text = JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: type, ...body });
		const headers = { "content-type": "application/x-amz-json-1.0" };
		return { response: { statusCode, headers, body: Buffer.from(text) } } as unknown as Response;
	};
}

/** A transaction that is cancelled for these reasons, one for each of its items. */
export const cancelled = (...codes: string[]): Fault =>
	saying("TransactionCanceledException", { CancellationReasons: codes.map((Code) => ({ Code })) });
