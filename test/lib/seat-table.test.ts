import { describe, expect, test } from "@jest/globals";
import { COUNT_INDEX } from "../../store/keys.ts";
import { resourcesOf, templateOf, theOnly, written } from "./template.ts";

const dev = templateOf({ stage: "dev" });
const prod = templateOf({ stage: "prod" });
const TABLE_TYPE = "AWS::DynamoDB::GlobalTable";

describe.each([
	["dev", dev],
	["prod", prod],
])("the table in stage %s", (_, template) => {
	const { Properties: table } = theOnly(template, TABLE_TYPE);

	test("there is one table, on demand, with the keys pk and sk", () => {
		expect(resourcesOf(template, "AWS::DynamoDB::Table")).toEqual([]);
		expect(table.KeySchema).toEqual([
			{ AttributeName: "pk", KeyType: "HASH" },
			{ AttributeName: "sk", KeyType: "RANGE" },
		]);
		expect(table.AttributeDefinitions).toEqual([
			{ AttributeName: "pk", AttributeType: "S" },
			{ AttributeName: "sk", AttributeType: "S" },
			{ AttributeName: "shard", AttributeType: "S" },
			{ AttributeName: "sale", AttributeType: "S" },
		]);
		expect(table.BillingMode).toBe("PAY_PER_REQUEST");
	});

	test("the index count has the keys shard and pk, and projects what counting needs: status, expires and start", () => {
		expect(table.GlobalSecondaryIndexes).toHaveLength(2);
		expect(table.GlobalSecondaryIndexes[0]).toMatchObject({
			IndexName: "count",
			KeySchema: [
				{ AttributeName: "shard", KeyType: "HASH" },
				{ AttributeName: "pk", KeyType: "RANGE" },
			],
			Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["status", "expires", "start"] },
		});
	});

	test("the index orders has the keys sale and pk, and projects status, soldAt and order, but nothing of a token (I9)", () => {
		expect(table.GlobalSecondaryIndexes[1]).toMatchObject({
			IndexName: "orders",
			KeySchema: [
				{ AttributeName: "sale", KeyType: "HASH" },
				{ AttributeName: "pk", KeyType: "RANGE" },
			],
			Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["status", "soldAt", "order"] },
		});
	});

	test("TTL deletes records by their `ttl`, not by the end of a lock, because a seat may need its record after that", () => {
		expect(table.TimeToLiveSpecification).toEqual({ AttributeName: "ttl", Enabled: true });
	});

	test("the table has point-in-time recovery", () => {
		expect(table.Replicas).toHaveLength(1);
		expect(table.Replicas[0].PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
	});
});

test("the store queries the index by the name that the infrastructure gives it", () => {
	const { Properties: table } = theOnly(prod, TABLE_TYPE);

	expect(table.GlobalSecondaryIndexes[0].IndexName).toBe(COUNT_INDEX);
});

test("in dev the table is deleted with its stack", () => {
	const table = theOnly(dev, TABLE_TYPE);

	expect(table.DeletionPolicy).toBe("Delete");
	expect(table.Properties.Replicas[0].DeletionProtectionEnabled).toBe(false);
});

test("in prod the table outlives its stack and is protected against deletion", () => {
	const table = theOnly(prod, TABLE_TYPE);

	expect(table.DeletionPolicy).toBe("RetainExceptOnCreate");
	expect(table.Properties.Replicas[0].DeletionProtectionEnabled).toBe(true);
});

test("the table and its indexes serve no more than the stage's maximum, which limits the cost of a mistake", () => {
	const { Properties: table } = theOnly(prod, TABLE_TYPE);
	const [replica] = table.Replicas;

	expect(table.WriteOnDemandThroughputSettings).toEqual({ MaxWriteRequestUnits: 40_000 });
	for (const index of table.GlobalSecondaryIndexes) {
		expect(index.WriteOnDemandThroughputSettings).toEqual({ MaxWriteRequestUnits: 40_000 });
	}
	expect(replica.ReadOnDemandThroughputSettings).toEqual({ MaxReadRequestUnits: 40_000 });
	expect(replica.GlobalSecondaryIndexes).toEqual([
		{ IndexName: "count", ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 40_000 } },
		{ IndexName: "orders", ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 40_000 } },
	]);
});

test("the table and its indexes are warmed only for expected buyers, and for as many as are expected", () => {
	const { Properties: cold } = theOnly(prod, TABLE_TYPE);
	const { Properties: warm } = theOnly(templateOf({ stage: "prod", expectedBuyers: "100000" }), TABLE_TYPE);

	expect(cold.WarmThroughput).toBeUndefined();
	expect(warm.WarmThroughput).toEqual({ ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 18_000 });
	expect(warm.GlobalSecondaryIndexes[0].WarmThroughput).toEqual({
		ReadUnitsPerSecond: 12_000,
		WriteUnitsPerSecond: 9_000,
	});
	expect(warm.GlobalSecondaryIndexes[1].WarmThroughput).toEqual({
		ReadUnitsPerSecond: 12_000,
		WriteUnitsPerSecond: 5_000,
	});
});

test("more expected buyers than the stage's limits allow are refused", () => {
	expect(() => templateOf({ stage: "dev", expectedBuyers: "100000" })).toThrow(
		"100000 buyers need 6667 requests a second, and stage dev allows less: raise its throttle",
	);
});

test("expected buyers are refused while another table is served", () => {
	expect(() => templateOf({ servedTable: "restored", expectedBuyers: "1000" })).toThrow("warm that one by hand");
});

test.each(["0", "-1", "many", "1.5"])("a number of expected buyers of %s is refused", (expectedBuyers) => {
	expect(() => templateOf({ expectedBuyers })).toThrow(`"${expectedBuyers}" cannot be the number of expected buyers`);
});

test("the service can be served from a restored table, and the stack's own table stays", () => {
	const template = templateOf({ stage: "prod", servedTable: "restored" });
	const places = resourcesOf(template, "AWS::IAM::Policy")
		.flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
		.filter(({ Action }) => [Action].flat().some((action: string) => action.startsWith("dynamodb:")))
		.map(({ Resource }) => written(Resource));

	expect(resourcesOf(template, TABLE_TYPE)).toHaveLength(1);
	expect(new Set(places.map((place) => place.split(":table/")[1]))).toEqual(
		new Set(["restored", "restored/index/count", "restored/index/orders"]),
	);
	for (const { Properties } of resourcesOf(template, "AWS::Lambda::Function")) {
		expect(["restored", undefined]).toContain(Properties.Environment.Variables.TABLE_NAME);
	}
});
