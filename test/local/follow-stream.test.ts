/** The stream of a table in DynamoDB Local, passed to a function as Lambda would pass it. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { _Record } from "@aws-sdk/client-dynamodb-streams";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { DynamoDBRecord } from "aws-lambda";
import { matchesFilter } from "../../local/event-filter.ts";
import { type FollowedStream, followStream, type StreamReading } from "../../local/follow-stream.ts";
import type { Invoke } from "../../local/functions.ts";
import { streamRecord } from "../../local/stream-record.ts";
import { createTable } from "../../local/table.ts";
import { readTemplate } from "../../local/template.ts";
import { synthesisOf } from "./deployment.ts";

const SEAT_FILTER = { dynamodb: { Keys: { sk: { S: [{ prefix: '["' }] } } } };
const ENDPOINT = process.env["AWS_ENDPOINT_URL_DYNAMODB"] ?? "";
const client = new DynamoDBClient();

let tableName: string;
let streams: FollowedStream[];
let batches: string[][];
/** What the function answers to a batch, by the number of the call. */
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

function put(sk: string) {
	const Item = { pk: { S: "e#s" }, sk: { S: sk }, bytes: { B: Buffer.from("abc") } };
	return client.send(new PutItemCommand({ TableName: tableName, Item }));
}

function remove(sk: string) {
	return client.send(new DeleteItemCommand({ TableName: tableName, Key: { pk: { S: "e#s" }, sk: { S: sk } } }));
}

async function invoke(json: string): Promise<Awaited<ReturnType<Invoke>>> {
	const { Records } = JSON.parse(json) as { Records: DynamoDBRecord[] };
	batches.push(Records.map(({ dynamodb }) => dynamodb?.Keys?.["sk"]?.S ?? ""));
	const answered = answer(Records, batches.length);
	return answered === "failed" ? { outcome: "failed" } : { outcome: "answered", json: JSON.stringify(answered) };
}

async function follow(
	from: StreamReading["from"] = "TRIM_HORIZON",
	batchSize = 100,
	endpoint = ENDPOINT,
): Promise<void> {
	const stream = { tableName, functionId: "Publish", batchSize, filters: [SEAT_FILTER] };
	streams.push(await followStream({ endpoint, stream, from, invoke, timeoutMs: 5_000 }));
}

async function until(isDone: () => boolean): Promise<void> {
	for (let tries = 0; !isDone(); tries += 1) {
		if (tries > 2_000) throw new Error(`It did not happen; the function received ${JSON.stringify(batches)}`);
		await pause(25);
	}
}

describe("following a stream", () => {
	test("the function receives the records that match the filter, in order", async () => {
		await put('["a","1"]');
		await put("plan#1");
		await put('["a","2"]');
		await follow();

		await until(() => batches.flat().length === 2);
		await remove('["a","1"]');
		await until(() => batches.flat().length === 3);

		expect(batches.flat()).toEqual(['["a","1"]', '["a","2"]', '["a","1"]']);
	});

	test("the stream of an existing table is followed from now on", async () => {
		await put('["a","1"]');
		await follow("LATEST");
		await put('["a","2"]');

		await until(() => batches.length > 0);

		expect(batches.flat()).toEqual(['["a","2"]']);
	});

	describe("with a note of the place", () => {
		let noteFile: string;
		/** The records that the function received, as it would recognize them. */
		let received: string[];

		beforeEach(() => {
			noteFile = join(mkdtempSync(join(tmpdir(), "place-")), "note.json");
			received = [];
		});
		afterEach(() => rmSync(dirname(noteFile), { recursive: true }));

		function remember(records: readonly DynamoDBRecord[], answered: unknown): unknown {
			received.push(...records.map(({ eventID, dynamodb }) => `${eventID} ${dynamodb?.ApproximateCreationDateTime}`));
			return answered;
		}

		/** Leaves the note as it is at this moment, as a kill would, and stops. */
		async function killed(): Promise<void> {
			const note = readFileSync(noteFile);
			answer = () => ({ batchItemFailures: [] });
			await streams.splice(0)[0]?.stop();
			writeFileSync(noteFile, note);
			batches = [];
		}

		test("what was written while nothing followed the stream is received, and nothing twice", async () => {
			await put('["a","1"]');
			await follow({ noteFile });
			await until(() => batches.length > 0);
			await streams.splice(0)[0]?.stop();
			await put('["a","2"]');
			await put('["a","3"]');

			await follow({ noteFile });

			await until(() => batches.flat().length === 3);
			expect(batches.flat()).toEqual(['["a","1"]', '["a","2"]', '["a","3"]']);
		});

		test("a record that was read but not handled when the server was killed keeps its second", async () => {
			answer = (records) => remember(records, "failed");
			await put('["a","1"]');
			await follow({ noteFile });
			await until(() => received.length > 0);
			await killed();
			const [before] = received.splice(0);
			await pause(1_100);
			answer = (records) => remember(records, { batchItemFailures: [] });
			await put('["a","2"]');

			await follow({ noteFile });

			await until(() => batches.flat().length === 2);
			expect(batches.flat()).toEqual(['["a","1"]', '["a","2"]']);
			expect(received[0]).toBe(before);
		});

		test("after a stop that left failing records, they are received by the next start", async () => {
			answer = () => "failed";
			await put('["a","1"]');
			await follow({ noteFile });
			await until(() => batches.length > 0);
			await streams.splice(0)[0]?.stop();
			answer = () => ({ batchItemFailures: [] });
			batches = [];

			await follow({ noteFile });

			await until(() => batches.length > 0);
			expect(batches.flat()).toEqual(['["a","1"]']);
		});

		test.each([
			["names a record that is no longer kept", (note: string) => note.replace(/"id":"/, '"id":"another-')],
			["is about the stream of another table", (note: string) => note.replace(/"arn":"/, '"arn":"another-')],
			["cannot be read", () => "no JSON"],
			["is missing", undefined],
		])("everything that is kept is received when the note %s", async (_, change) => {
			await put('["a","1"]');
			await follow({ noteFile });
			await until(() => batches.length > 0);
			await streams.splice(0)[0]?.stop();
			batches = [];
			if (change) writeFileSync(noteFile, change(readFileSync(noteFile, "utf8")));
			else rmSync(noteFile);

			await follow({ noteFile });

			await until(() => batches.length > 0);
			expect(batches.flat()).toEqual(['["a","1"]']);
		});
	});

	test("no batch is larger than the mapping allows", async () => {
		for (let seat = 0; seat < 7; seat += 1) await put(`["a","${seat}"]`);
		await follow("TRIM_HORIZON", 3);

		await until(() => batches.flat().length === 7);

		expect(batches.map(({ length }) => length)).toEqual([3, 3, 1]);
	});

	test("after a reported failure the function receives that record and everything after it again", async () => {
		for (let seat = 0; seat < 4; seat += 1) await put(`["a","${seat}"]`);
		answer = (records, call) => ({
			batchItemFailures: call < 3 ? [{ itemIdentifier: records[1]?.dynamodb?.SequenceNumber }] : [],
		});
		await follow();

		await until(() => batches.length === 3);

		expect(batches.map((batch) => batch.map((key) => JSON.parse(key)[1]).join(""))).toEqual(["0123", "123", "23"]);
	});

	test("after a crash the function receives the whole batch again", async () => {
		await put('["a","1"]');
		answer = (_, call) => (call < 3 ? "failed" : { batchItemFailures: [] });
		await follow();

		await until(() => batches.length === 3);

		expect(batches).toEqual([['["a","1"]'], ['["a","1"]'], ['["a","1"]']]);
	});

	test("a record that keeps failing holds up the rest, is logged once, and does not prevent the stop", async () => {
		const logged = jest.spyOn(console, "error").mockImplementation(() => {});
		await put('["a","1"]');
		await put('["a","2"]');
		answer = ([first]) => ({ batchItemFailures: [{ itemIdentifier: first?.dynamodb?.SequenceNumber }] });
		await follow();

		await until(() => batches.length === 7);
		await streams.splice(0)[0]?.stop();

		expect(batches).toEqual(Array(batches.length).fill(['["a","1"]', '["a","2"]']));
		expect(logged.mock.calls).toEqual([[expect.stringContaining("keeps failing"), expect.any(String)]]);
	});

	test("the stream goes on when a failing record finally succeeds", async () => {
		jest.spyOn(console, "error").mockImplementation(() => {});
		await put('["a","1"]');
		await put('["a","2"]');
		answer = (_, call) => (call < 7 ? "failed" : { batchItemFailures: [] });
		await follow("TRIM_HORIZON", 1);

		await until(() => batches.length === 8);

		expect(batches.slice(6)).toEqual([['["a","1"]'], ['["a","2"]']]);
	});

	test("a database that no longer answers does not prevent the stop", async () => {
		let isHanging = false;
		const engine = createServer(async (request, response) => {
			const body = await text(request);
			if (isHanging) return;
			const headers = Object.entries(request.headersDistinct).map(([name, values]) => [name, `${values}`] as const);
			const sent = headers.filter(([name]) => !["connection", "content-length", "host"].includes(name));
			const answered = await fetch(ENDPOINT, { method: "POST", headers: Object.fromEntries(sent), body });
			response.writeHead(answered.status).end(await answered.text());
		}).listen(0, "127.0.0.1");
		await once(engine, "listening");
		try {
			await follow("TRIM_HORIZON", 100, `http://127.0.0.1:${(engine.address() as AddressInfo).port}`);
			await put('["a","1"]');
			await until(() => batches.length > 0);
			isHanging = true;
			const stopped = streams[0]?.stop().then(() => "stopped");

			expect(await Promise.race([stopped, pause(20_000)])).toBe("stopped");
		} finally {
			engine.closeAllConnections();
			engine.close();
		}
	}, 30_000);

	test("after the stop, the function receives nothing more", async () => {
		await follow();
		await put('["a","1"]');
		// In DynamoDB Local the stream trails the table a little.
		await until(() => batches.length > 0);

		await streams.splice(0)[0]?.stop();
		await put('["a","2"]');
		await pause(300);

		expect(batches.flat()).toEqual(['["a","1"]']);
	});
});

describe("stream records", () => {
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

	test("a record has the documented form: time in seconds, bytes in base64, the ARN of its stream", () => {
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

	test("a record is dated to the second in which it was read, within the minute that DynamoDB Local gives", () => {
		const secondOf = (now: number) => streamRecord(engineRecord, "arn", now).dynamodb?.ApproximateCreationDateTime;

		expect(secondOf(at + 59_999)).toBe(at / 1_000 + 59);
		expect(secondOf(at + 60_001)).toBe(at / 1_000 + 59);
		expect(secondOf(at - 5)).toBe(at / 1_000);
	});

	test("a removal by DynamoDB Local's TTL looks like one by the service's TTL", () => {
		const { NewImage: OldImage, ...parts } = engineRecord.dynamodb;
		const removed = { ...engineRecord, eventName: "UNKNOWN_TO_SDK_VERSION" as never, dynamodb: { ...parts, OldImage } };

		expect(streamRecord(removed, "arn", at)).toMatchObject({
			eventName: "REMOVE",
			userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" },
		});
		expect(streamRecord({ ...removed, eventName: "REMOVE" }, "arn", at).userIdentity).toBe(undefined);
	});
});

describe("filters", () => {
	const record = { eventName: "INSERT", dynamodb: { Keys: { sk: { S: '["a","1"]' } } } };

	test.each([
		[{}, true],
		[SEAT_FILTER, true],
		[{ eventName: ["INSERT", "MODIFY"] }, true],
		[{ eventName: ["REMOVE"] }, false],
		[{ eventName: ["INSERT"], dynamodb: { Keys: { sk: { S: [{ prefix: "plan#" }] } } } }, false],
		[{ dynamodb: { NewImage: { status: { S: ["locked"] } } } }, false],
	])("the filter %j lets a seat's INSERT through: %s", (filter, isThrough) => {
		expect(matchesFilter(filter, record)).toBe(isThrough);
	});

	test.each([
		[{ eventName: [{ "anything-but": ["REMOVE"] }] }],
		[{ eventName: [{ prefix: "I", suffix: "T" }] }],
		[{ eventName: "INSERT" }],
	])("a filter that the local server does not support is refused: %j", (filter) => {
		expect(() => matchesFilter(filter, record)).toThrow("does not support the filter");
	});
});

describe("event source mappings", () => {
	const mapping = {
		EventSourceArn: { "Fn::GetAtt": ["Seats", "StreamArn"] },
		FunctionName: { Ref: "Function0" },
		FunctionResponseTypes: ["ReportBatchItemFailures"],
		BatchSize: 500,
		FilterCriteria: { Filters: [{ Pattern: JSON.stringify(SEAT_FILTER) }] },
	};
	const streamsOf = (properties: object) => {
		const { resources, ...synthesis } = synthesisOf({ routes: { $default: "async () => ({})" } });
		const Mapping = { Type: "AWS::Lambda::EventSourceMapping", Properties: { ...mapping, ...properties } };
		return readTemplate({ ...synthesis, resources: { ...resources, Mapping } }).streams;
	};

	test("a mapping names the table, the function, the batch size and the filters", () => {
		expect(streamsOf({})).toEqual([
			{ tableName: "Seats", functionId: "Function0", batchSize: 500, filters: [SEAT_FILTER] },
		]);
		expect(streamsOf({ BatchSize: undefined, FilterCriteria: undefined })).toMatchObject([
			{ batchSize: 100, filters: [{}] },
		]);
	});

	test.each([
		["another source", { EventSourceArn: "arn:aws:kinesis:x" }],
		["several batches at once", { ParallelizationFactor: 2 }],
		["no reports of failures", { FunctionResponseTypes: [] }],
	])("a mapping with %s is refused", (_, properties) => {
		expect(() => streamsOf(properties)).toThrow("The local server supports mappings of a table's stream");
	});

	test("a mapping to a missing function is refused", () => {
		expect(() => streamsOf({ FunctionName: { Ref: "Seats" } })).toThrow("no AWS::Lambda::Function Seats");
	});
});
