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
import { logHindrances } from "../../../lambdas/http/telemetry.ts";
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

/** What was put on the bus, as `number type seat`. */
const onBus = ({ bus }: TestPublisher = publisher) => bus.map(({ change }) => lineOf(change));
const inFeed = async () => (await feed()).map(lineOf);
const lineOf = ({ number, type, row, seat: place }: FeedChange) => `${number} ${type} ${row}${place}`;

describe("a batch of the table's stream", () => {
	test("is numbered from 1 in its order, and told to the feed and to the bus alike", async () => {
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

	test("goes on where the one before it ended", async () => {
		await publisher.deliver(locks(2));
		await newPublisher(service.runtime.table).deliver(locks(2));

		expect((await feed()).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
	});

	test("gives two numbers to a write that did two things", async () => {
		const taken = { ...lock, tokenHash: "hash-of-bob", lockedAt: FAR + 600, expires: FAR + 700 };

		await publisher.deliver([
			streamRecord({ seat: seat("a", 1), before: lock, after: taken, at: FAR + 600 }),
			...locks(1),
		]);

		expect(await inFeed()).toEqual(["1 seat.expired a1", "2 seat.locked a1", "3 seat.locked a0"]);
	});

	test("gives no number to a write that changed nothing", async () => {
		await publisher.deliver([streamRecord({ seat: seat("a", 1), before: lock, after: lock }), ...locks(1)]);

		expect(await inFeed()).toEqual(["1 seat.locked a0"]);
	});

	test("numbers each event on its own", async () => {
		await service.seller("PUT", "/events/other", { name: "Other", sections: {} });

		await publisher.deliver([...locks(2), ...locks(2, { event: "other" }), ...locks(1)]);

		expect((await feed()).map(({ number }) => number)).toEqual([1, 2, 3]);
		expect((await feed(0, "other")).map(({ number }) => number)).toEqual([1, 2]);
	});

	test("of a seat with any label is told by that label", async () => {
		const odd = { section: "a#b", row: '["x"]', seat: "🎭#\\" };

		await publisher.deliver([locked(odd)]);

		expect((await feed())[0]).toMatchObject(odd);
	});

	test("of the table's clean-up, in the documented form, tells that the lock has expired", async () => {
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
	])("of the service %s, before the lock's end by the table's clock, tells %s", async (principalId, type) => {
		const removed = streamRecord({ seat: seat("a", 1), before: lock, at: FAR + 599 });

		await publisher.deliver([{ ...removed, userIdentity: { principalId, type: "Service" } }]);

		expect(await feed()).toMatchObject([{ type, ...seat("a", 1) }]);
	});

	test.each([
		["every section another", 500],
		["texts that nothing packs", 5],
	])("may be as large as they come: %s", async (_, sections) => {
		const drawn = randomFrom(1);
		const text = (length: number) =>
			String.fromCodePoint(...Array.from({ length }, () => 0x20000 + drawn.below(0xa000)));
		const batch = Array.from({ length: 500 }, (_, index) =>
			streamRecord({
				seat: { section: `${index % sections}`, row: text(64), seat: `${index} ${text(60)}` },
				after: { status: "blocked", reason: text(256) },
			}),
		);

		expect(await publisher.deliver(batch)).toEqual({ batchItemFailures: [] });

		const changes = await feed();
		expect(changes.map(({ number }) => number)).toEqual(batch.map((_, index) => index + 1));
		expect(changes.every(({ seat: place }, index) => place.startsWith(`${index} `))).toBe(true);
	});

	test.each([
		["of ninety sections", 90, 1],
		["of ninety-one", 91, 2],
	])("%s is numbered by as few transactions as can", async (_, sections, transactions) => {
		const batch = Array.from({ length: sections }, (_, index) => locked(seat("a", 1, `section ${index}`)));

		const { operations } = await service.network.during(() => publisher.deliver(batch));

		expect(operations.filter((operation) => operation === "TransactWriteItems")).toHaveLength(transactions);
		expect(await feed()).toHaveLength(sections);
	});

	test("of one section and second may have more writes than one transaction takes", async () => {
		await publisher.deliver(locks(400));

		expect((await feed()).map(({ seat: place }) => place)).toEqual(
			Array.from({ length: 400 }, (_, index) => `${index}`),
		);
	});
});

describe("what is delivered more than once", () => {
	test("changes nothing in the feed, and comes to the bus again under the same numbers", async () => {
		const batch = locks(3);
		await publisher.deliver(batch);
		const [first, before] = [onBus(), await everyRecord(service.runtime.table.name)];

		expect(await publisher.deliver(batch)).toEqual({ batchItemFailures: [] });

		expect(await everyRecord(service.runtime.table.name)).toEqual(before);
		expect(onBus()).toEqual([...first, ...first]);
	});

	test("in part, with new writes behind it, leaves neither gap nor repeat", async () => {
		const batch = locks(9);
		await publisher.deliver(batch.slice(0, 6));

		await publisher.deliver(batch.slice(3));
		await publisher.deliver(batch.slice(1, 8));

		expect(await inFeed()).toEqual(batch.map((_, index) => `${index + 1} seat.locked a${index}`));
	});

	test("after others have gone on keeps its numbers", async () => {
		const batch = locks(2);
		await publisher.deliver(batch);
		await publisher.deliver([locked(seat("b", 1))]);

		await publisher.deliver(batch);

		expect(await inFeed()).toEqual(["1 seat.locked a0", "2 seat.locked a1", "3 seat.locked b1"]);
		expect(onBus().slice(-2)).toEqual(["1 seat.locked a0", "2 seat.locked a1"]);
	});

	test("by two functions at the same time is numbered once", async () => {
		const batch = locks(20);
		const others = Array.from({ length: 5 }, () => newPublisher(service.another().runtime.table));

		const answers = await Promise.all(others.map(({ deliver }) => deliver(batch)));

		expect(answers).toEqual(others.map(() => ({ batchItemFailures: [] })));
		expect(await inFeed()).toEqual(batch.map((_, index) => `${index + 1} seat.locked a${index}`));
		for (const other of others) expect(onBus(other)).toEqual(await inFeed());
	});
});

test("shards that race for the numbers of one event leave no gap, no repeat, and keep each their order", async () => {
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

describe("a function that dies", () => {
	test("between the feed and the bus has told the feed; given again, it tells the bus under the same numbers", async () => {
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

	test("with a transaction on its way, which arrives after the batch was given again, numbers nothing twice", async () => {
		const batch = locks(4);
		let arrive = () => {};
		const late = new Promise<void>((resolve) => {
			arrive = resolve;
		});
		const dying = service.another();
		dying.network.break(async ({ operation }, deliver) => {
			if (operation === "TransactWriteItems") await late;
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

describe("a table that is hard to reach", () => {
	test.each([
		["a request is lost", requestLost],
		["an answer is lost", responseLost],
		["a transaction meets another", cancelled("TransactionConflict", "None", "None")],
		["a receipt meets another transaction", cancelled("None", "None", "TransactionConflict")],
		["a transaction is throttled", cancelled("ThrottlingError", "None", "None")],
	])("costs a try and nothing else when %s", async (_, fault) => {
		service.network.break((sent, deliver) =>
			sent.operation === "TransactWriteItems" ? once(sent, deliver) : deliver(),
		);
		const once = onlyTheFirst(1, fault);

		expect(await publisher.deliver(locks(3))).toEqual({ batchItemFailures: [] });

		service.network.break();
		expect(await inFeed()).toEqual(["1 seat.locked a0", "2 seat.locked a1", "3 seat.locked a2"]);
	});

	test("for good leaves the batch to be given again, and says why", async () => {
		service.network.break(saying("ResourceNotFoundException"));

		expect(await publisher.deliveredUpTo(locks(3))).toBe(0);

		expect(publisher.hindrances).toMatchObject([
			{ reason: "unpublished", error: { name: "ResourceNotFoundException" } },
		]);
		expect(publisher.bus).toEqual([]);
	});

	test("for several events leaves the batch to be given again from the first of their records", async () => {
		service.network.break(saying("ResourceNotFoundException"));

		expect(await publisher.deliveredUpTo([...locks(1), ...locks(1, { event: "other" }), ...locks(1)])).toBe(0);
	});

	/** A publisher whose pauses are counted and take no time. */
	const hastyPublisher = () => {
		const pauses: number[] = [];
		const pause = async (attempt: number) => {
			pauses.push(attempt);
		};
		return { hasty: newPublisher({ ...service.runtime.table, pause }), pauses };
	};

	test("where others are always faster is left alone after a while", async () => {
		const { hasty, pauses } = hastyPublisher();
		service.network.break((sent, deliver) =>
			sent.operation === "TransactWriteItems"
				? cancelled("ConditionalCheckFailed", "None", "None")(sent, deliver)
				: deliver(),
		);

		expect(await hasty.deliveredUpTo(locks(2))).toBe(0);

		// Longer and longer, up to what the fifth attempt waits.
		expect(pauses).toEqual([1, 2, 3, 4, ...Array.from({ length: 56 }, () => 5)]);
		expect(hasty.hindrances).toMatchObject([{ error: { message: "others were always faster" } }]);
	});

	test("nobody is waited for where nobody is in the way, nor where all has its number already", async () => {
		const { hasty, pauses } = hastyPublisher();
		const batch = locks(250);

		expect(await hasty.deliveredUpTo(batch)).toBe(undefined);
		expect(await hasty.deliveredUpTo(batch)).toBe(undefined);

		expect(pauses).toEqual([]);
		expect(await inFeed()).toHaveLength(250);
	});

	test.each([
		["has added to the feed", cancelled("ConditionalCheckFailed", "None", "None")],
		["holds one of its receipts", cancelled("None", "None", "TransactionConflict")],
	])("another that %s is waited for", async (_, fault) => {
		const { hasty, pauses } = hastyPublisher();
		const once = onlyTheFirst(1, fault);
		service.network.break((sent, deliver) =>
			sent.operation === "TransactWriteItems" ? once(sent, deliver) : deliver(),
		);

		expect(await hasty.deliveredUpTo(locks(3))).toBe(undefined);

		expect(pauses).toEqual([1]);
	});

	test("what another try cannot help is not tried again, though another has been faster, too", async () => {
		service.network.break((sent, deliver) =>
			sent.operation === "TransactWriteItems"
				? cancelled("ConditionalCheckFailed", "None", "ValidationError")(sent, deliver)
				: deliver(),
		);

		const { value, operations } = await service.network.during(() => publisher.deliveredUpTo(locks(3)));

		expect(value).toBe(0);
		expect(operations.filter((operation) => operation === "TransactWriteItems")).toHaveLength(1);
	});

	test("half way through a large batch leaves the rest to be given again, from its first record on", async () => {
		const batch = locks(250);
		let transactions = 0;
		service.network.break((sent, deliver) => {
			if (sent.operation === "TransactWriteItems") transactions += 1;
			return transactions > 1 ? saying("ResourceNotFoundException")(sent, deliver) : deliver();
		});

		expect(await publisher.deliveredUpTo(batch)).toBe(100);
		expect(publisher.bus).toHaveLength(100);

		service.network.break();
		expect(await publisher.deliveredUpTo(batch.slice(100))).toBe(undefined);
		expect((await feed()).map(({ seat: place }) => place)).toEqual(batch.map((_, index) => String(index)));
	}, 20_000);

	test("for one event holds up the first of its records, and nothing before it", async () => {
		await service.seller("PUT", "/events/other", { name: "Other", sections: {} });
		const batch = [...locks(2), ...locks(1, { event: "other" }), locked(seat("b", 1))];
		service.network.break((sent, deliver) =>
			JSON.stringify(sent.input).includes("#other") ? saying("ResourceNotFoundException")(sent, deliver) : deliver(),
		);

		expect(await publisher.deliveredUpTo(batch)).toBe(2);
		expect(onBus()).toEqual(["1 seat.locked a0", "2 seat.locked a1"]);

		service.network.break();
		expect(await publisher.deliveredUpTo(batch.slice(2))).toBe(undefined);
		expect(await inFeed()).toEqual(["1 seat.locked a0", "2 seat.locked a1", "3 seat.locked b1"]);
		expect((await feed(0, "other")).map(lineOf)).toEqual(["1 seat.locked a0"]);
	});
});

describe("a bus that fails", () => {
	test("after some changes leaves the rest to be given again, from the first write of which it lacks one", async () => {
		const taken = { ...lock, tokenHash: "hash-of-bob", lockedAt: FAR + 600 };
		const batch = [...locks(2), streamRecord({ seat: seat("a", 0), before: lock, after: taken }), ...locks(1)];
		publisher.breakBus(async () => ({ taken: 3, failure: new Error("throttled") }));

		expect(await publisher.deliveredUpTo(batch)).toBe(2);

		expect(publisher.hindrances).toMatchObject([{ reason: "unpublished", error: { message: "throttled" } }]);
		publisher.breakBus();
		expect(await publisher.deliveredUpTo(batch.slice(2))).toBe(undefined);
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
});

describe("a record of a seat that cannot be read", () => {
	const poison: [string, (record: DynamoDBRecord) => DynamoDBRecord][] = [
		["without an id", ({ eventID: _, ...record }) => record],
		[
			"without an instant",
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
			"with a lock that has no end",
			(record) => ({
				...record,
				dynamodb: { ...record.dynamodb, NewImage: { status: { S: "locked" }, lockedAt: { N: "1" } } },
			}),
		],
		[
			"with a lock that has no beginning",
			(record) => ({
				...record,
				dynamodb: { ...record.dynamodb, NewImage: { status: { S: "locked" }, expires: { N: "1" } } },
			}),
		],
	];

	test.each(poison)("%s holds up what comes after it, and nothing before it", async (_, spoil) => {
		const batch = locks(4);
		const spoiled = batch.with(2, spoil(batch[2] as DynamoDBRecord));

		expect(await publisher.deliveredUpTo(spoiled)).toBe(2);

		expect(onBus()).toEqual(["1 seat.locked a0", "2 seat.locked a1"]);
		expect(await inFeed()).toEqual(onBus());
		expect(publisher.hindrances).toMatchObject([
			{ reason: "unreadable", sequenceNumber: spoiled[2]?.dynamodb?.SequenceNumber },
		]);
		expect(String(publisher.hindrances[0]?.error)).not.toMatch(/alice|melted/);
	});
});

describe("a record that is no seat's", () => {
	test.each([
		["without a key", undefined],
		["of another kind", { pk: "x#y", sk: "plan#1" }],
		["whose key is no JSON", { pk: "x#y", sk: '["a' }],
		["whose key has a label too many", { pk: "x#y", sk: '["a","1","2"]' }],
		["whose key has a label too few", { pk: "x#y", sk: '["a"]' }],
		["whose labels are no texts", { pk: "x#y", sk: '["a",1]' }],
		["without a label", { pk: "x#y", sk: '["a",""]' }],
		["of no section", { pk: "x", sk: '["a","1"]' }],
		["of no event", { pk: "#y", sk: '["a","1"]' }],
	])("%s is passed over, and what comes after it is told", async (_, key) => {
		const batch = locks(4);
		const { dynamodb } = batch[2] as DynamoDBRecord;
		const Keys = key && { pk: { S: key.pk }, sk: { S: key.sk } };
		const image = { NewImage: { status: { S: "melted" } } };

		const strange = { ...batch[2], dynamodb: { ...dynamodb, ...image, Keys } } as DynamoDBRecord;
		expect(await publisher.deliver(batch.with(2, strange))).toEqual({ batchItemFailures: [] });

		expect(onBus()).toEqual(["1 seat.locked a0", "2 seat.locked a1", "3 seat.locked a3"]);
		expect(await inFeed()).toEqual(onBus());
		expect(publisher.hindrances).toEqual([{ reason: "stranger", sequenceNumber: dynamodb?.SequenceNumber }]);
	});
});

test("no token and no hash of one is in the feed, the receipts, or on the bus (I9)", async () => {
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

test("what is logged of a record that could not be told names it, and holds nothing of it (I9)", async () => {
	const [fine, poison] = [locked(seat("a", 1)), locked(seat("a", 3))];
	const strange = { ...fine, dynamodb: { ...fine.dynamodb, Keys: { pk: { S: "orchestra" }, sk: { S: '["a' } } } };
	const printed: string[] = [];
	for (const method of ["log", "info", "warn", "error"] as const) {
		jest.spyOn(console, method).mockImplementation((...line) => void printed.push(line.join(" ")));
	}
	service.network.break(saying("ValidationException"));

	const image = { ...poison.dynamodb?.NewImage, status: { S: "melted" } };
	const melted = { ...poison, dynamodb: { ...poison.dynamodb, NewImage: image } };
	await publisher.deliver([strange, fine, melted] as never);
	for (const hindrance of publisher.hindrances) logHindrances()(hindrance);

	jest.restoreAllMocks();
	expect(printed).toHaveLength(3);
	expect(printed.join()).toContain(poison.dynamodb?.SequenceNumber);
	expect(printed.join()).toContain("ValidationException");
	expect(printed.join()).not.toMatch(/hash-of|melted|orchestra/);
});

test("what is kept for readers goes after three days, and receipts when the stream has long forgotten", async () => {
	await publisher.deliver(locks(1));

	const records = await everyRecord(service.runtime.table.name);
	const kept = (pk: string) =>
		records.filter((record) => record.pk.startsWith(pk)).map(({ sk, expires }) => [sk, expires]);

	expect(kept("#receipts#")).toEqual([[String(FAR), FAR + 2 * 86_400]]);
	expect(kept("#changes#")).toEqual([
		["0000000000000001", FAR + 3 * 86_400],
		["head", undefined],
	]);
});

/**
 * The event source mapping, with all that may go wrong: batches of any size, given whole, in part, again, or to a
 * function that dies; several shards at once; and a reader beside them, who comes and goes.
 */
describe("whatever is delivered, however often", () => {
	let random: TestService;

	beforeAll(async () => {
		random = await newService();
	});

	const FATES = ["told", "told", "lost answer", "dies before", "dies after the feed", "bus breaks"] as const;
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

	test("a reader gets every change once, in its seat's order, under 1, 2, 3 …, and the bus gets it at least once", async () => {
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
					let over = false;

					const reader = (async () => {
						for (let round = 0; ; round++) {
							const wasOver = over;
							const limit = limits[round % limits.length];
							const after = read.at(-1)?.number ?? 0;
							const target = `/events/${event}/changes?after=${after}&wait=0&limit=${limit}`;
							const { body } = await random.another().seller("GET", target);
							read.push(...body.changes);
							if (wasOver && body.changes.length === 0) return;
							// Not so eager that the shards wait for their reader.
							await pause(20);
						}
					})();
					await Promise.all(
						shards.map(({ deliveries }, shard) => follow(histories[shard] as DynamoDBRecord[], deliveries, bus)),
					);
					over = true;
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

	/** Locks and sales of a few seats, in their order; each at an instant of its own, by which a test knows it. */
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
			const { size, fate, cut } = deliveries[round] ?? { size: 5, fate: "told", cut: 0 };
			const batch = history.slice(next, next + size);
			if (fate === "dies before") continue;
			const one = newPublisher(random.another().runtime.table, undefined, bus);
			if (fate === "dies after the feed") one.breakBus(() => Promise.reject(new Error("ended")));
			if (fate === "bus breaks") {
				one.breakBus(async ({ length }) => (cut < length ? { taken: cut, failure: new Error() } : { taken: length }));
			}
			const end = await one.deliveredUpTo(batch).catch(() => 0);
			// Lambda did not hear of it, and gives the batch again.
			if (fate !== "lost answer") next += end ?? batch.length;
		}
	}
});
