/** The table of the template, created in DynamoDB Local. */
import {
	DescribeTableCommand,
	DescribeTimeToLiveCommand,
	DynamoDBClient,
	GetItemCommand,
	PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Synthesis } from "../../lib/app.ts";
import { type DynamoDbLocal, startDynamoDb } from "../../local/dynamodb-local.ts";
import { createTables } from "../../local/table.ts";
import { tableNames } from "../../local/template.ts";

let engine: DynamoDbLocal;
let client: DynamoDBClient;
beforeAll(async () => {
	engine = await startDynamoDb();
	client = new DynamoDBClient({
		endpoint: engine.endpoint,
		region: "us-east-1",
		credentials: { accessKeyId: "local", secretAccessKey: "local" },
	});
});
afterAll(() => engine?.stop());

/** A template with one table, in the form in which CDK writes a TableV2. */
function templateOf(TableName: string | undefined, properties = {}): Synthesis["resources"] {
	return {
		SeatsTable1A2B: {
			Type: "AWS::DynamoDB::GlobalTable",
			Properties: {
				...(TableName && { TableName }),
				AttributeDefinitions: [
					{ AttributeName: "pk", AttributeType: "S" },
					{ AttributeName: "sk", AttributeType: "S" },
					{ AttributeName: "shard", AttributeType: "S" },
				],
				KeySchema: [
					{ AttributeName: "pk", KeyType: "HASH" },
					{ AttributeName: "sk", KeyType: "RANGE" },
				],
				BillingMode: "PAY_PER_REQUEST",
				GlobalSecondaryIndexes: [
					{
						IndexName: "count",
						KeySchema: [
							{ AttributeName: "shard", KeyType: "HASH" },
							{ AttributeName: "pk", KeyType: "RANGE" },
						],
						Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["status", "expires"] },
						WriteProvisionedThroughputSettings: {},
					},
				],
				TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
				StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
				Replicas: [{ Region: { Ref: "AWS::Region" } }],
				...properties,
			},
		},
	};
}

describe("creating the table", () => {
	test("the table has the keys, index, billing, TTL and stream of the template", async () => {
		await createTables(client, templateOf("complete"));

		const { Table } = await client.send(new DescribeTableCommand({ TableName: "complete" }));
		expect(Table).toMatchObject({
			KeySchema: [
				{ AttributeName: "pk", KeyType: "HASH" },
				{ AttributeName: "sk", KeyType: "RANGE" },
			],
			BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
			GlobalSecondaryIndexes: [
				{
					IndexName: "count",
					KeySchema: [
						{ AttributeName: "shard", KeyType: "HASH" },
						{ AttributeName: "pk", KeyType: "RANGE" },
					],
					Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["status", "expires"] },
				},
			],
			StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
		});
		const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName: "complete" }));
		expect(ttl.TimeToLiveDescription).toEqual({ AttributeName: "expires", TimeToLiveStatus: "ENABLED" });
	});

	test("a table without a name in the template is named by its logical id", () => {
		expect([...tableNames(templateOf("seats"))]).toEqual([["SeatsTable1A2B", "seats"]]);
		expect([...tableNames(templateOf(undefined))]).toEqual([["SeatsTable1A2B", "SeatsTable1A2B"]]);
	});

	test("an existing table keeps its items", async () => {
		const Key = { pk: { S: "p" }, sk: { S: "s" } };
		await createTables(client, templateOf("kept"));
		await client.send(new PutItemCommand({ TableName: "kept", Item: Key }));

		await createTables(client, templateOf("kept"));

		expect((await client.send(new GetItemCommand({ TableName: "kept", Key }))).Item).toEqual(Key);
	});

	test("an existing table without TTL gets it: its creation may have been interrupted", async () => {
		await createTables(client, templateOf("half", { TimeToLiveSpecification: undefined }));

		await createTables(client, templateOf("half"));

		const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName: "half" }));
		expect(ttl.TimeToLiveDescription?.AttributeName).toBe("expires");
	});

	test("an existing table whose TTL looks at another attribute gets the template's", async () => {
		await createTables(client, templateOf("renamed"));
		const TimeToLiveSpecification = { AttributeName: "endsAt", Enabled: true };

		await createTables(client, templateOf("renamed", { TimeToLiveSpecification }));

		const ttl = await client.send(new DescribeTimeToLiveCommand({ TableName: "renamed" }));
		expect(ttl.TimeToLiveDescription).toEqual({ AttributeName: "endsAt", TimeToLiveStatus: "ENABLED" });
	});

	test("a table may have several indexes, and is found again with them in any order", async () => {
		const index = (IndexName: string, key: string, Projection: object) => ({
			IndexName,
			KeySchema: [{ AttributeName: key, KeyType: "HASH" }],
			Projection,
			OnDemandThroughput: { MaxReadRequestUnits: 100 },
			WarmThroughput: { ReadUnitsPerSecond: 12_000 },
		});
		const indexes = [
			index("count", "shard", { ProjectionType: "INCLUDE", NonKeyAttributes: ["status", "expires"] }),
			index("orders", "sale", { ProjectionType: "KEYS_ONLY" }),
			index("by-sort-key", "sk", { ProjectionType: "ALL" }),
		];
		const properties = {
			AttributeDefinitions: ["pk", "sk", "shard", "sale"].map((AttributeName) => ({
				AttributeName,
				AttributeType: "S",
			})),
			GlobalSecondaryIndexes: indexes,
		};

		await createTables(client, templateOf("indexes", properties));
		await createTables(client, templateOf("indexes", { ...properties, GlobalSecondaryIndexes: indexes.toReversed() }));

		const { Table } = await client.send(new DescribeTableCommand({ TableName: "indexes" }));
		const described = Table?.GlobalSecondaryIndexes?.map(({ IndexName, Projection }) => [IndexName, Projection]);
		expect(Object.fromEntries(described ?? [])).toEqual({
			count: { ProjectionType: "INCLUDE", NonKeyAttributes: expect.arrayContaining(["status", "expires"]) },
			orders: { ProjectionType: "KEYS_ONLY" },
			"by-sort-key": { ProjectionType: "ALL" },
		});
		const AttributeDefinitions = properties.AttributeDefinitions.filter(
			({ AttributeName }) => AttributeName !== "sale",
		);
		const fewer = {
			AttributeDefinitions,
			GlobalSecondaryIndexes: indexes.filter(({ IndexName }) => IndexName !== "orders"),
		};
		await expect(createTables(client, templateOf("indexes", fewer))).rejects.toThrow(
			"exists with other keys or indexes",
		);
	});

	test("an existing table without a stream gets one", async () => {
		await createTables(client, templateOf("streamless", { StreamSpecification: undefined }));

		await createTables(client, templateOf("streamless"));

		const { Table } = await client.send(new DescribeTableCommand({ TableName: "streamless" }));
		expect(Table?.StreamSpecification).toEqual({ StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" });
	});

	test("only tables that did not exist are reported as created", async () => {
		expect([...(await createTables(client, templateOf("reported")))]).toEqual(["reported"]);
		expect([...(await createTables(client, templateOf("reported")))]).toEqual([]);
	});

	test.each([
		[
			"keys",
			{
				AttributeDefinitions: ["pk", "shard"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
				KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
			},
		],
		[
			"indexes",
			{
				AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
				GlobalSecondaryIndexes: undefined,
			},
		],
	])("an existing table with other %s is refused", async (difference, properties) => {
		await createTables(client, templateOf(`other-${difference}`));

		await expect(createTables(client, templateOf(`other-${difference}`, properties))).rejects.toThrow(
			`The table other-${difference} exists with other keys or indexes`,
		);
	});
});
