/**
 * Deletes records whose TTL has passed, as DynamoDB does within days. DynamoDB Local's own sweep stops for ever at an
 * expired record that lacks the key of an index, which every lock does: the index of orders has sales only.
 */
import { DeleteItemCommand, type DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";

const SWEEP_MS = 10_000;

/** A table whose records expire. */
export interface ExpiringTable {
	readonly name: string;
	/** The names of its key attributes. */
	readonly keys: readonly string[];
	/** The attribute with the epoch second after which a record expires. */
	readonly attribute: string;
}

/** Sweeps the tables every few seconds. The result stops it. */
export function sweepExpired(client: DynamoDBClient, tables: readonly ExpiringTable[]): () => Promise<void> {
	let sweeping = Promise.resolve();
	const sweepAll = async () => {
		for (const table of tables) await sweepOnce(client, table);
	};
	const timer = setInterval(() => {
		// A sweep that fails is tried again with the next one.
		sweeping = sweeping.then(sweepAll).catch(() => {});
	}, SWEEP_MS);
	return async () => {
		clearInterval(timer);
		await sweeping;
	};
}

/** Deletes each expired record, unless it has changed since it was read. */
export async function sweepOnce(client: DynamoDBClient, { name, keys, attribute }: ExpiringTable): Promise<void> {
	const expired = {
		TableName: name,
		ExpressionAttributeValues: { ":now": { N: String(Math.floor(Date.now() / 1_000)) } },
	};
	const keyNames = Object.fromEntries(keys.map((key, index) => [`#key${index}`, key]));
	const pages = paginateScan(
		{ client },
		{
			...expired,
			ExpressionAttributeNames: { "#ttl": attribute, ...keyNames },
			FilterExpression: "#ttl < :now",
			ProjectionExpression: Object.keys(keyNames).join(", "),
		},
	);
	for await (const { Items = [] } of pages) {
		for (const Key of Items) {
			const unchanged = { ExpressionAttributeNames: { "#ttl": attribute }, ConditionExpression: "#ttl < :now" };
			await client.send(new DeleteItemCommand({ ...expired, Key, ...unchanged })).catch((error) => {
				if (error.name !== "ConditionalCheckFailedException") throw error;
			});
		}
	}
}
