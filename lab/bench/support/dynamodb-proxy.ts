/**
 * A proxy between the service and its own DynamoDB Local. It counts requests, because requests cost money, and injects
 * faults on demand.
 */
import type { IncomingMessage } from "node:http";
import { startDynamoDb } from "../../../local/dynamodb-local.ts";
import { type Answer, type Break, breakingProxy, type Rates } from "../../stampede/breaking-proxy.ts";

type Fault = Break | "throttled" | "conflict";

export interface DynamoDbProxy {
	/** For `AWS_ENDPOINT_URL_DYNAMODB`. */
	readonly endpoint: string;
	/** Bypasses the proxy, to see the table as it is. */
	readonly directEndpoint: string;
	/** Requests so far, by operation. */
	readonly counts: () => ReadonlyMap<string, number>;
	/** Faults so far, by kind. */
	readonly faults: () => ReadonlyMap<string, number>;
	/** Sets the rates from now on; `undefined` stops all faults. There are none at first. */
	readonly breakWith: (rates: Rates<Fault> | undefined) => void;
	readonly stop: () => Promise<void>;
}

export async function dynamoDbProxy(): Promise<DynamoDbProxy> {
	const database = await startDynamoDb({ forLong: true });
	const counts = new Map<string, number>();
	const onRequest = (request: IncomingMessage) => {
		const operation = operationOf(request);
		counts.set(operation, (counts.get(operation) ?? 0) + 1);
	};
	const proxy = await breakingProxy(database.endpoint, { onRequest, answers: { throttled, conflict } });
	return {
		endpoint: proxy.address,
		directEndpoint: database.endpoint,
		counts: () => new Map(counts),
		faults: proxy.faults,
		breakWith: proxy.breakWith,
		stop: async () => {
			proxy.stop();
			await database.stop();
		},
	};
}

const operationOf = ({ headers }: IncomingMessage) => String(headers["x-amz-target"]).split(".")[1] ?? "";

function throttled(): ReturnType<Answer> {
	return dynamoDbError("ThrottlingException", {});
}

/** As if another transaction held one of the items: DynamoDB's error for a transaction, or for a single write. */
function conflict(request: IncomingMessage, body: Buffer): ReturnType<Answer> {
	const operation = operationOf(request);
	if (operation === "TransactWriteItems") {
		const items: unknown[] = JSON.parse(body.toString()).TransactItems;
		const conflicting = Math.floor(Math.random() * items.length);
		const CancellationReasons = items.map((_, index) => ({
			Code: index === conflicting ? "TransactionConflict" : "None",
		}));
		return dynamoDbError("TransactionCanceledException", { CancellationReasons });
	}
	return /^(Put|Update|Delete)Item$/.test(operation) ? dynamoDbError("TransactionConflictException", {}) : undefined;
}

const dynamoDbError = (type: string, more: object) => ({
	status: 400,
	type: "application/x-amz-json-1.0",
	body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: type, ...more }),
});
