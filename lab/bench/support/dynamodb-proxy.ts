/**
 * Stands between the service and a DynamoDB Local of its own: counts what passes, for requests are what is paid for,
 * and breaks some of it when told to.
 */
import type { IncomingMessage } from "node:http";
import { startDynamoDb } from "../../../local/dynamodb-local.ts";
import { type Answer, type Break, breakingProxy, type Rates } from "../../stampede/breaking-proxy.ts";

type Fault = Break | "throttled" | "conflict";

export interface DynamoDbProxy {
	/** For `AWS_ENDPOINT_URL_DYNAMODB`. */
	readonly endpoint: string;
	/** Past the proxy: for whoever wants to see the table as it is. */
	readonly directEndpoint: string;
	/** Requests so far, by operation. */
	readonly counts: () => ReadonlyMap<string, number>;
	/** Faults so far, by kind. */
	readonly faults: () => ReadonlyMap<string, number>;
	/** From now on; none unless told. */
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

const throttled: Answer = () => refusal("ThrottlingException", {});

/** Another transaction was at the same items: as DynamoDB says it of a transaction, and of a single write. */
const conflict: Answer = (request, body) => {
	const operation = operationOf(request);
	if (operation === "TransactWriteItems") {
		const items: unknown[] = JSON.parse(body.toString()).TransactItems;
		const met = Math.floor(Math.random() * items.length);
		const CancellationReasons = items.map((_, index) => ({ Code: index === met ? "TransactionConflict" : "None" }));
		return refusal("TransactionCanceledException", { CancellationReasons });
	}
	return /^(Put|Update|Delete)Item$/.test(operation) ? refusal("TransactionConflictException", {}) : undefined;
};

const refusal = (type: string, more: object) => ({
	status: 400,
	type: "application/x-amz-json-1.0",
	body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: type, ...more }),
});
