import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Change, changesOf, type SeatWrite } from "../../domain/change.ts";
import type { LockRecord, SaleRecord, SeatRecord, SeatStatus } from "../../domain/seat-record.ts";
import { stateOf } from "../../domain/seat-record.ts";
import {
	block as blockSeat,
	claim,
	extend,
	lock as lockSeat,
	release,
	unblock,
	unlock,
	type Verb,
} from "../../domain/verbs.ts";
import { anInstant, anOrder, aRecord, aTokenHash, NOW } from "../support/records-at-random.ts";
import { judge } from "../support/verdicts.ts";

const lock: LockRecord = { status: "locked", tokenHash: "alice", lockedAt: NOW - 60, expires: NOW + 60 };
const dead: LockRecord = { ...lock, expires: NOW };
const nobodys: LockRecord = { status: "locked", lockedAt: NOW - 60, expires: NOW + 60 };
const bobs: LockRecord = { status: "locked", tokenHash: "bob", lockedAt: NOW, expires: NOW + 600 };
const sale: SaleRecord = { status: "sold", tokenHash: "alice", order: "4711", soldAt: NOW };
const block: SeatRecord = { status: "blocked", reason: "wheelchair lift" };

const told = (write: Partial<SeatWrite>) =>
	changesOf({ before: undefined, after: undefined, byTimeToLive: false, at: NOW, ...write });

describe("what one write tells", () => {
	test.each<[string, Partial<SeatWrite>, Change[]]>([
		["a lock", { after: lock }, [{ type: "seat.locked", expires: NOW + 60 }]],
		[
			"an extended lock, with its new end",
			{ before: lock, after: { ...lock, expires: NOW + 90 } },
			[{ type: "seat.locked", expires: NOW + 90 }],
		],
		["a lock given back", { before: lock }, [{ type: "seat.unlocked" }]],
		["a sale", { before: lock, after: sale }, [{ type: "seat.sold", order: "4711" }]],
		[
			"a sale in its lock's last second, told late",
			{ before: dead, after: sale },
			[{ type: "seat.sold", order: "4711" }],
		],
		[
			"a sale without an order",
			{ before: lock, after: { ...sale, order: undefined } as never },
			[{ type: "seat.sold" }],
		],
		[
			"a seat that was imported as sold",
			{ after: { status: "sold", order: "imported", soldAt: NOW } },
			[{ type: "seat.sold", order: "imported" }],
		],
		["a refund", { before: sale }, [{ type: "seat.released", order: "4711" }]],
		["a block", { after: block }, [{ type: "seat.blocked", reason: "wheelchair lift" }]],
		["a block that ends", { before: block }, [{ type: "seat.unblocked" }]],
		[
			"a dead lock that the table removes",
			{ before: dead, byTimeToLive: true, at: NOW + 9_000 },
			[{ type: "seat.expired", expires: NOW }],
		],
		[
			"the same by a clock that is behind",
			{ before: lock, byTimeToLive: true },
			[{ type: "seat.expired", expires: NOW + 60 }],
		],
		["a dead lock that a verb removes", { before: dead }, [{ type: "seat.expired", expires: NOW }]],
		[
			"a lock of nobody that is removed: it can only have ended",
			{ before: nobodys },
			[{ type: "seat.expired", expires: NOW + 60 }],
		],
	])("%s", (_, write, changes) => {
		expect(told(write)).toEqual(changes);
	});

	test("a record that stays as it is tells nothing", () => {
		for (const record of [lock, sale, block, nobodys])
			expect(told({ before: record, after: { ...record } })).toEqual([]);
	});

	test("a lock that is taken over has expired before, whatever the clocks say", () => {
		const taken = { type: "seat.locked", expires: NOW + 600 };

		expect(told({ before: dead, after: bobs })).toEqual([{ type: "seat.expired", expires: NOW }, taken]);
		expect(told({ before: lock, after: bobs })).toEqual([{ type: "seat.expired", expires: NOW + 60 }, taken]);
	});

	test("a lock that the same token makes anew is another lock", () => {
		expect(told({ before: dead, after: { ...dead, lockedAt: NOW, expires: NOW + 600 } })).toEqual([
			{ type: "seat.expired", expires: NOW },
			{ type: "seat.locked", expires: NOW + 600 },
		]);
	});

	test("another sale, or another block, in one write is the end of the one and the beginning of the other", () => {
		const resold = [
			{ type: "seat.released", order: "4711" },
			{ type: "seat.sold", order: "4712" },
		];

		expect(told({ before: sale, after: { ...sale, order: "4712" } })).toEqual(resold);
		expect(told({ before: sale, after: { ...sale, order: "4712", soldAt: NOW + 1 } })).toEqual(resold);
		expect(told({ before: sale, after: { ...sale, soldAt: NOW + 1 } })).toEqual([
			{ type: "seat.released", order: "4711" },
			{ type: "seat.sold", order: "4711" },
		]);
		expect(told({ before: block, after: { status: "blocked", reason: "film crew" } })).toEqual([
			{ type: "seat.unblocked" },
			{ type: "seat.blocked", reason: "film crew" },
		]);
	});

	test("a dead lock under a block, or under a sale that was not made of it, has expired before", () => {
		const expired = { type: "seat.expired", expires: NOW };

		expect(told({ before: dead, after: block })).toEqual([
			expired,
			{ type: "seat.blocked", reason: "wheelchair lift" },
		]);
		expect(told({ before: dead, after: { status: "sold", soldAt: NOW } })).toEqual([expired, { type: "seat.sold" }]);
		expect(told({ before: { ...nobodys, expires: NOW }, after: { status: "sold", soldAt: NOW } })).toEqual([
			expired,
			{ type: "seat.sold" },
		]);
	});
});

/** What a reader who only follows the changes takes the seat for. */
function followed(status: SeatStatus, changes: readonly Change[]): SeatStatus {
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
	fc.constant((now: number) => unblock(now)),
);

describe("whatever the verbs do to a seat", () => {
	test("who follows the changes knows what it is after each of them", () => {
		const aStep = fc.record({ rule: aRule, passes: fc.integer({ min: 0, max: 2 }), sweep: fc.boolean() });
		fc.assert(
			fc.property(aRecord, fc.array(aStep, { maxLength: 12 }), (start, steps) => {
				let record = start;
				let now = NOW;
				let status: SeatStatus = start?.status ?? "available";
				for (const { rule, passes, sweep } of steps) {
					now += passes;
					if (sweep && record?.status === "locked" && record.expires <= now) {
						status = followed(status, told({ before: record, byTimeToLive: true, at: now }));
						record = undefined;
					}
					const judged = judge(rule(now), record);
					if (judged.verdict !== "moves") continue;
					const changes = told({ before: record, after: judged.after, at: now });
					record = judged.after;
					status = followed(status, changes);
					expect(status).toBe(record?.status ?? "available");
					if (record?.status === "locked") expect(changes.at(-1)).toMatchObject({ expires: record.expires });
				}
			}),
		);
	});

	test("a lock that lived is not called expired, and one that had ended is not called unlocked (I2)", () => {
		fc.assert(
			fc.property(aRecord, aRule, anInstant, (before, rule, now) => {
				const judged = judge(rule(now), before);
				if (judged.verdict !== "moves") return;
				const types = told({ before, after: judged.after, at: now }).map(({ type }) => type);

				const hadEnded = before?.status === "locked" && stateOf(before, now).status === "available";
				expect(types.includes("seat.expired")).toBe(hadEnded);
				if (hadEnded) expect(types).not.toContain("seat.unlocked");
			}),
		);
	});

	test("nothing of a token is told, and never more than two things (I9)", () => {
		const aWrite = fc.record({ before: aRecord, after: aRecord, byTimeToLive: fc.boolean(), at: anInstant });
		fc.assert(
			fc.property(aWrite, (write) => {
				const changes = changesOf(write);

				expect(changes.length).toBeLessThanOrEqual(2);
				expect(JSON.stringify(changes)).not.toMatch(/alice|bob|token|lockedAt|soldAt/i);
			}),
		);
	});
});
