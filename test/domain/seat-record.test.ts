import { expect, test } from "@jest/globals";
import { isAvailable, isHeldBy, type SeatRecord, stateOf } from "../../domain/seat-record.ts";

const lock: SeatRecord = { status: "locked", tokenHash: "alice", lockedAt: 100, expires: 160 };
const sale: SeatRecord = { status: "sold", tokenHash: "alice", order: "4711", soldAt: 120 };
const block: SeatRecord = { status: "blocked", reason: "wheelchair lift" };

test("a seat without a record is available", () => {
	expect(isAvailable(undefined, 100)).toBe(true);
	expect(stateOf(undefined, 100)).toEqual({ status: "available" });
});

test("a lock lives until the second before its end, and at its end the seat is available (I2)", () => {
	expect(isAvailable(lock, 159)).toBe(false);
	expect(isHeldBy(lock, "alice", 159)).toBe(true);
	expect(stateOf(lock, 159)).toEqual({ status: "locked", expires: 160 });

	expect(isAvailable(lock, 160)).toBe(true);
	expect(isHeldBy(lock, "alice", 160)).toBe(false);
	expect(stateOf(lock, 160)).toEqual({ status: "available" });
});

test("a sale and a block never end by themselves", () => {
	for (const record of [sale, block]) {
		expect(isAvailable(record, 4_000_000_000)).toBe(false);
		expect(stateOf(record, 4_000_000_000)).toEqual({ status: record.status });
	}
});

test("only the holder of its token holds a lock, and nobody holds one that was made without (I3)", () => {
	expect(isHeldBy(lock, "bob", 100)).toBe(false);
	expect(isHeldBy(sale, "alice", 100)).toBe(false);
	expect(isHeldBy({ status: "locked", lockedAt: 100, expires: 160 }, "", 100)).toBe(false);
});

test("what is told of a seat never says whose it is (I3, I9)", () => {
	for (const record of [lock, sale, block]) {
		expect(JSON.stringify(stateOf(record, 100))).not.toMatch(/alice|4711|wheelchair/);
	}
});
