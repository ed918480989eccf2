/** The publisher of seat changes, with batches as the table's stream delivers them, on the real engine. */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { DynamoDBRecord } from "aws-lambda";
import fc from "fast-check";
import type { Seat } from "../../../domain/seat.ts";
import { seatKey } from "../../../domain/seat.ts";
import type { LockRecord, SaleRecord, SeatRecord } from "../../../domain/seat-record.ts";
import { randomFrom } from "../../../lab/simulation/random.ts";
import type { Announcement } from "../../../lambdas/feed/event-bus.ts";
import { logStreamIssues } from "../../../lambdas/http/telemetry.ts";
import type { FeedChange } from "../../../store/changes.ts";
import { cancelled, onlyTheFirst, requestLost, responseLost, saying } from "../../support/network.ts";
import { everyRecord } from "../../support/records.ts";
import { seat, seatsIn } from "../../support/seats.ts";
import { FAR, newSale, newService, type TestService } from "../../support/service.ts";
import { newPublisher, streamRecord, type TestPublisher, type Written } from "../../support/stream-records.ts";

let service: TestService;
let publisher: TestPublisher;

beforeEach(async () => {
	service = await newSale();
	publisher = newPublisher(service.runtime.table);
});

const lock: LockRecord = { status: "locked", tokenHash: "hash-of-alice", lockedAt: FAR, expires: FAR + 600 };
const sale: SaleRecord = { status: "sold", tokenHash: "hash-of-alice", order: "4711", soldAt: FAR };

const locked = (which: Seat, more: Partial<Written> = {}) => streamRecord({ seat: which, after: lock, ...more });
const locks = (count: number, more: Partial<Written> = {}) =>
	Array.from({ length: count }, (_, index) => locked(seat("a", index), more));

async function feed(after = 0, event = "distant-worlds"): Promise<FeedChange[]> {
	const { status, body } = await service.seller("GET", `/events/${event}/changes?after=${after}&wait=0`);
	expect(status).toBe(200);
	return body.changes;
}

/** Everything on the bus, as `number type seat`. */
const onBus = ({ bus }: TestPublisher = publisher) => bus.map(({ change }) => lineOf(change));
const inFeed = async () => (await feed()).map(lineOf);
const lineOf = ({ number, type, row, seat: place }: FeedChange) => `${number} ${type} ${row}${place}`;

describe("a batch", () => {
	test("a batch is numbered from 1 in its order, and the feed and the bus get the same changes", async () => {
		const [a1, a3] = seatsIn("a", 1, 3) as [Seat, Seat];
		const batch = [
			streamRecord({ seat: a1, after: lock }),
			streamRecord({ seat: a3, after: { status: "blocked", reason: "fire door" } }),
			streamRecord({ seat: a1, before: lock, after: sale, at: FAR + 5 }),
		];

		expect(await publisher.deliver(batch)).toEqual({ batchItemFailures: [] });

		const expected = [
			{ number: 1, type: "seat.locked", expires: FAR + 600, ...a1, at: FAR },
			{ number: 2, type: "seat.blocked", reason: "fire door", ...a3, at: FAR },
			{ number: 3, type: "seat.sold", order: "4711", ...a1, at: FAR + 5 },
		];
		expect(await feed()).toEqual(expected);
		expect(publisher.bus).toEqual(
			expected.map((change) => expect.objectContaining({ event: "distant-worlds", change })),
		);
	});

	test("the numbers of a batch follow those of the previous batch", async () => {
		await publisher.deliver(locks(2));
		await newPublisher(service.runtime.table).deliver(locks(2));

		expect((await feed()).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
	});

	test("a write that made two changes gets two numbers", async () => {
		const newLock = { ...lock, tokenHash: "hash-of-bob", lockedAt: FAR + 600, expires: FAR + 700 };

		await publisher.deliver([
			streamRecord({ seat: seat("a", 1), before: lock, after: newLock, at: FAR + 600 }),
			...locks(1),
		]);

		expect(await inFeed()).toEqual(["1 seat.expired a1", "2 seat.locked a1", "3 seat.locked a0"]);
	});

	test("a write that changed nothing gets no number", async () => {
		await publisher.deliver([streamRecord({ seat: seat("a", 1), before: lock, after: lock }), ...locks(1)]);

		expect(await inFeed()).toEqual(["1 seat.locked a0"]);
	});

	test("each event has its own numbers", async () => {
		await service.seller("PUT", "/events/other", { name: "Other", sections: {} });

		await publisher.deliver([...locks(2), ...locks(2, { event: "other" }), ...locks(1)]);

		expect((await feed()).map(({ number }) => number)).toEqual([1, 2, 3]);
		expect((await feed(0, "other")).map(({ number }) => number)).toEqual([1, 2]);
	});

	test("labels with any characters reach the feed unchanged", async () => {
		const odd = { section: "a#b", row: '["x"]', seat: "🎭#\\" };

		await publisher.deliver([locked(odd)]);

		expect((await feed())[0]).toMatchObject(odd);
	});

	test("a lock deleted by TTL, in the form DynamoDB documents, is published as expired", async () => {
		const removed = streamRecord({ seat: seat("a", 1), before: lock, byTimeToLive: true, at: FAR + 90_000 });
		expect(removed).toMatchObject({
			eventName: "REMOVE",
			userIdentity: { principalId: "dynamodb.amazonaws.com", type: "Service" },
		});

		await publisher.deliver([removed]);

		expect(await feed()).toEqual([
			{ number: 1, type: "seat.expired", expires: FAR + 600, ...seat("a", 1), at: FAR + 90_000 },
		]);
	});

	test.each([
		["dynamodb.amazonaws.com", "seat.expired"],
		["replication.dynamodb.amazonaws.com", "seat.unlocked"],
	])("a live lock deleted by the service %s is published as %s", async (principalId, type) => {
		const removed = streamRecord({ seat: seat("a", 1), before: lock, at: FAR + 599 });

		await publisher.deliver([{ ...removed, userIdentity: { principalId, type: "Service" } }]);

		expect(await feed()).toMatchObject([{ type, ...seat("a", 1) }]);
	});

	test.each([
		["each write in a section of its own", 500],
		["text that cannot be compressed", 5],
	])("batches may be as large as they come: %s", async (_, sections) => {
		const drawn = randomFrom(1);
		const text = (length: number) =>
			String.fromCodePoint(...Array.from({ length }, () => 0x20000 + drawn.below(0xa000)));
		const batch = Array.from({ length: 500 }, (_, index) =>
			streamRecord({
				seat: { section: `${index % sections}`, row: text(32), seat: `${index} ${text(31)}` },
				after: { status: "blocked", reason: text(32) },
			}),
		);

		expect(await publisher.deliver(batch)).toEqual({ batchItemFailures: [] });

		const changes = await feed();
		expect(changes.map(({ number }) => number)).toEqual(batch.map((_, index) => index + 1));
		expect(changes.every(({ seat: place }, index) => place.startsWith(`${index} `))).toBe(true);
	});

	test.each([
		["90 sections", 90, 1],
		["91 sections", 91, 2],
	])("a batch of %s is numbered in as few transactions as possible", async (_, sections, transactions) => {
		const batch = Array.from({ length: sections }, (_, index) => locked(seat("a", 1, `section ${index}`)));

		const { operations } = await service.network.during(() => publisher.deliver(batch));

		expect(operations.filter((operation) => operation === "TransactWriteItems")).toHaveLength(transactions);
		expect(await feed()).toHaveLength(sections);
	});

	test("a batch may have more writes of one section and second than one transaction takes", async () => {
		await publisher.deliver(locks(400));

		expect((await feed()).map(({ seat: place }) => place)).toEqual(
			Array.from({ length: 400 }, (_, index) => `${index}`),
		);
	});
});

describe("repeated delivery", () => {
	test("a batch delivered again changes nothing in the feed, and goes on the bus again with the same numbers", async () => {
		const batch = locks(3);
		await publisher.deliver(batch);
		const [first, before] = [onBus(), await everyRecord(service.runtime.table.name)];

		expect(await publisher.deliver(batch)).toEqual({ batchItemFailures: [] });

		expect(await everyRecord(service.runtime.table.name)).toEqual(before);
		expect(onBus()).toEqual([...first, ...first]);
	});

	test("a record that is in a batch twice is numbered once, and does not hold up the others", async () => {
		const [a0, a1] = locks(2) as [DynamoDBRecord, DynamoDBRecord];

		expect(await publisher.deliver([a0, a1, a0])).toEqual({ batchItemFailures: [] });

		expect(await inFeed()).toEqual(["1 seat.locked a0", "2 seat.locked a1"]);
		expect(onBus()).toEqual(["1 seat.locked a0", "2 seat.locked a1", "1 seat.locked a0"]);
	});

	test("batches that overlap leave no gap and no repeat", async () => {
		const batch = locks(9);
		await publisher.deliver(batch.slice(0, 6));

		await publisher.deliver(batch.slice(3));
		await publisher.deliver(batch.slice(1, 8));

		expect(await inFeed()).toEqual(batch.map((_, index) => `${index + 1} seat.locked a${index}`));
	});

	test("a batch delivered again after other batches keeps its numbers", async () => {
		const batch = locks(2);
		await publisher.deliver(batch);
		await publisher.deliver([locked(seat("b", 1))]);

		await publisher.deliver(batch);

		expect(await inFeed()).toEqual(["1 seat.locked a0", "2 seat.locked a1", "3 seat.locked b1"]);
		expect(onBus().slice(-2)).toEqual(["1 seat.locked a0", "2 seat.locked a1"]);
	});

	test("a batch delivered to five functions at the same time is numbered once", async () => {
		const batch = locks(20);
		const others = Array.from({ length: 5 }, () => newPublisher(service.another().runtime.table));

		const answers = await Promise.all(others.map(({ deliver }) => deliver(batch)));

		expect(answers).toEqual(others.map(() => ({ batchItemFailures: [] })));
		expect(await inFeed()).toEqual(batch.map((_, index) => `${index + 1} seat.locked a${index}`));
		for (const other of others) expect(onBus(other)).toEqual(await inFeed());
	});
});

test("shards that race for the numbers of one event leave no gap and no repeat, and each keeps its order", async () => {
	const shards = Array.from({ length: 8 }, (_, shard) =>
		Array.from({ length: 5 }, (_, batch) =>
			Array.from({ length: 4 }, (_, index) => locked(seat(`row ${shard}`, batch * 4 + index))),
		),
	);

	await Promise.all(
		shards.map(async (batches) => {
			const own = newPublisher(service.another().runtime.table);
			for (const batch of batches) expect(await own.deliver(batch)).toEqual({ batchItemFailures: [] });
		}),
	);

	const changes = await feed();
	expect(changes.map(({ number }) => number)).toEqual(Array.from({ length: 160 }, (_, index) => index + 1));
	for (const [shard] of shards.entries()) {
		const own = changes.filter(({ row }) => row === `row ${shard}`).map(({ seat: place }) => Number(place));
		expect(own).toEqual(Array.from({ length: 20 }, (_, index) => index));
	}
}, 60_000);

describe("a crash", () => {
	test("after a crash between feed and bus, a retry puts the changes on the bus with the numbers in the feed", async () => {
		const batch = locks(3);
		publisher.breakBus(async () => {
			throw new Error("the function was ended");
		});
		await expect(publisher.deliver(batch)).rejects.toThrow("ended");
		expect(publisher.bus).toEqual([]);

		await newPublisher(service.runtime.table, undefined, publisher.bus).deliver(batch.slice(0, 2));
		publisher.breakBus();
		await publisher.deliver(batch.slice(2));

		expect(await inFeed()).toEqual(["1 seat.locked a0", "2 seat.locked a1", "3 seat.locked a2"]);
		expect(onBus()).toEqual(await inFeed());
	});

	test("a transaction of a crashed function that arrives after the retry numbers nothing twice", async () => {
		const batch = locks(4);
		let arrive = () => {};
		const arrival = new Promise<void>((resolve) => {
			arrive = resolve;
		});
		const dying = service.another();
		dying.network.break(async ({ operation }, deliver) => {
			if (operation === "TransactWriteItems") await arrival;
			return deliver();
		});
		const died = newPublisher(dying.runtime.table).deliver(batch);
		await new Promise((resolve) => setTimeout(resolve, 100));

		await publisher.deliver([...batch.slice(2), ...locks(1)]);
		arrive();
		await died;

		const changes = await feed();
		expect(changes.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
		expect(changes.map(({ seat: place }) => place).sort()).toEqual(["0", "0", "1", "2", "3"]);
	});
});

describe("a failing table", () => {
	test.each([
		["a lost request", requestLost],
		["a lost response", responseLost],
		["a conflict on the head", cancelled("TransactionConflict", "None", "None")],
		["a conflict on a receipt", cancelled("None", "None", "TransactionConflict")],
		["throttling", cancelled("ThrottlingError", "None", "None")],
	])("a batch is numbered once in spite of %s", async (_, fault) => {
		service.network.break((sent, deliver) =>
			sent.operation === "TransactWriteItems" ? once(sent, deliver) : deliver(),
		);
		const once = onlyTheFirst(1, fault);

		expect(await publisher.deliver(locks(3))).toEqual({ batchItemFailures: [] });

		service.network.break();
		expect(await inFeed()).toEqual(["1 seat.locked a0", "2 seat.locked a1", "3 seat.locked a2"]);
	});

	test("if the table keeps failing, the whole batch is retried and the reason is reported", async () => {
		service.network.break(saying("ResourceNotFoundException"));

		expect(await publisher.deliverAndFindFailure(locks(3))).toBe(0);

		expect(publisher.issues).toMatchObject([{ reason: "unpublished", error: { name: "ResourceNotFoundException" } }]);
		expect(publisher.bus).toEqual([]);
	});

	test("if several events fail, the batch is retried from the first of their records", async () => {
		service.network.break(saying("ResourceNotFoundException"));

		expect(await publisher.deliverAndFindFailure([...locks(1), ...locks(1, { event: "other" }), ...locks(1)])).toBe(0);
	});

	/** A publisher whose pauses are recorded and take no time. */
	const hastyPublisher = () => {
		const pauses: number[] = [];
		const pause = async (attempt: number) => {
			pauses.push(attempt);
		};
		return { hasty: newPublisher({ ...service.runtime.table, pause }), pauses };
	};

	test("a function that always loses to others gives up after 60 attempts", async () => {
		const { hasty, pauses } = hastyPublisher();
		service.network.break((sent, deliver) =>
			sent.operation === "TransactWriteItems"
				? cancelled("ConditionalCheckFailed", "None", "None")(sent, deliver)
				: deliver(),
		);

		expect(await hasty.deliverAndFindFailure(locks(2))).toBe(0);

		// Pauses grow until the fifth attempt.
		expect(pauses).toEqual([1, 2, 3, 4, ...Array.from({ length: 56 }, () => 5)]);
		expect(hasty.issues).toMatchObject([{ error: { message: "other functions always added to the feed first" } }]);
	});

	test("a function does not pause if no other is in its way, nor if its batch already has numbers", async () => {
		const { hasty, pauses } = hastyPublisher();
		const batch = locks(250);

		expect(await hasty.deliverAndFindFailure(batch)).toBe(undefined);
		expect(await hasty.deliverAndFindFailure(batch)).toBe(undefined);

		expect(pauses).toEqual([]);
		expect(await inFeed()).toHaveLength(250);
	});

	test.each([
		["added to the feed first", cancelled("ConditionalCheckFailed", "None", "None")],
		["is writing one of the receipts", cancelled("None", "None", "TransactionConflict")],
	])("a function pauses if another one %s", async (_, fault) => {
		const { hasty, pauses } = hastyPublisher();
		const once = onlyTheFirst(1, fault);
		service.network.break((sent, deliver) =>
			sent.operation === "TransactWriteItems" ? once(sent, deliver) : deliver(),
		);

		expect(await hasty.deliverAndFindFailure(locks(3))).toBe(undefined);

		expect(pauses).toEqual([1]);
	});

	test("an error that a retry cannot fix is not retried, even if another function was faster as well", async () => {
		service.network.break((sent, deliver) =>
			sent.operation === "TransactWriteItems"
				? cancelled("ConditionalCheckFailed", "None", "ValidationError")(sent, deliver)
				: deliver(),
		);

		const { value, operations } = await service.network.during(() => publisher.deliverAndFindFailure(locks(3)));

		expect(value).toBe(0);
		expect(operations.filter((operation) => operation === "TransactWriteItems")).toHaveLength(1);
	});

	test("if the table fails halfway through a large batch, the rest is retried from its first record", async () => {
		const batch = locks(250);
		let transactions = 0;
		service.network.break((sent, deliver) => {
			if (sent.operation === "TransactWriteItems") transactions += 1;
			return transactions > 1 ? saying("ResourceNotFoundException")(sent, deliver) : deliver();
		});

		expect(await publisher.deliverAndFindFailure(batch)).toBe(100);
		expect(publisher.bus).toHaveLength(100);

		service.network.break();
		expect(await publisher.deliverAndFindFailure(batch.slice(100))).toBe(undefined);
		expect((await feed()).map(({ seat: place }) => place)).toEqual(batch.map((_, index) => String(index)));
	}, 20_000);

	test("if the table fails for one event, the batch is retried from the first record of that event", async () => {
		await service.seller("PUT", "/events/other", { name: "Other", sections: {} });
		const batch = [...locks(2), ...locks(1, { event: "other" }), locked(seat("b", 1))];
		service.network.break((sent, deliver) =>
			JSON.stringify(sent.input).includes("#other") ? saying("ResourceNotFoundException")(sent, deliver) : deliver(),
		);

		expect(await publisher.deliverAndFindFailure(batch)).toBe(2);
		expect(onBus()).toEqual(["1 seat.locked a0", "2 seat.locked a1"]);

		service.network.break();
		expect(await publisher.deliverAndFindFailure(batch.slice(2))).toBe(undefined);
		expect(await inFeed()).toEqual(["1 seat.locked a0", "2 seat.locked a1", "3 seat.locked b1"]);
		expect((await feed(0, "other")).map(lineOf)).toEqual(["1 seat.locked a0"]);
	});
});

test("if the bus refuses a change, the batch is retried from the write that made it", async () => {
	const newLock = { ...lock, tokenHash: "hash-of-bob", lockedAt: FAR + 600 };
	const batch = [...locks(2), streamRecord({ seat: seat("a", 0), before: lock, after: newLock }), ...locks(1)];
	publisher.breakBus(async () => ({ accepted: 3, error: new Error("throttled") }));

	expect(await publisher.deliverAndFindFailure(batch)).toBe(2);

	expect(publisher.issues).toMatchObject([{ reason: "unpublished", error: { message: "throttled" } }]);
	publisher.breakBus();
	expect(await publisher.deliverAndFindFailure(batch.slice(2))).toBe(undefined);
	expect(onBus()).toEqual([
		"1 seat.locked a0",
		"2 seat.locked a1",
		"3 seat.expired a0",
		"3 seat.expired a0",
		"4 seat.locked a0",
		"5 seat.locked a0",
	]);
	expect(await inFeed()).toEqual([
		"1 seat.locked a0",
		"2 seat.locked a1",
		"3 seat.expired a0",
		"4 seat.locked a0",
		"5 seat.locked a0",
	]);
});

const UNREADABLE: [string, (record: DynamoDBRecord) => DynamoDBRecord][] = [
	["without an id", ({ eventID: _, ...record }) => record],
	[
		"without a time",
		(record) => ({ ...record, dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: undefined } as never }),
	],
	[
		"with an unknown status",
		(record) => ({
			...record,
			dynamodb: { ...record.dynamodb, NewImage: { status: { S: "melted" }, tokenHash: { S: "hash-of-alice" } } },
		}),
	],
	[
		"of a lock without an end",
		(record) => ({
			...record,
			dynamodb: { ...record.dynamodb, NewImage: { status: { S: "locked" }, lockedAt: { N: "1" } } },
		}),
	],
	[
		"of a lock without a start",
		(record) => ({
			...record,
			dynamodb: { ...record.dynamodb, NewImage: { status: { S: "locked" }, expires: { N: "1" } } },
		}),
	],
];

test.each(UNREADABLE)("a seat's record %s holds up the records after it, and none before it", async (_, spoil) => {
	const batch = locks(4);
	const spoiled = batch.with(2, spoil(batch[2] as DynamoDBRecord));

	expect(await publisher.deliverAndFindFailure(spoiled)).toBe(2);

	expect(onBus()).toEqual(["1 seat.locked a0", "2 seat.locked a1"]);
	expect(await inFeed()).toEqual(onBus());
	expect(publisher.issues).toMatchObject([
		{ reason: "unreadable", sequenceNumber: spoiled[2]?.dynamodb?.SequenceNumber },
	]);
	expect(String(publisher.issues[0]?.error)).not.toMatch(/alice|melted/);
});
test.each([
	["without a key", undefined],
	["of a plan", { pk: "x#l#y", sk: "plan#1" }],
	["whose key is not JSON", { pk: "x#l#y", sk: '["a' }],
	["whose key has one label too many", { pk: "x#l#y", sk: '["a","1","2"]' }],
	["whose key has one label too few", { pk: "x#l#y", sk: '["a"]' }],
	["whose labels are not text", { pk: "x#l#y", sk: '["a",1]' }],
	["with an empty label", { pk: "x#l#y", sk: '["a",""]' }],
	["without a section", { pk: "x#l#", sk: '["a","1"]' }],
	["without an event", { pk: "#l#y", sk: '["a","1"]' }],
	["without a life", { pk: "x##y", sk: '["a","1"]' }],
])("a record %s is skipped and reported, and the records after it are published", async (_, key) => {
	const batch = locks(4);
	const { dynamodb } = batch[2] as DynamoDBRecord;
	const Keys = key && { pk: { S: key.pk }, sk: { S: key.sk } };
	const image = { NewImage: { status: { S: "melted" } } };

	const foreign = { ...batch[2], dynamodb: { ...dynamodb, ...image, Keys } } as DynamoDBRecord;
	expect(await publisher.deliver(batch.with(2, foreign))).toEqual({ batchItemFailures: [] });

	expect(onBus()).toEqual(["1 seat.locked a0", "2 seat.locked a1", "3 seat.locked a3"]);
	expect(await inFeed()).toEqual(onBus());
	expect(publisher.issues).toEqual([{ reason: "not-a-seat", sequenceNumber: dynamodb?.SequenceNumber }]);
});
test("the feed, the receipts and the bus hold no token and no hash of one (I9)", async () => {
	await publisher.deliver([
		streamRecord({ seat: seat("a", 1), after: lock }),
		streamRecord({ seat: seat("a", 1), before: lock, after: { ...lock, expires: FAR + 700 } }),
		streamRecord({ seat: seat("a", 1), before: lock, after: sale }),
		streamRecord({ seat: seat("a", 1), before: sale }),
		streamRecord({ seat: seat("a", 3), before: lock }),
	]);

	const records = (await everyRecord(service.runtime.table.name)).filter(({ pk }) => /^#(changes|receipts)#/.test(pk));
	const unpacked = records.map(({ changes, ...record }) =>
		JSON.stringify([record, changes ? gunzipSync(changes as Uint8Array).toString() : ""]),
	);
	expect(unpacked).toHaveLength(3);
	for (const text of [...unpacked, JSON.stringify(publisher.bus)]) expect(text).not.toMatch(/hash-of|token/i);
});

test("the log identifies a record that was not published, and quotes nothing from it (I9)", async () => {
	const [fine, spoilt] = [locked(seat("a", 1)), locked(seat("a", 3))];
	const foreign = { ...fine, dynamodb: { ...fine.dynamodb, Keys: { pk: { S: "orchestra" }, sk: { S: '["a' } } } };
	const printed: string[] = [];
	for (const method of ["log", "info", "warn", "error"] as const) {
		jest.spyOn(console, method).mockImplementation((...line) => void printed.push(line.join(" ")));
	}
	service.network.break(saying("ValidationException"));

	const image = { ...spoilt.dynamodb?.NewImage, status: { S: "melted" } };
	const melted = { ...spoilt, dynamodb: { ...spoilt.dynamodb, NewImage: image } };
	await publisher.deliver([foreign, fine, melted] as never);
	for (const issue of publisher.issues) logStreamIssues()(issue);

	jest.restoreAllMocks();
	expect(printed).toHaveLength(3);
	expect(printed.join()).toContain(spoilt.dynamodb?.SequenceNumber);
	expect(printed.join()).toContain("ValidationException");
	expect(printed.join()).not.toMatch(/hash-of|melted|orchestra/);
});

test("changes are kept for three days, and receipts for two, longer than the stream keeps records", async () => {
	await publisher.deliver(locks(1));

	const records = await everyRecord(service.runtime.table.name);
	const kept = (pk: string) => records.filter((record) => record.pk.startsWith(pk)).map(({ sk, ttl }) => [sk, ttl]);

	expect(kept("#receipts#")).toEqual([[String(FAR), FAR + 2 * 86_400]]);
	expect(kept("#changes#")).toEqual([
		["0000000000000001", FAR + 3 * 86_400],
		["head", undefined],
	]);
});

/**
 * The event source mapping and everything that may go wrong with it: batches of any size, delivered whole, in part,
 * repeatedly, or to a function that crashes; several shards at once; and a reader who comes and goes.
 */
describe("deliveries at random", () => {
	let random: TestService;

	beforeAll(async () => {
		random = await newService();
	});

	const FATES = [
		"succeeds",
		"succeeds",
		"lost response",
		"crashes first",
		"crashes after the feed",
		"bus fails",
	] as const;
	const aDelivery = fc.record({
		size: fc.integer({ min: 1, max: 7 }),
		fate: fc.constantFrom(...FATES),
		cut: fc.nat(6),
	});
	const aShard = fc.record({
		seats: fc.array(fc.record({ place: fc.nat(2), steps: fc.integer({ min: 1, max: 3 }) }), {
			minLength: 1,
			maxLength: 12,
		}),
		deliveries: fc.array(aDelivery, { maxLength: 12 }),
	});

	test("a reader gets every change once, in its seat's order, numbered 1, 2, 3 …, and the bus gets it at least once", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(aShard, { minLength: 1, maxLength: 3 }),
				fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
				async (shards, limits) => {
					const event = `random-${randomUUID()}`;
					await random.seller("PUT", `/events/${event}`, { name: event, sections: {} });
					const histories = shards.map(({ seats: visits }, shard) => historyOf(event, shard, visits));
					const bus: Announcement[] = [];
					const read: FeedChange[] = [];
					let isOver = false;

					const reader = (async () => {
						for (let round = 0; ; round++) {
							const wasOver = isOver;
							const limit = limits[round % limits.length];
							const after = read.at(-1)?.number ?? 0;
							const target = `/events/${event}/changes?after=${after}&wait=0&limit=${limit}`;
							const { body } = await random.another().seller("GET", target);
							read.push(...body.changes);
							if (wasOver && body.changes.length === 0) return;
							// A faster reader would slow down the shards.
							await pause(20);
						}
					})();
					await Promise.all(
						shards.map(({ deliveries }, shard) => follow(histories[shard] as DynamoDBRecord[], deliveries, bus)),
					);
					isOver = true;
					await reader;

					const all = histories.flat();
					expect(read.map(({ number }) => number)).toEqual(all.map((_, index) => index + 1));
					for (const history of histories) {
						for (const [key, steps] of bySeat(history)) {
							expect(read.filter((change) => seatKey(change) === key).map(({ at }) => at)).toEqual(steps);
						}
					}
					const numbers = new Map(bus.map(({ change }) => [change.number, change]));
					expect([...numbers.values()].sort((one, other) => one.number - other.number)).toEqual(read);
					for (const { change } of bus) expect(change).toEqual(numbers.get(change.number));
				},
			),
			{ numRuns: 12 },
		);
	}, 120_000);

	/** Locks and sales of a few seats, in order. Each has a time of its own, by which the test recognizes it. */
	function historyOf(
		event: string,
		shard: number,
		visits: readonly { place: number; steps: number }[],
	): DynamoDBRecord[] {
		let at = FAR;
		return visits.flatMap(({ place, steps }) => {
			const states: (SeatRecord | undefined)[] = [undefined, lock, sale, undefined].slice(0, steps + 1);
			const path = steps === 3 ? states : [...states, undefined];
			return path.slice(1).map((after, index) => {
				at += 1 + (index % 2);
				return streamRecord({ event, seat: seat(`row ${shard}`, place), before: path[index], after, at });
			});
		});
	}

	function bySeat(history: readonly DynamoDBRecord[]): Map<string, number[]> {
		const seats = new Map<string, number[]>();
		for (const { dynamodb } of history) {
			const [row, place] = JSON.parse(dynamodb?.Keys?.["sk"]?.S ?? "");
			const key = seatKey(seat(row, place));
			seats.set(key, [...(seats.get(key) ?? []), dynamodb?.ApproximateCreationDateTime ?? 0]);
		}
		return seats;
	}

	async function follow(
		history: readonly DynamoDBRecord[],
		deliveries: readonly { size: number; fate: (typeof FATES)[number]; cut: number }[],
		bus: Announcement[],
	): Promise<void> {
		let next = 0;
		for (let round = 0; next < history.length; round++) {
			const { size, fate, cut } = deliveries[round] ?? { size: 5, fate: "succeeds", cut: 0 };
			const batch = history.slice(next, next + size);
			if (fate === "crashes first") continue;
			const one = newPublisher(random.another().runtime.table, undefined, bus);
			if (fate === "crashes after the feed") one.breakBus(() => Promise.reject(new Error("ended")));
			if (fate === "bus fails") {
				one.breakBus(async ({ length }) =>
					cut < length ? { accepted: cut, error: new Error() } : { accepted: length },
				);
			}
			const end = await one.deliverAndFindFailure(batch).catch(() => 0);
			// Lambda got no response, so it delivers the batch again.
			if (fate !== "lost response") next += end ?? batch.length;
		}
	}
});
