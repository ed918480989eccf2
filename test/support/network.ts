/**
 * The way to DynamoDB, as a test wants it: every request that the SDK sends (its own retries too) is counted, and can be
 * lost, answered by something else, or delivered without its answer coming back.
 */
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** One HTTP request to DynamoDB. */
export interface Sent {
	/** `PutItem`, `TransactWriteItems`, … */
	readonly operation: string;
	// biome-ignore lint/suspicious/noExplicitAny: DynamoDB's JSON, another for each operation
	readonly input: any;
}

/** DynamoDB's response, as the SDK's HTTP handler gives it. */
type Response = Awaited<ReturnType<DynamoDBClient["config"]["requestHandler"]["handle"]>>;

/** What becomes of a request; `deliver` lets DynamoDB have it. */
export type Fault = (sent: Sent, deliver: () => Promise<Response>) => Promise<Response>;

export interface Network {
	/** All that was sent, in order. */
	readonly sent: Sent[];
	/** What was sent while the task ran, by operation. */
	readonly during: <Value>(task: () => Promise<Value>) => Promise<{ value: Value; operations: string[] }>;
	/** What happens to each request from now on; without an argument nothing does. */
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
		return current ? current(message, deliver) : deliver();
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

/**
 * Every read of the table itself, rather than of its index, is to be of this very moment. DynamoDB Local knows no other,
 * so the request tells.
 */
function mayBeOld({ operation, input }: Sent): boolean {
	if (operation === "BatchGetItem") return Object.values(input.RequestItems).some((part) => !isConsistent(part));
	return (operation === "GetItem" || operation === "Query") && input.IndexName === undefined && !isConsistent(input);
}

const isConsistent = (read: Sent["input"]): boolean => read.ConsistentRead === true;

/** The connection breaks; what the SDK sees is what Node says of a reset connection. */
export function connectionLost(): Error {
	return Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
}

/** Only the first so many requests meet the fault. */
export function onlyTheFirst(times: number, fault: Fault): Fault {
	let left = times;
	return (sent, deliver) => (left-- > 0 ? fault(sent, deliver) : deliver());
}

export const requestLost: Fault = async () => {
	throw connectionLost();
};

export const responseLost: Fault = async (_, deliver) => {
	await deliver();
	throw connectionLost();
};

/** The SDK's time limits are its HTTP handler's, so a request that hangs must hang below it: it ends as they end it. */
export const hangs: Fault = async () => {
	await new Promise((resolve) => setTimeout(resolve, 2_000).unref());
	throw Object.assign(new Error("the request took too long"), { name: "TimeoutError" });
};

/** An error as DynamoDB words it. */
export function saying(type: string, body: Record<string, unknown> = {}, statusCode = 400): Fault {
	return async () => {
		const text = JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: type, ...body });
		const headers = { "content-type": "application/x-amz-json-1.0" };
		return { response: { statusCode, headers, body: Buffer.from(text) } } as unknown as Response;
	};
}

/** A transaction cancelled for these reasons, one for each of its items. */
export const cancelled = (...codes: string[]): Fault =>
	saying("TransactionCanceledException", { CancellationReasons: codes.map((Code) => ({ Code })) });
