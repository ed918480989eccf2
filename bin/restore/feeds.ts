/**
 * Moves the numbers of every feed on. Otherwise the numbers since the instant would be used again, and a reader that has
 * read them would skip the new changes. With the gap, the number that it wants next is missing, and it starts again.
 */
import { type DynamoDBClient, paginateScan, UpdateItemCommand } from "@aws-sdk/client-dynamodb";

/** More changes than a reader can have read since the instant. */
const FEED_GAP = 1_000_000_000;

/** Each head remembers for which table it was moved, so it is moved once, however often this is repeated. */
export async function moveFeedsOn(client: DynamoDBClient, TableName: string): Promise<void> {
	const heads = paginateScan(
		{ client },
		{
			TableName,
			ConsistentRead: true,
			FilterExpression:
				"begins_with(pk, :feed) AND sk = :head AND (attribute_not_exists(movedFor) OR movedFor <> :table)",
			ExpressionAttributeValues: { ":feed": { S: "#changes#" }, ":head": { S: "head" }, ":table": { S: TableName } },
		},
	);
	for await (const { Items = [] } of heads) {
		for (const { pk, sk, last } of Items) {
			if (!pk || !sk || !last) continue;
			await client.send(
				new UpdateItemCommand({
					TableName,
					Key: { pk, sk },
					UpdateExpression: "SET #last = :next, movedFor = :table",
					ConditionExpression: "#last = :last",
					ExpressionAttributeNames: { "#last": "last" },
					ExpressionAttributeValues: {
						":last": last,
						":next": { N: String(Number(last.N) + FEED_GAP) },
						":table": { S: TableName },
					},
				}),
			);
		}
	}
}
