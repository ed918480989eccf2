import { expect, test } from "@jest/globals";
import { referredTo, resourcesOf, templateOf, theOnly } from "./template.ts";

const template = templateOf();
const mapping = theOnly(template, "AWS::Lambda::EventSourceMapping").Properties;
const [tableId] =
	Object.entries(template.resources).find(([, { Type }]) => Type === "AWS::DynamoDB::GlobalTable") ?? [];

test("the table's stream has a record before and after each change, and one function reads it from the start", () => {
	expect(theOnly(template, "AWS::DynamoDB::GlobalTable").Properties.StreamSpecification).toEqual({
		StreamViewType: "NEW_AND_OLD_IMAGES",
	});
	expect(mapping.EventSourceArn).toEqual({ "Fn::GetAtt": [tableId, "StreamArn"] });
	expect(referredTo(mapping.FunctionName)).toBe(template.functions.get("publish-changes"));
	expect(mapping.StartingPosition).toBe("TRIM_HORIZON");
});

test("the stream's function gets records of seats only: no plans, and nothing that it writes itself", () => {
	const [filter, ...others] = mapping.FilterCriteria.Filters;

	expect(others).toEqual([]);
	expect(JSON.parse(filter.Pattern)).toEqual({ dynamodb: { Keys: { sk: { S: [{ prefix: '["' }] } } } });
});

test("batches of a shard are processed one after the other, so changes to a seat stay in order", () => {
	expect(mapping.ParallelizationFactor ?? 1).toBe(1);
	expect(mapping).toMatchObject({ BatchSize: 500, MaximumBatchingWindowInSeconds: 1 });
});

test("a failing record is isolated, retried for 12 hours, then dead-lettered", () => {
	expect(mapping).toMatchObject({
		FunctionResponseTypes: ["ReportBatchItemFailures"],
		BisectBatchOnFunctionError: true,
		MaximumRecordAgeInSeconds: 12 * 3_600,
	});
	expect(mapping.MaximumRetryAttempts ?? -1).toBe(-1);
	const queue = theOnly(template, "AWS::SQS::Queue");
	expect(template.resources[referredTo(mapping.DestinationConfig.OnFailure.Destination) ?? ""]).toBe(queue);
	expect(queue.Properties.SqsManagedSseEnabled).toBe(true);
});

test("alarms ring when changes are late, and when a change is dead-lettered", () => {
	const metrics = resourcesOf(template, "AWS::CloudWatch::Alarm").map(({ Properties }) => Properties.MetricName);

	expect(metrics).toContain("IteratorAge");
	expect(metrics).toContain("ApproximateNumberOfMessagesVisible");
});

test("each stage has a bus of its own, so that two stages can share an account", () => {
	expect(theOnly(template, "AWS::Events::EventBus").Properties.Name).toBe("ticket-sales-dev");
	expect(theOnly(templateOf({ stage: "prod" }), "AWS::Events::EventBus").Properties.Name).toBe("ticket-sales-prod");
});

const streamOf = (table: string) =>
	`arn:aws:dynamodb:eu-central-1:111111111111:table/${table}/stream/2026-11-22T10:00:00.000`;

test("when another table is served, its stream is read if it is named, and none otherwise", () => {
	const servedStream = streamOf("restored");

	const followed = templateOf({ stage: "prod", servedTable: "restored", servedStream });
	const unnamed = templateOf({ stage: "prod", servedTable: "restored" });

	expect(theOnly(followed, "AWS::Lambda::EventSourceMapping").Properties.EventSourceArn).toBe(servedStream);
	expect(resourcesOf(unnamed, "AWS::Lambda::EventSourceMapping")).toEqual([]);
});

test.each([
	["an empty name", { servedTable: "" }, '"" cannot be servedTable'],
	["the ARN of a table", { servedTable: "arn:aws:dynamodb:eu-central-1:1:table/restored" }, "cannot be servedTable"],
	["a stream without its table", { servedStream: streamOf("restored") }, "and servedTable with it"],
	[
		"the stream of an earlier restored table",
		{ servedTable: "restored-again", servedStream: streamOf("restored") },
		"give the ARN of the stream of servedTable (restored-again)",
	],
	["an empty stream", { servedTable: "restored", servedStream: "" }, '"" cannot be servedStream'],
])("a deployment that would serve from %s is refused", (_, context, reason) => {
	expect(() => templateOf({ stage: "prod", ...context })).toThrow(reason);
});

test("with publishChanges=false there is no bus, no function that publishes, and no alarm on it, and nothing else is missing", () => {
	const without = templateOf({ publishChanges: "false" });
	const typesIn = ({ resources }: typeof template) => Object.values(resources).map(({ Type }) => Type);
	const missing = typesIn(template).filter((type) => !typesIn(without).includes(type));

	expect(new Set(missing)).toEqual(new Set(["AWS::Events::EventBus", "AWS::Lambda::EventSourceMapping"]));
	expect([...template.functions.keys()].filter((name) => !without.functions.has(name))).toEqual(["publish-changes"]);
	expect(without.outputs).not.toHaveProperty("ChangesBusName");
	expect(JSON.stringify(without.resources)).not.toMatch(/changes-(are-late|have-stopped)/);
	expect(() => templateOf({ publishChanges: "no" })).toThrow('"no" cannot be publishChanges: it is true or false.');
});
