/**
 * Moves the numbers of every feed on. Otherwise the numbers since the instant would be used again, and a reader that has
 * read them would skip the new changes. With the gap, the number that it wants next is missing, and it starts again. An
 * event whose seats had not moved at the instant has no feed in the restored table, but its readers may have read one.
 */
import { type AttributeValue, type DynamoDBClient, paginateScan, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

/** More changes than a reader can have read since the instant. */
const FEED_GAP = 1_000_000_000;

/** Where the feeds are (store/keys.ts). */
const FEED = "#changes#";

/** Each head remembers for which table it was moved, so it is moved once, however often this is repeated. */
export async function moveFeedsOn(client: DynamoDBClient, TableName: string): Promise<void> {
	const records = paginateScan(
		{ client },
		{
			TableName,
			ConsistentRead: true,
			FilterExpression: "sk = :event OR (begins_with(pk, :feed) AND sk = :head)",
			ProjectionExpression: "pk, sk, #last, movedFor",
			ExpressionAttributeNames: { "#last": "last" },
			ExpressionAttributeValues: { ":event": { S: "event" }, ":feed": { S: FEED }, ":head": { S: "head" } },
		},
	);
	/** The last number of each feed, by its partition; `undefined` where an event has none. */
	const feeds = new Map<string, AttributeValue | undefined>();
	const moved = new Set<string>();
	for await (const { Items = [] } of records) {
		for (const { pk, sk, last, movedFor } of Items) {
			const feed = sk?.S === "event" ? `${FEED}${pk?.S}` : (pk?.S ?? "");
			feeds.set(feed, last ?? feeds.get(feed));
			if (movedFor?.S === TableName) moved.add(feed);
		}
	}
	for (const [feed, last] of feeds) if (!moved.has(feed)) await moveFeedOn(client, TableName, feed, last);
}

async function moveFeedOn(
	client: DynamoDBClient,
	TableName: string,
	feed: string,
	last: AttributeValue | undefined,
): Promise<void> {
	await client.send(
		new UpdateItemCommand({
			TableName,
			Key: { pk: { S: feed }, sk: { S: "head" } },
			UpdateExpression: "SET #last = :next, movedFor = :table",
			ConditionExpression: last ? "#last = :last" : "attribute_not_exists(#last)",
			ExpressionAttributeNames: { "#last": "last" },
			ExpressionAttributeValues: {
				...(last && { ":last": last }),
				":next": { N: String(Number(last?.N ?? 0) + FEED_GAP) },
				":table": { S: TableName },
			},
		}),
	);
}
