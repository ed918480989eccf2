/** The same conditional writes as this service's, and nothing else: what the local engine itself takes. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { type SeatAnswer, serve } from "../support/rival.ts";

const TableName = process.env["TABLE_NAME"] ?? "";
const LOCK_SECONDS = 600;
const documents = DynamoDBDocumentClient.from(
	new DynamoDBClient({
		endpoint: process.env["STORE"] ?? "",
		region: "local",
		credentials: { accessKeyId: "local", secretAccessKey: "local" },
	}),
);

await serve(async ({ verb, seat, token }): Promise<SeatAnswer> => {
	const now = Math.floor(Date.now() / 1_000);
	const [section = "", row = "", number = ""] = seat.split("/");
	const Key = { pk: `bare#bare#${section}`, sk: JSON.stringify([row, number]) };
	const names = { "#status": "status", "#token": "tokenHash", "#expires": "expires" };
	const shard = `bare#bare#${section}`;
	if (verb === "num_available") {
		const found = await documents.send(
			new QueryCommand({
				TableName,
				IndexName: "count",
				KeyConditionExpression: "#shard = :shard",
				ExpressionAttributeNames: { "#shard": "shard" },
				ExpressionAttributeValues: { ":shard": shard },
				Select: "COUNT",
			}),
		);
		return { code: 200, num: Number(process.env["SEATS"]) - (found.Count ?? 0) };
	}
	if (verb === "check") {
		const { Item: item } = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
		return { code: 200, status: item?.["status"] ?? "available" };
	}
	const command =
		verb === "lock"
			? new PutCommand({
					TableName,
					Item: { ...Key, shard, status: "locked", tokenHash: token, lockedAt: now, expires: now + LOCK_SECONDS },
					ConditionExpression:
						"attribute_not_exists(#status) OR (#status = :locked AND (#expires <= :now OR #token = :token))",
					ExpressionAttributeNames: names,
					ExpressionAttributeValues: { ":locked": "locked", ":now": now, ":token": token },
				})
			: new UpdateCommand({
					TableName,
					Key,
					UpdateExpression: "SET #status = :sold REMOVE #expires",
					ConditionExpression: "#token = :token AND (#status = :sold OR (#status = :locked AND #expires > :now))",
					ExpressionAttributeNames: names,
					ExpressionAttributeValues: { ":locked": "locked", ":sold": "sold", ":now": now, ":token": token },
				});
	try {
		await documents.send(command as PutCommand);
		return { code: 200, message: "done" };
	} catch (error) {
		if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
		return { code: 409, message: "taken" };
	}
});
