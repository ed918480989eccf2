/** A reading shows each seat as its record or its plan does, and packing it loses only what nobody needs. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { planOfSection } from "../../documents/section-plan.ts";
import { rowSeatKey, type SectionPlan } from "../../domain/plan.ts";
import {
	ENDS_SECONDS,
	packReading,
	type RecordedSeat,
	readingOf,
	STATUSES,
	statusesAt,
	unpackReading,
} from "../../domain/reading.ts";
import type { SeatRecord } from "../../domain/seat-record.ts";

const NOW = 4_000_000_000;

const withStarts = (plan: SectionPlan, starts: readonly [string, SeatRecord][]) => ({
	...plan,
	starts: new Map(starts),
});
const stalls = planOfSection("stalls", [{ row: "a", seats: ["1", "2", null, "3"] }]);
const circle = planOfSection("circle", [
	{ row: "a", seats: ["1", "2"] },
	{ row: "b", seats: ["1"] },
]);
const lockUntil = (expires: number): SeatRecord => ({ status: "locked", lockedAt: NOW - 60, expires });
const recorded = (section: string, row: string, seat: string, record: SeatRecord): RecordedSeat => ({
	section,
	key: rowSeatKey(row, seat),
	record,
});
const inWords = (statuses: Uint8Array) => Array.from(statuses, (status) => STATUSES[status]).join(" ");

test("a reading is in the order of the plan, section after section, and leaves out seats that no plan has", () => {
	const reading = readingOf(
		[stalls, circle],
		[
			recorded("circle", "b", "1", { status: "sold", soldAt: 1 }),
			recorded("circle", "b", "2", { status: "sold", soldAt: 1 }),
			recorded("roof", "a", "1", { status: "sold", soldAt: 1 }),
			recorded("stalls", "a", "3", { status: "blocked", reason: "pillar" }),
			recorded("stalls", "a", "1", lockUntil(NOW + 60)),
		],
		NOW * 1_000,
	);

	expect(inWords(reading.statuses)).toBe("locked available blocked available available sold");
	expect([...reading.ends]).toEqual([[0, NOW + 60]]);
});

test("a seat without a record is as it starts, and a record counts instead, also one that says available", () => {
	const starting = withStarts(stalls, [
		[rowSeatKey("a", "1"), { status: "sold", soldAt: 1 }],
		[rowSeatKey("a", "2"), lockUntil(NOW + 1)],
		[rowSeatKey("a", "3"), lockUntil(NOW)],
	]);

	const untouched = readingOf([starting], [], NOW * 1_000);
	const moved = readingOf(
		[starting],
		[
			recorded("stalls", "a", "1", { status: "available" }),
			recorded("stalls", "a", "2", { status: "sold", soldAt: 1 }),
		],
		NOW * 1_000,
	);

	expect(inWords(untouched.statuses)).toBe("sold locked available");
	expect(inWords(moved.statuses)).toBe("available sold available");
	expect([...moved.ends]).toEqual([]);
});

test("a lock that the reading saw alive is an available seat from the second it ends (I2, I8)", () => {
	const reading = readingOf([stalls], [recorded("stalls", "a", "2", lockUntil(NOW + 2))], NOW * 1_000 + 999);

	expect(inWords(statusesAt(reading, NOW + 1))).toBe("available locked available");
	expect(inWords(statusesAt(reading, NOW + 2))).toBe("available available available");
});

test("a packed reading keeps every status, and the end of each lock that ends within five seconds", () => {
	const aSeat = fc.oneof(
		fc.constantFrom<SeatRecord>(
			{ status: "available" },
			{ status: "sold", soldAt: 1 },
			{ status: "blocked", reason: "desk" },
		),
		fc.integer({ min: -1, max: 9 }).map((seconds) => lockUntil(NOW + seconds)),
	);
	fc.assert(
		fc.property(fc.array(aSeat, { maxLength: 30 }), fc.integer({ min: 0, max: 999 }), (records, ms) => {
			const labels = records.map((_, seat) => String(seat));
			const plan = planOfSection("stalls", [{ row: "a", seats: labels }]);
			const asOfMs = NOW * 1_000 + ms;
			const index = records.map((record, seat) => recorded("stalls", "a", String(seat), record));
			const whole = readingOf([plan], index, asOfMs);

			const packed = packReading(readingOf([plan], index, asOfMs, ENDS_SECONDS));
			const again = unpackReading(packed, asOfMs, records.length);

			const soon = [...whole.ends].filter(([, end]) => end <= NOW + ENDS_SECONDS);
			expect(again).toEqual({ asOfMs, statuses: whole.statuses, ends: new Map(soon) });
			for (let now = NOW; now <= NOW + ENDS_SECONDS; now++) {
				expect(again && statusesAt(again, now)).toEqual(statusesAt(whole, now));
			}
		}),
	);
});

test("what is no packed reading of that number of seats is refused", () => {
	const packed = packReading(readingOf([stalls], [], NOW * 1_000));

	expect(unpackReading(packed, NOW * 1_000, 3)).toBeDefined();
	expect(unpackReading(packed, NOW * 1_000, 5)).toBeUndefined();
	expect(unpackReading(packed.subarray(1), NOW * 1_000, 3)).toBeUndefined();
	expect(unpackReading(Uint8Array.of(255, 255), NOW * 1_000, 3)).toBeUndefined();
});
