import { expect, test } from "@jest/globals";
import { planOfSection } from "../../documents/section-plan.ts";
import { rowSeatKey } from "../../domain/plan.ts";
import { countOf, mapOf } from "../../domain/seat-map.ts";
import type { SeatRecord } from "../../domain/seat-record.ts";
import { lookUpTaken, type RecordedSeat } from "../../domain/taken-state.ts";
import { house, seat } from "../support/seats.ts";

const plan = planOfSection("orchestra", [
	{ row: "b", seats: ["1", null, { seat: "3", accessible: true }, "5"] },
	{ row: "a", seats: ["1", "3", "5"] },
]);
const NOW = 100;
const LOCK: SeatRecord = { status: "locked", tokenHash: "alice", lockedAt: 90, expires: 160 };
const SALE: SeatRecord = { status: "sold", soldAt: 95 };
const BLOCK: SeatRecord = { status: "blocked", reason: "desk" };
const taken = (row: string, number: number, record: SeatRecord) => ({ ...seat(row, number), record });
const lookUp = (recorded: readonly RecordedSeat[], starting = plan) => lookUpTaken([starting], recorded, NOW);

/** What a function may answer, with room to spare: Lambda's limit is 6 MB, and the map is JSON inside JSON. */
const MAX_MAP_BYTES = 5_000_000;

test("the map of 80,000 seats, every one sold, fits in a function's response", () => {
	const { sections } = house(160, 20, 25);

	const maps = Object.entries(sections).map(([section, rows]) =>
		mapOf(planOfSection(section, rows), () => ({ status: "sold" })),
	);

	expect(maps.flatMap(({ rows }) => rows.flatMap(({ seats }) => seats))).toHaveLength(80_000);
	expect(Buffer.byteLength(JSON.stringify(maps))).toBeLessThan(MAX_MAP_BYTES);
});

test("a seat map has the rows and gaps of its plan, marks accessible seats, and names the state of taken seats only", () => {
	const takenStateOf = lookUp([taken("b", 3, LOCK), taken("b", 5, SALE)]);

	expect(mapOf(plan, takenStateOf)).toEqual({
		section: "orchestra",
		rows: [
			{
				row: "b",
				seats: ["1", null, { seat: "3", accessible: true }, "5"],
				taken: { 3: { status: "locked", expires: 160 }, 5: { status: "sold" } },
			},
			{ row: "a", seats: ["1", "3", "5"] },
		],
	});
});

test("a section is counted by what its seats are: a seat that was found available again is not taken", () => {
	const takenStateOf = lookUp([taken("b", 1, LOCK), taken("b", 5, SALE), taken("a", 1, SALE), taken("a", 5, BLOCK)]);

	expect(countOf(plan, takenStateOf)).toEqual({ num: 2, capacity: 6, locked: 1, sold: 2, blocked: 1, largest: 1 });
	expect(countOf(plan, () => ({ status: "available" }))).toMatchObject({ num: 6, locked: 0, sold: 0, blocked: 0 });
});

test("a taken seat is found by its section, its row and its number together", () => {
	const takenStateOf = lookUp([taken("a", 1, SALE), taken("a", 3, BLOCK)]);

	expect(takenStateOf(seat("a", 1))).toEqual({ status: "sold" });
	expect(takenStateOf(seat("a", 3))).toEqual({ status: "blocked" });
	expect(takenStateOf(seat("a", 5))).toBeUndefined();
	expect(takenStateOf(seat("b", 1))).toBeUndefined();
	expect(takenStateOf(seat("a", 1, "balcony"))).toBeUndefined();
});

test("a seat without a record is as its plan starts it, and a record counts instead of the start", () => {
	const starting = {
		...plan,
		starts: new Map([
			[rowSeatKey("a", "1"), SALE],
			[rowSeatKey("a", "3"), SALE],
		]),
	};

	const takenStateOf = lookUp([taken("a", 3, { status: "available" })], starting);

	expect(takenStateOf(seat("a", 1))).toEqual({ status: "sold" });
	expect(takenStateOf(seat("a", 3))).toBeUndefined();
	expect(countOf(starting, takenStateOf)).toMatchObject({ num: 5, capacity: 6, sold: 1 });
});

test("a seat that starts under a lock is available at the second the lock ends (I2)", () => {
	const starting = { ...plan, starts: new Map([[rowSeatKey("a", "1"), LOCK]]) };

	expect(lookUpTaken([starting], [], 159)(seat("a", 1))).toEqual({ status: "locked", expires: 160 });
	expect(lookUpTaken([starting], [], 160)(seat("a", 1))).toBeUndefined();
});
