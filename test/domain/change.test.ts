/** What a write of a seat becomes in the feed, case by case and for verbs at random. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Change, deriveChanges, type SeatWrite } from "../../domain/change.ts";
import type { LockRecord, SaleRecord, SeatStatus, TakenRecord } from "../../domain/seat-record.ts";
import { stateOf } from "../../domain/seat-record.ts";
import {
	block as blockSeat,
	change,
	claim,
	type Expected,
	extend,
	lock as lockSeat,
	release,
	sell,
	unblock,
	unlock,
	type Verb,
	type Wanted,
} from "../../domain/verbs.ts";
import { anInstant, anOrder, aReason, aRecord, aTokenHash, NOW } from "../support/records-at-random.ts";
import { judge } from "../support/verdicts.ts";

const lock: LockRecord = { status: "locked", tokenHash: "alice", lockedAt: NOW - 60, expires: NOW + 60 };
const ended: LockRecord = { ...lock, expires: NOW };
const unowned: LockRecord = { status: "locked", lockedAt: NOW - 60, expires: NOW + 60 };
const bobsLock: LockRecord = { status: "locked", tokenHash: "bob", lockedAt: NOW, expires: NOW + 600 };
const sale: SaleRecord = { status: "sold", tokenHash: "alice", order: "4711", soldAt: NOW };
const block: TakenRecord = { status: "blocked", reason: "wheelchair lift" };

const changesBy = (write: Partial<SeatWrite>) =>
	deriveChanges({ before: undefined, after: undefined, byTimeToLive: false, at: NOW, ...write });

describe("deriveChanges", () => {
	test.each<[string, Partial<SeatWrite>, Change[]]>([
		["a new lock", { after: lock }, [{ type: "seat.locked", expires: NOW + 60 }]],
		[
			"an extended lock has its new end",
			{ before: lock, after: { ...lock, expires: NOW + 90 } },
			[{ type: "seat.locked", expires: NOW + 90 }],
		],
		["an unlocked seat", { before: lock }, [{ type: "seat.unlocked" }]],
		["a sale", { before: lock, after: sale }, [{ type: "seat.sold", order: "4711" }]],
		[
			"a sale in the last second of its lock, written after the lock ended",
			{ before: ended, after: { ...sale, soldAt: NOW - 1 } },
			[{ type: "seat.sold", order: "4711" }],
		],
		[
			"a sale with the token of a lock that has ended",
			{ before: ended, after: sale },
			[
				{ type: "seat.expired", expires: NOW },
				{ type: "seat.sold", order: "4711" },
			],
		],
		[
			"a sale without an order",
			{ before: lock, after: { ...sale, order: undefined } as never },
			[{ type: "seat.sold" }],
		],
		[
			"a seat imported as sold",
			{ after: { status: "sold", order: "imported", soldAt: NOW } },
			[{ type: "seat.sold", order: "imported" }],
		],
		["a refund", { before: sale }, [{ type: "seat.released", order: "4711" }]],
		["a block", { after: block }, [{ type: "seat.blocked", reason: "wheelchair lift" }]],
		["an unblocked seat", { before: block }, [{ type: "seat.unblocked" }]],
		[
			"an ended lock deleted by TTL",
			{ before: ended, byTimeToLive: true, at: NOW + 9_000 },
			[{ type: "seat.expired", expires: NOW }],
		],
		[
			"a lock deleted by TTL whose end the clock of the stream has not reached",
			{ before: lock, byTimeToLive: true },
			[{ type: "seat.expired", expires: NOW + 60 }],
		],
		["an ended lock deleted by a verb", { before: ended }, [{ type: "seat.expired", expires: NOW }]],
		["an imported lock that a seller ends", { before: unowned }, [{ type: "seat.unlocked" }]],
		[
			"an imported lock that has ended",
			{ before: { ...unowned, expires: NOW } },
			[{ type: "seat.expired", expires: NOW }],
		],
	])("a write becomes changes: %s", (_, write, changes) => {
		expect(changesBy(write)).toEqual(changes);
	});

	test("a write that changes nothing about the seat becomes no change", () => {
		for (const record of [lock, sale, block, unowned])
			expect(changesBy({ before: record, after: { ...record } })).toEqual([]);
	});

	test("a lock replaced by another one has expired first, whatever the clocks say (I6)", () => {
		const newLock = { type: "seat.locked", expires: NOW + 600 };

		expect(changesBy({ before: ended, after: bobsLock })).toEqual([{ type: "seat.expired", expires: NOW }, newLock]);
		const later = { ...bobsLock, lockedAt: NOW + 60 };
		expect(changesBy({ before: lock, after: later })).toEqual([{ type: "seat.expired", expires: NOW + 60 }, newLock]);
	});

	test("a second lock of the same token is a new lock", () => {
		expect(changesBy({ before: ended, after: { ...ended, lockedAt: NOW, expires: NOW + 600 } })).toEqual([
			{ type: "seat.expired", expires: NOW },
			{ type: "seat.locked", expires: NOW + 600 },
		]);
	});

	test("a sale or block replaced in one write ends before the next one starts", () => {
		const resold = [
			{ type: "seat.released", order: "4711" },
			{ type: "seat.sold", order: "4712" },
		];

		expect(changesBy({ before: sale, after: { ...sale, order: "4712" } })).toEqual(resold);
		expect(changesBy({ before: sale, after: { ...sale, order: "4712", soldAt: NOW + 1 } })).toEqual(resold);
		expect(changesBy({ before: sale, after: { ...sale, soldAt: NOW + 1 } })).toEqual([
			{ type: "seat.released", order: "4711" },
			{ type: "seat.sold", order: "4711" },
		]);
		expect(changesBy({ before: block, after: { status: "blocked", reason: "film crew" } })).toEqual([
			{ type: "seat.unblocked" },
			{ type: "seat.blocked", reason: "film crew" },
		]);
	});

	test("a lock that a seller replaces while it lives has been given up first", () => {
		expect(changesBy({ before: lock, after: block })).toEqual([
			{ type: "seat.unlocked" },
			{ type: "seat.blocked", reason: "wheelchair lift" },
		]);
		expect(changesBy({ before: lock, after: { status: "sold", order: "4711", soldAt: NOW + 59 } })).toEqual([
			{ type: "seat.unlocked" },
			{ type: "seat.sold", order: "4711" },
		]);
	});

	test("a sale that gets its order later is sold again, with the order", () => {
		const { order: _, ...without } = sale;

		expect(changesBy({ before: without, after: sale })).toEqual([{ type: "seat.sold", order: "4711" }]);
	});

	test("a lock replaced by a block, or by a sale that did not come from it, has expired first", () => {
		const expired = { type: "seat.expired", expires: NOW };

		expect(changesBy({ before: ended, after: block })).toEqual([
			expired,
			{ type: "seat.blocked", reason: "wheelchair lift" },
		]);
		expect(changesBy({ before: ended, after: { status: "sold", soldAt: NOW } })).toEqual([
			expired,
			{ type: "seat.sold" },
		]);
		expect(changesBy({ before: { ...unowned, expires: NOW }, after: { status: "sold", soldAt: NOW } })).toEqual([
			expired,
			{ type: "seat.sold" },
		]);
	});
});

/** The status of a seat according to a reader who only follows the changes. */
function follow(status: SeatStatus, changes: readonly Change[]): SeatStatus {
	const after = {
		"seat.locked": "locked",
		"seat.unlocked": "available",
		"seat.expired": "available",
		"seat.sold": "sold",
		"seat.released": "available",
		"seat.blocked": "blocked",
		"seat.unblocked": "available",
	} as const satisfies Record<Change["type"], SeatStatus>;
	return changes.reduce<SeatStatus>((_, { type }) => after[type], status);
}

type Rule = (now: number) => Verb;

/** What a seller may find in the records of these tests, most often a lock that is still live. */
const anExpectation = fc.oneof(
	fc.integer({ min: 1, max: 6 }).map(
		(seconds) =>
			(now: number): Expected => ({ status: "locked", expires: now + seconds }),
	),
	anOrder.map((order) => (): Expected => ({ status: "sold", order: order ?? null })),
	aReason.map((reason) => (): Expected => ({ status: "blocked", reason })),
	fc.constant((): Expected => ({ status: "available" })),
);

const aWish: fc.Arbitrary<Wanted> = fc.oneof(
	fc.constant<Wanted>({ status: "available" }),
	aTokenHash.map((tokenHash): Wanted => ({ status: "locked", tokenHash, seconds: 3 })),
	anOrder.map((order): Wanted => ({ status: "sold", order: order ?? "4713" })),
	aReason.map((reason): Wanted => ({ status: "blocked", reason })),
);

const aRule: fc.Arbitrary<Rule> = fc.oneof(
	fc.tuple(aTokenHash, fc.integer({ min: 1, max: 3 })).map(
		([tokenHash, seconds]) =>
			(now: number) =>
				lockSeat({ tokenHash, expires: now + seconds }, now),
	),
	aTokenHash.map((tokenHash) => (now: number) => extend({ tokenHash, expires: now + 4, maxLockSeconds: 8 }, now)),
	aTokenHash.map((tokenHash) => (now: number) => unlock(tokenHash, now)),
	fc.tuple(aTokenHash, anOrder).map(
		([tokenHash, order]) =>
			(now: number) =>
				claim({ tokenHash, order }, now),
	),
	anOrder.map((order) => (now: number) => release({ order }, now)),
	fc.constant((now: number) => blockSeat("fire door", now)),
	fc.constant((now: number) => unblock(undefined, now)),
	anOrder.map((order) => (now: number) => sell({ order: order ?? "4713" }, now)),
	fc.tuple(anExpectation, aWish).map(
		([from, to]) =>
			(now: number) =>
				change(from(now), to, now),
	),
);

describe("verbs on a seat, at random", () => {
	test("a reader who follows the changes knows the seat's status after each verb", () => {
		const aStep = fc.record({ rule: aRule, seconds: fc.integer({ min: 0, max: 2 }), isSwept: fc.boolean() });
		fc.assert(
			fc.property(aRecord, fc.array(aStep, { maxLength: 12 }), (start, steps) => {
				let record = start;
				let now = NOW;
				let status: SeatStatus = start?.status ?? "available";
				for (const { rule, seconds, isSwept } of steps) {
					now += seconds;
					if (isSwept && record?.status === "locked" && record.expires <= now) {
						status = follow(status, changesBy({ before: record, byTimeToLive: true, at: now }));
						record = undefined;
					}
					const judged = judge(rule(now), record);
					if (judged.verdict !== "moves") continue;
					const changes = changesBy({ before: record, after: judged.after as TakenRecord | undefined, at: now });
					record = judged.after as TakenRecord | undefined;
					status = follow(status, changes);
					expect(status).toBe(record?.status ?? "available");
					if (record?.status === "locked") expect(changes.at(-1)).toMatchObject({ expires: record.expires });
				}
			}),
		);
	});

	test("a live lock never becomes seat.expired, and an ended lock never becomes seat.unlocked (I2)", () => {
		fc.assert(
			fc.property(aRecord, aRule, anInstant, (before, rule, now) => {
				const judged = judge(rule(now), before);
				if (judged.verdict !== "moves") return;
				const types = changesBy({ before, after: judged.after as TakenRecord | undefined, at: now }).map(
					({ type }) => type,
				);

				const hadEnded = before?.status === "locked" && stateOf(before, now).status === "available";
				expect(types.includes("seat.expired")).toBe(hadEnded);
				if (hadEnded) expect(types).not.toContain("seat.unlocked");
			}),
			{ numRuns: 3_000 },
		);
	});

	test("a write becomes at most two changes, which reveal nothing about a token (I9)", () => {
		const aWrite = fc.record({ before: aRecord, after: aRecord, byTimeToLive: fc.boolean(), at: anInstant });
		fc.assert(
			fc.property(aWrite, (write) => {
				const changes = deriveChanges(write);

				expect(changes.length).toBeLessThanOrEqual(2);
				expect(JSON.stringify(changes)).not.toMatch(/alice|bob|token|lockedAt|soldAt/i);
			}),
		);
	});
});
