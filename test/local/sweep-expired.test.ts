import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, test } from "@jest/globals";
import { sweepOnce } from "../../local/sweep-expired.ts";
import { createTable } from "../../local/table.ts";

test("an expired record is deleted although it lacks the key of a sparse index, and others stay", async () => {
	const client = new DynamoDBClient();
	const name = "sweeping";
	await createTable(client, name, {
		timeToLiveAttribute: undefined,
		input: {
			AttributeDefinitions: ["id", "sale"].map((AttributeName) => ({ AttributeName, AttributeType: "S" as const })),
			KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
			BillingMode: "PAY_PER_REQUEST",
			GlobalSecondaryIndexes: [
				{
					IndexName: "orders",
					KeySchema: [{ AttributeName: "sale", KeyType: "HASH" }],
					Projection: { ProjectionType: "KEYS_ONLY" },
				},
			],
		},
	});
	const soon = Math.floor(Date.now() / 1_000) + 1_000;
	const records = { ended: { N: "1000" }, living: { N: String(soon) }, lasting: undefined };
	for (const [id, ttl] of Object.entries(records)) {
		await client.send(new PutItemCommand({ TableName: name, Item: { id: { S: id }, ...(ttl && { ttl }) } }));
	}

	await sweepOnce(client, { name, keys: ["id"], attribute: "ttl" });

	const left = await Promise.all(
		Object.keys(records).map(async (id) => {
			const { Item } = await client.send(new GetItemCommand({ TableName: name, Key: { id: { S: id } } }));
			return Item?.["id"]?.S;
		}),
	);
	expect(left).toEqual([undefined, "living", "lasting"]);
	client.destroy();
});
