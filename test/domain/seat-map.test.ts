import { expect, test } from "@jest/globals";
import { planOfSection } from "../../documents/section-plan.ts";
import { rowSeatKey } from "../../domain/plan.ts";
import { type RecordedSeat, readingOf, type SectionView, STATUSES, statusesAt } from "../../domain/reading.ts";
import { countOf, mapOf } from "../../domain/seat-map.ts";
import type { SeatRecord } from "../../domain/seat-record.ts";
import { house } from "../support/seats.ts";

const plan = planOfSection("orchestra", [
	{ row: "b", seats: ["1", null, { seat: "3", accessible: true }, "5"] },
	{ row: "a", seats: ["1", "3", "5"] },
]);
const NOW = 100;
const LOCK: SeatRecord = { status: "locked", tokenHash: "alice", lockedAt: 90, expires: 160 };
const SALE: SeatRecord = { status: "sold", soldAt: 95 };
const BLOCK: SeatRecord = { status: "blocked", reason: "desk" };
const taken = (row: string, number: number, record: SeatRecord, section = "orchestra"): RecordedSeat => ({
	section,
	key: rowSeatKey(row, String(number)),
	record,
});

/** The section as a reading of these records shows it. */
function viewOf(recorded: readonly RecordedSeat[], starting = plan, now = NOW): SectionView {
	const reading = readingOf([starting], recorded, now * 1_000);
	return { plan: starting, statuses: statusesAt(reading, now), endOf: (place) => reading.ends.get(place) };
}

/** What a function may answer, with room to spare: Lambda's limit is 6 MB, and the map is JSON inside JSON. */
const MAX_MAP_BYTES = 5_000_000;

test("the map of 80,000 seats, every one sold, fits in a function's response", () => {
	const { sections } = house(160, 20, 25);

	const maps = Object.entries(sections).map(([section, rows]) => {
		const statuses = new Uint8Array(500).fill(STATUSES.indexOf("sold"));
		return mapOf({ plan: planOfSection(section, rows), statuses, endOf: () => undefined });
	});

	expect(maps.flatMap(({ rows }) => rows.flatMap(({ seats }) => seats))).toHaveLength(80_000);
	expect(Buffer.byteLength(JSON.stringify(maps))).toBeLessThan(MAX_MAP_BYTES);
});

test("a seat map has the rows and gaps of its plan, marks accessible seats, and names the state of taken seats only", () => {
	const view = viewOf([taken("b", 3, LOCK), taken("b", 5, SALE)]);

	expect(mapOf(view)).toEqual({
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

test("what a plan says in a map is made once, and a map never shows what another one found taken (I12)", () => {
	const sold = mapOf(viewOf([taken("b", 3, SALE)]));
	const empty = mapOf(viewOf([]));

	expect(empty.rows[0]?.seats).toBe(sold.rows[0]?.seats);
	expect(sold.rows[0]?.taken).toEqual({ 3: { status: "sold" } });
	expect(empty.rows[0]).not.toHaveProperty("taken");
});

test("a section is counted by status, and a seat that became available again counts as available", () => {
	const some = viewOf([taken("b", 1, LOCK), taken("b", 5, SALE), taken("a", 1, SALE), taken("a", 5, BLOCK)]);
	const none = viewOf([taken("b", 1, { status: "available" })]);

	expect(countOf(some)).toEqual({ num: 2, capacity: 6, locked: 1, sold: 2, blocked: 1, largest: 1 });
	expect(countOf(none)).toMatchObject({ num: 6, locked: 0, sold: 0, blocked: 0 });
});

test("a map shows the end of a lock only where the reading knows it", () => {
	const view = { ...viewOf([taken("b", 1, LOCK)]), endOf: () => undefined };

	expect(mapOf(view).rows[0]?.taken).toEqual({ 1: { status: "locked" } });
});

test("a seat without a record is as its plan starts it, and a record counts instead of the start", () => {
	const starting = {
		...plan,
		starts: new Map([
			[rowSeatKey("a", "1"), SALE],
			[rowSeatKey("a", "3"), SALE],
		]),
	};

	const view = viewOf([taken("a", 3, { status: "available" })], starting);

	expect(mapOf(view).rows.map((row) => row.taken)).toEqual([undefined, { 1: { status: "sold" } }]);
	expect(countOf(view)).toMatchObject({ num: 5, capacity: 6, sold: 1 });
});

test("a seat that starts under a lock is available at the second the lock ends (I2)", () => {
	const starting = { ...plan, starts: new Map([[rowSeatKey("a", "1"), LOCK]]) };

	expect(countOf(viewOf([], starting, 159))).toMatchObject({ locked: 1 });
	expect(countOf(viewOf([], starting, 160))).toMatchObject({ locked: 0 });
});
