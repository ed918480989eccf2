import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { holds } from "../../domain/clause.ts";
import { isAvailable, isHeldBy, isLive, isTaken, type SeatRecord, stateOf } from "../../domain/seat-record.ts";
import { anInstant, aRecord } from "../support/records-at-random.ts";

const lock: SeatRecord = { status: "locked", tokenHash: "alice", lockedAt: 100, expires: 160 };
const sale: SeatRecord = { status: "sold", tokenHash: "alice", order: "4711", soldAt: 120 };
const block: SeatRecord = { status: "blocked", reason: "wheelchair lift" };

test("a seat without a record is available", () => {
	expect(holds(isAvailable(100), undefined)).toBe(true);
	expect(stateOf(undefined, 100)).toEqual({ status: "available" });
});

test("a lock lives until the second before its end, and at its end the seat is available (I2)", () => {
	expect(holds(isAvailable(159), lock)).toBe(false);
	expect(holds(isHeldBy("alice", 159), lock)).toBe(true);
	expect(stateOf(lock, 159)).toEqual({ status: "locked", expires: 160 });

	expect(holds(isAvailable(160), lock)).toBe(true);
	expect(holds(isHeldBy("alice", 160), lock)).toBe(false);
	expect(stateOf(lock, 160)).toEqual({ status: "available" });
});

test("a sale and a block never end by themselves", () => {
	for (const record of [sale, block]) {
		expect(holds(isAvailable(4_000_000_000), record)).toBe(false);
		expect(stateOf(record, 4_000_000_000)).toEqual({ status: record.status });
	}
});

test("only a lock ends: a sale and a block stay as they are even if their record has the end of a lock (I1, I2)", () => {
	for (const record of [sale, block].map((taken) => ({ ...taken, tokenHash: "alice", expires: 160 }))) {
		expect(holds(isAvailable(160), record)).toBe(false);
		expect(holds(isLive(159), record)).toBe(false);
		expect(holds(isHeldBy("alice", 159), record)).toBe(false);
		expect(stateOf(record, 160)).toEqual({ status: record.status });
	}
});

test("only the holder of its token holds a lock, and nobody holds one that was made without (I3)", () => {
	expect(holds(isHeldBy("bob", 100), lock)).toBe(false);
	expect(holds(isHeldBy("alice", 100), sale)).toBe(false);
	expect(holds(isHeldBy("", 100), { status: "locked", lockedAt: 100, expires: 160 })).toBe(false);
});

test("a seat is taken exactly when it is not available, at every instant", () => {
	fc.assert(
		fc.property(aRecord, anInstant, (record, now) => {
			expect(holds(isTaken(now), record)).toBe(!holds(isAvailable(now), record));
		}),
	);
});

test("the state of a seat never says whose it is (I3, I9)", () => {
	for (const record of [lock, sale, block]) {
		expect(JSON.stringify(stateOf(record, 100))).not.toMatch(/alice|4711|wheelchair/);
	}
});
