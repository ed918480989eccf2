/** The stream of a table in DynamoDB Local, given to a function as Lambda would. */

import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { _Record } from "@aws-sdk/client-dynamodb-streams";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { DynamoDBRecord } from "aws-lambda";
import { matchesFilter } from "../../local/event-filter.ts";
import { type FollowedStream, followStream } from "../../local/follow-stream.ts";
import type { Invoke } from "../../local/functions.ts";
import { streamRecord } from "../../local/stream-record.ts";
import { createTable } from "../../local/table.ts";
import { readTemplate } from "../../local/template.ts";
import { synthesisOf } from "./deployment.ts";

const seatFilter = { dynamodb: { Keys: { sk: { S: [{ prefix: '["' }] } } } };
const endpoint = process.env["AWS_ENDPOINT_URL_DYNAMODB"] ?? "";
const client = new DynamoDBClient();

let tableName: string;
let streams: FollowedStream[];
let batches: string[][];
/** What the function answers to a batch. */
let answer: (records: readonly DynamoDBRecord[], call: number) => unknown;

beforeEach(async () => {
	tableName = `stream-${randomUUID()}`;
	streams = [];
	batches = [];
	answer = () => ({ batchItemFailures: [] });
	await createTable(client, tableName, JSON.parse(process.env["TABLE_DEFINITION"] ?? ""));
});
afterEach(async () => {
	await Promise.all(streams.map(({ stop }) => stop()));
	jest.restoreAllMocks();
});

const put = (sk: string) =>
	client.send(
		new PutItemCommand({
			TableName: tableName,
			Item: { pk: { S: "e#s" }, sk: { S: sk }, bytes: { B: Buffer.from("abc") } },
		}),
	);
const remove = (sk: string) =>
	client.send(new DeleteItemCommand({ TableName: tableName, Key: { pk: { S: "e#s" }, sk: { S: sk } } }));
const seatOf = ({ dynamodb }: DynamoDBRecord) => dynamodb?.Keys?.["sk"]?.S ?? "";

const invoke: Invoke = async (json) => {
	const { Records } = JSON.parse(json) as { Records: DynamoDBRecord[] };
	batches.push(Records.map(seatOf));
	const answered = answer(Records, batches.length);
	return answered === "failed" ? { outcome: "failed" } : { outcome: "answered", json: JSON.stringify(answered) };
};

const follow = async (isNew = true, batchSize = 100) => {
	const stream = { tableName, functionId: "Told", batchSize, filters: [seatFilter] };
	streams.push(await followStream({ endpoint, stream, isNew, invoke, timeoutMs: 5_000 }));
};

const until = async (isDone: () => boolean) => {
	for (let tries = 0; !isDone(); tries += 1) {
		if (tries > 2_000) throw new Error(`It did not come: ${JSON.stringify(batches)}`);
		await pause(25);
	}
};

describe("a stream", () => {
	test("is given to the function in order, as far as the filter lets it", async () => {
		await put('["a","1"]');
		await put("plan#1");
		await put('["a","2"]');
		await follow();

		await until(() => batches.flat().length === 2);
		await remove('["a","1"]');
		await until(() => batches.flat().length === 3);

		expect(batches.flat()).toEqual(['["a","1"]', '["a","2"]', '["a","1"]']);
	});

	test("of a table that was there before is given from now on", async () => {
		await put('["a","1"]');
		await follow(false);
		await put('["a","2"]');

		await until(() => batches.length > 0);

		expect(batches.flat()).toEqual(['["a","2"]']);
	});

	test("is given in batches no larger than the mapping says", async () => {
		for (let seat = 0; seat < 7; seat += 1) await put(`["a","${seat}"]`);
		await follow(true, 3);

		await until(() => batches.flat().length === 7);

		expect(batches.map(({ length }) => length)).toEqual([3, 3, 1]);
	});

	test("is given again from the record on that the function reports, and nothing passes it", async () => {
		for (let seat = 0; seat < 4; seat += 1) await put(`["a","${seat}"]`);
		answer = (records, call) => ({
			batchItemFailures: call < 3 ? [{ itemIdentifier: records[1]?.dynamodb?.SequenceNumber }] : [],
		});
		await follow();

		await until(() => batches.length === 3);

		expect(batches.map((batch) => batch.map((key) => JSON.parse(key)[1]).join(""))).toEqual(["0123", "123", "23"]);
	});

	test("is given whole again to a function that crashes", async () => {
		await put('["a","1"]');
		answer = (_, call) => (call < 3 ? "failed" : { batchItemFailures: [] });
		await follow();

		await until(() => batches.length === 3);

		expect(batches).toEqual([['["a","1"]'], ['["a","1"]'], ['["a","1"]']]);
	});

	test("waits for a record that the function does not take, says so once, and stops all the same", async () => {
		const said = jest.spyOn(console, "error").mockImplementation(() => {});
		await put('["a","1"]');
		await put('["a","2"]');
		answer = ([first]) => ({ batchItemFailures: [{ itemIdentifier: first?.dynamodb?.SequenceNumber }] });
		await follow();

		await until(() => batches.length === 7);
		await streams.splice(0)[0]?.stop();

		expect(batches).toEqual(Array(batches.length).fill(['["a","1"]', '["a","2"]']));
		expect(said.mock.calls).toEqual([[expect.stringContaining("keeps failing"), expect.any(String)]]);
	});

	test("goes on when the function takes at last what it did not", async () => {
		jest.spyOn(console, "error").mockImplementation(() => {});
		await put('["a","1"]');
		await put('["a","2"]');
		answer = (_, call) => (call < 7 ? "failed" : { batchItemFailures: [] });
		await follow(true, 1);

		await until(() => batches.length === 8);

		expect(batches.slice(6)).toEqual([['["a","1"]'], ['["a","2"]']]);
	});

	test("gives what was written until it stops, and nothing after", async () => {
		await follow();
		await put('["a","1"]');
		// The engine's own stream trails its table a little.
		await until(() => batches.length > 0);

		await streams.splice(0)[0]?.stop();
		await put('["a","2"]');
		await pause(300);

		expect(batches.flat()).toEqual(['["a","1"]']);
	});
});

describe("a record", () => {
	const at = Date.UTC(2026, 10, 22, 10, 30);
	const engineRecord = {
		eventID: "8c7b6e55-3a0d-4e88-ac25-4cc4402bb1de",
		eventName: "INSERT",
		eventVersion: "1.1",
		eventSource: "aws:dynamodb",
		awsRegion: "ddblocal",
		dynamodb: {
			ApproximateCreationDateTime: new Date(at),
			Keys: { pk: { S: "e#s" }, sk: { S: '["a","1"]' } },
			NewImage: { status: { S: "locked" }, expires: { N: "5" }, bytes: { B: new Uint8Array([1, 2, 3]) } },
			SequenceNumber: "000000000000000000001",
			SizeBytes: 65,
			StreamViewType: "NEW_AND_OLD_IMAGES",
		},
	} satisfies _Record;

	test("is as the service documents it: instants in seconds, bytes in base64, its stream by name", () => {
		expect(streamRecord(engineRecord, "arn:aws:dynamodb:x", at + 12_345)).toEqual({
			...engineRecord,
			eventSourceARN: "arn:aws:dynamodb:x",
			dynamodb: {
				...engineRecord.dynamodb,
				ApproximateCreationDateTime: at / 1_000 + 12,
				NewImage: { status: { S: "locked" }, expires: { N: "5" }, bytes: { B: "AQID" } },
			},
		});
	});

	test("has the second in which it was read, within the minute that the engine tells", () => {
		const secondOf = (now: number) => streamRecord(engineRecord, "arn", now).dynamodb?.ApproximateCreationDateTime;

		expect(secondOf(at + 59_999)).toBe(at / 1_000 + 59);
		expect(secondOf(at + 60_001)).toBe(at / 1_000 + 59);
		expect(secondOf(at - 5)).toBe(at / 1_000);
	});

	test("of the engine's own clean-up, which has no name for it, is that of the service's", () => {
		const { NewImage: OldImage, ...parts } = engineRecord.dynamodb;
		const removed = { ...engineRecord, eventName: "UNKNOWN_TO_SDK_VERSION" as never, dynamodb: { ...parts, OldImage } };

		expect(streamRecord(removed, "arn", at)).toMatchObject({
			eventName: "REMOVE",
			userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" },
		});
		expect(streamRecord({ ...removed, eventName: "REMOVE" }, "arn", at).userIdentity).toBe(undefined);
	});
});

describe("a filter", () => {
	const record = { eventName: "INSERT", dynamodb: { Keys: { sk: { S: '["a","1"]' } } } };

	test.each([
		[{}, true],
		[seatFilter, true],
		[{ eventName: ["INSERT", "MODIFY"] }, true],
		[{ eventName: ["REMOVE"] }, false],
		[{ eventName: ["INSERT"], dynamodb: { Keys: { sk: { S: [{ prefix: "plan#" }] } } } }, false],
		[{ dynamodb: { NewImage: { status: { S: ["locked"] } } } }, false],
	])("%j: %s", (filter, isThrough) => {
		expect(matchesFilter(filter, record)).toBe(isThrough);
	});

	test.each([
		[{ eventName: [{ "anything-but": ["REMOVE"] }] }],
		[{ eventName: [{ prefix: "I", suffix: "T" }] }],
		[{ eventName: "INSERT" }],
	])("that the local server does not know is refused: %j", (filter) => {
		expect(() => matchesFilter(filter, record)).toThrow("does not support the filter");
	});
});

describe("a mapping of the template", () => {
	const mapping = {
		EventSourceArn: { "Fn::GetAtt": ["Seats", "StreamArn"] },
		FunctionName: { Ref: "Function0" },
		FunctionResponseTypes: ["ReportBatchItemFailures"],
		BatchSize: 500,
		FilterCriteria: { Filters: [{ Pattern: JSON.stringify(seatFilter) }] },
	};
	const streamsOf = (properties: object) => {
		const { resources, ...synthesis } = synthesisOf({ routes: { $default: "async () => ({})" } });
		const Mapping = { Type: "AWS::Lambda::EventSourceMapping", Properties: { ...mapping, ...properties } };
		return readTemplate({ ...synthesis, resources: { ...resources, Mapping } }).streams;
	};

	test("says which table, which function, how many at once, and what is let through", () => {
		expect(streamsOf({})).toEqual([
			{ tableName: "Seats", functionId: "Function0", batchSize: 500, filters: [seatFilter] },
		]);
		expect(streamsOf({ BatchSize: undefined, FilterCriteria: undefined })).toMatchObject([
			{ batchSize: 100, filters: [{}] },
		]);
	});

	test.each([
		["of another source", { EventSourceArn: "arn:aws:kinesis:x" }],
		["of several batches at once", { ParallelizationFactor: 2 }],
		["that hears of no failures", { FunctionResponseTypes: [] }],
	])("%s is refused: it would work differently when deployed", (_, properties) => {
		expect(() => streamsOf(properties)).toThrow("The local server supports mappings of a table's stream");
	});

	test("to a function that there is not is refused", () => {
		expect(() => streamsOf({ FunctionName: { Ref: "Seats" } })).toThrow("no AWS::Lambda::Function Seats");
	});
});
