import { describe, expect, test } from "@jest/globals";
import { resourcesOf, templateOf, theOnly, written } from "./template.ts";

const dev = templateOf({ stage: "dev" });
const prod = templateOf({ stage: "prod" });
const type = "AWS::DynamoDB::GlobalTable";

describe.each([
	["dev", dev],
	["prod", prod],
])("in stage %s", (_, template) => {
	const { Properties: table } = theOnly(template, type);

	test("there is one table, keyed by pk and sk, and paid by the request", () => {
		expect(resourcesOf(template, "AWS::DynamoDB::Table")).toEqual([]);
		expect(table.KeySchema).toEqual([
			{ AttributeName: "pk", KeyType: "HASH" },
			{ AttributeName: "sk", KeyType: "RANGE" },
		]);
		expect(table.AttributeDefinitions).toEqual([
			{ AttributeName: "pk", AttributeType: "S" },
			{ AttributeName: "sk", AttributeType: "S" },
			{ AttributeName: "shard", AttributeType: "S" },
		]);
		expect(table.BillingMode).toBe("PAY_PER_REQUEST");
	});

	test("the one index counts by shard and section, and sees of a seat its status and its end alone", () => {
		expect(table.GlobalSecondaryIndexes).toHaveLength(1);
		expect(table.GlobalSecondaryIndexes[0]).toMatchObject({
			IndexName: "count",
			KeySchema: [
				{ AttributeName: "shard", KeyType: "HASH" },
				{ AttributeName: "pk", KeyType: "RANGE" },
			],
			Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["status", "expires"] },
		});
	});

	test("what is deleted for its age is what has an `expires`", () => {
		expect(table.TimeToLiveSpecification).toEqual({ AttributeName: "expires", Enabled: true });
	});

	test("the table can be restored to any second of the last weeks", () => {
		expect(table.Replicas).toHaveLength(1);
		expect(table.Replicas[0].PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
	});
});

test("in dev the table goes with its stack", () => {
	const table = theOnly(dev, type);

	expect(table.DeletionPolicy).toBe("Delete");
	expect(table.Properties.Replicas[0].DeletionProtectionEnabled).toBe(false);
});

test("outside dev the table outlives its stack, and is not deleted by mistake", () => {
	const table = theOnly(prod, type);

	expect(table.DeletionPolicy).toBe("Retain");
	expect(table.Properties.Replicas[0].DeletionProtectionEnabled).toBe(true);
});

test("table and index serve no more than the stage allows: what goes wrong costs so much and no more", () => {
	const { Properties: table } = theOnly(prod, type);
	const [index] = table.GlobalSecondaryIndexes;
	const [replica] = table.Replicas;

	expect(table.WriteOnDemandThroughputSettings).toEqual({ MaxWriteRequestUnits: 40_000 });
	expect(index.WriteOnDemandThroughputSettings).toEqual({ MaxWriteRequestUnits: 40_000 });
	expect(replica.ReadOnDemandThroughputSettings).toEqual({ MaxReadRequestUnits: 40_000 });
	expect(replica.GlobalSecondaryIndexes).toEqual([
		{ IndexName: "count", ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 40_000 } },
	]);
});

test("the table is cold unless a sale is expected, and then warm for its buyers, and so is its index", () => {
	const { Properties: cold } = theOnly(prod, type);
	const { Properties: warm } = theOnly(templateOf({ stage: "prod", expectedBuyers: "100000" }), type);

	expect(cold.WarmThroughput).toBeUndefined();
	expect(warm.WarmThroughput).toEqual({ ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 25_000 });
	expect(warm.GlobalSecondaryIndexes[0].WarmThroughput).toEqual({
		ReadUnitsPerSecond: 34_000,
		WriteUnitsPerSecond: 9_000,
	});
});

test("more buyers than the stage lets in are not promised a warm table", () => {
	expect(() => templateOf({ stage: "dev", expectedBuyers: "100000" })).toThrow(
		"100000 buyers need 6667 requests a second, and stage dev allows less: raise its throttle",
	);
});

test("the own table is not warmed while another one is served", () => {
	expect(() => templateOf({ servedTable: "restored", expectedBuyers: "1000" })).toThrow("warm that one by hand");
});

test.each(["0", "-1", "many", "1.5"])("%s buyers cannot be expected", (expectedBuyers) => {
	expect(() => templateOf({ expectedBuyers })).toThrow(`"${expectedBuyers}" cannot be the number of expected buyers`);
});

test("a table that was restored under another name can be served from, and the own one is kept", () => {
	const template = templateOf({ stage: "prod", servedTable: "restored" });
	const places = resourcesOf(template, "AWS::IAM::Policy")
		.flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
		.filter(({ Action }) => [Action].flat().some((action: string) => action.startsWith("dynamodb:")))
		.map(({ Resource }) => written(Resource));

	expect(resourcesOf(template, type)).toHaveLength(1);
	expect(new Set(places.map((place) => place.split(":table/")[1]))).toEqual(
		new Set(["restored", "restored/index/count"]),
	);
	for (const { Properties } of resourcesOf(template, "AWS::Lambda::Function")) {
		expect(["restored", undefined]).toContain(Properties.Environment.Variables.TABLE_NAME);
	}
});
