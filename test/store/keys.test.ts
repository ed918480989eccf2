import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
	byBytes,
	eventKey,
	type Key,
	type Life,
	listingKey,
	planKey,
	readSeatKey,
	rowPartition,
	saleKey,
	seatRecordKey,
	sectionPartitions,
	shardKey,
} from "../../store/keys.ts";
import { aLabel, anEventId, aSeat } from "../support/labels-at-random.ts";

const aLife: fc.Arbitrary<Life> = fc.record({ id: anEventId, life: fc.stringMatching(/^[A-Za-z0-9_-]{12}$/) });
const written = ({ pk, sk }: Key) => JSON.stringify([pk, sk]);

test("two seats share a key only if they are the same seat of the same event, whatever separators their labels contain", () => {
	fc.assert(
		fc.property(aLife, aLife, aSeat, aSeat, (event, otherEvent, one, other) => {
			const isSame =
				JSON.stringify(event) === JSON.stringify(otherEvent) &&
				JSON.stringify(Object.values(one)) === JSON.stringify(Object.values(other));

			expect(written(seatRecordKey(event, one)) === written(seatRecordKey(otherEvent, other))).toBe(isSame);
		}),
	);
});

test("labels that differ only in the place of a separator have different keys", () => {
	const labels = ["#", '"', '","', '["', '"]', "\\", '\\"', "a", ""].map((label) => `x${label}`);
	const keys = labels.flatMap((section) =>
		labels.flatMap((row) =>
			labels.flatMap((seat) =>
				["e", "e-1"].map((id) => written(seatRecordKey({ id, life: "l" }, { section, row, seat }))),
			),
		),
	);

	expect(new Set(keys).size).toBe(keys.length);
});

test("a seat is read back from its key", () => {
	fc.assert(
		fc.property(aLife, aSeat, (event, seat) => {
			expect(readSeatKey(seatRecordKey(event, seat))).toEqual({ ...event, seat });
		}),
	);
});

test("the key of a seat is never the key of a plan, an event or an entry in the list of events", () => {
	const digest = fc.stringMatching(/^[A-Za-z0-9_-]{22}$/);

	fc.assert(
		fc.property(aLife, aLife, aSeat, aLabel, digest, (event, otherEvent, seat, section, hash) => {
			const key = seatRecordKey(event, seat);

			expect(written(key)).not.toBe(written(planKey(otherEvent, section, hash)));
			expect(key.sk.startsWith("[")).toBe(true);
			expect(planKey(event, seat.section, hash).sk.startsWith("[")).toBe(false);
			expect([eventKey(otherEvent.id).pk, listingKey(otherEvent.id).pk]).not.toContain(key.pk);
			expect(eventKey(event.id).pk).not.toBe(listingKey(otherEvent.id).pk);
		}),
	);
});

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const UP_TO_40 = Array.from({ length: 40 }, (_, index) => index + 1);
const TENS = ["", "X", "XX", "XXX", "XL"];
const ONES = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
const roman = (number: number) => `${TENS[Math.floor(number / 10)]}${ONES[number % 10]}`;

test.each([
	["A, B, C", LETTERS],
	["AA, BB, CC", LETTERS.map((sign) => sign + sign)],
	["Row AA, Row BB", LETTERS.map((sign) => `Row ${sign}${sign}`)],
	["1, 2, 3", UP_TO_40.map(String)],
	["1, 3, 5", UP_TO_40.map((number) => `${2 * number - 1}`)],
	["2, 4, 6", UP_TO_40.map((number) => `${2 * number}`)],
	["Row 101, Row 102", UP_TO_40.map((number) => `Row ${number + 100}`)],
	["1A, 2A, 3A", UP_TO_40.map((number) => `${number}A`)],
	["I, II, III", UP_TO_40.map(roman)],
])("the rows of a section are in two partitions, and of any four neighbours at most three in one: %s", (_, labels) => {
	const event = { id: "event", life: "life" };
	const [first, second] = sectionPartitions(event, "stalls");
	const partitions = labels.map((row) => rowPartition(event, "stalls", row));
	const inFirst = partitions.filter((partition) => partition === first).length;

	expect(new Set(partitions)).toEqual(new Set([first, second]));
	expect(inFirst / labels.length).toBeGreaterThan(0.4);
	expect(inFirst / labels.length).toBeLessThan(0.6);
	for (let start = 0; start + 4 <= labels.length; start++) {
		expect(new Set(partitions.slice(start, start + 4)).size).toBe(2);
	}
});

test("the partition of a row is the same for ever, whatever its Node.js knows of letters", () => {
	const event = { id: "event", life: "life" };
	const labels = [
		"A",
		"b",
		"AA",
		"1",
		"10",
		"Row 7",
		"ü",
		"é",
		"e\u0301",
		"\u{10941}\u{10941}",
		"\u1c89",
		"🎭",
		"#",
		'"',
	];

	expect(labels.map((row) => rowPartition(event, "stalls", row).at(-1)).join("")).toBe("11111001111101");
});

test("no two sections of all events share a partition, whatever their labels end with", () => {
	const aSection = fc.oneof(aLabel, fc.constantFrom("a", "a#0", "a#1", "a#", "#0"));

	fc.assert(
		fc.property(aLife, aLife, aSection, aSection, (event, other, one, two) => {
			const isSame = JSON.stringify([event, one]) === JSON.stringify([other, two]);
			const both = new Set([...sectionPartitions(event, one), ...sectionPartitions(other, two)]);

			expect(both.size).toBe(isSame ? 2 : 4);
		}),
	);
});

test("the longest labels fit in DynamoDB's keys: 2,048 bytes for the partition, 1,024 bytes for sorting", () => {
	for (const longest of ["🎭".repeat(64), '"'.repeat(64), "\\".repeat(64)]) {
		const { pk, sk } = seatRecordKey(
			{ id: "e".repeat(63), life: "l".repeat(12) },
			{ section: longest, row: longest, seat: longest },
		);

		expect(Buffer.byteLength(pk)).toBeLessThanOrEqual(2_048);
		expect(Buffer.byteLength(sk)).toBeLessThanOrEqual(1_024);
	}
});

test("two events never share a shard of the counting index", () => {
	fc.assert(
		fc.property(aLife, aLife, fc.nat(30), fc.nat(30), (event, other, shard, otherShard) => {
			const isSame = JSON.stringify([event, shard]) === JSON.stringify([other, otherShard]);

			expect(shardKey(event, shard) === shardKey(other, otherShard)).toBe(isSame);
		}),
	);
});

test("two orders share a key of the order index only if they are the same order of the same event, whatever they contain", () => {
	const anOrder = fc.oneof(aLabel, fc.constantFrom("#", "a#b", "l#a"));

	fc.assert(
		fc.property(aLife, aLife, anOrder, anOrder, (event, other, order, otherOrder) => {
			const isSame = JSON.stringify([event, order]) === JSON.stringify([other, otherOrder]);

			expect(saleKey(event, order) === saleKey(other, otherOrder)).toBe(isSame);
		}),
	);
});

test.each([
	["two labels", aLabel],
	[
		"labels of characters around those that take two code units",
		fc.string({ unit: fc.constantFrom("a", "\u{d7ff}", "\u{e000}", "\u{10000}") }),
	],
])("keys are in the order of their bytes, as DynamoDB has them: %s", (_, label) => {
	fc.assert(
		fc.property(label, label, (one, other) => {
			expect(byBytes(one, other)).toBe(Buffer.compare(Buffer.from(one), Buffer.from(other)));
		}),
	);
});
