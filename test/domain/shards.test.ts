import { expect, test } from "@jest/globals";
import { assignShards, MIN_SHARED_SHARDS, SEATS_PER_SHARD, shardOf } from "../../domain/shards.ts";
import { seat } from "../support/seats.ts";

const sectionsOf = (...capacities: number[]) =>
	capacities.map((capacity, index) => ({ section: `section ${index}`, capacity }));

test("a section of up to 2,000 seats lies in one shard, so that reading it is one query", () => {
	expect(assignShards(sectionsOf(0, 12, 2_000), new Map())).toEqual([[0], [1], [2]]);
});

test("a large section lies in several shards of its own", () => {
	expect(assignShards(sectionsOf(2_001, 100, 6_000), new Map())).toEqual([[1_000, 1_001], [1], [1_002, 1_003, 1_004]]);
});

test("sections next to each other, which open together, share no shard", () => {
	const shards = assignShards(sectionsOf(...new Array<number>(80).fill(1_000)), new Map());

	for (let first = 0; first + 12 <= shards.length; first++) {
		const open = shards.slice(first, first + 12).flat();
		expect(new Set(open).size).toBe(open.length);
	}
});

test("a shard of small sections holds about as many seats as one query page, however large the house", () => {
	const sections = sectionsOf(...new Array<number>(100).fill(1_000));
	const seats = new Map<number, number>();
	for (const [index, shards] of assignShards(sections, new Map()).entries()) {
		for (const shard of shards) seats.set(shard, (seats.get(shard) ?? 0) + (sections[index]?.capacity ?? 0));
	}

	expect(seats.size).toBe(50);
	expect(Math.max(...seats.values())).toBeLessThanOrEqual(SEATS_PER_SHARD);
	expect(MIN_SHARED_SHARDS).toBeGreaterThan(12);
});

test.each([
	["every other one of 1,000 seats", 2, 76, 1_000],
	["one in sixteen of 1,900 seats", 16, 112, 1_900],
])("larger ones among small sections do not meet in one shard: %s", (_, step, length, seatsOfLarge) => {
	const sections = sectionsOf(...Array.from({ length }, (_, index) => (index % step === 0 ? seatsOfLarge : 1)));
	const assigned = assignShards(sections, new Map());
	const seats = new Map<number, number>();
	for (const [index, [shard = -1]] of assigned.entries()) {
		seats.set(shard, (seats.get(shard) ?? 0) + (sections[index]?.capacity ?? 0));
	}

	expect(Math.max(...seats.values())).toBeLessThan(2 * SEATS_PER_SHARD);
	for (let first = 0; first + 12 <= assigned.length; first++) {
		expect(new Set(assigned.slice(first, first + 12).flat()).size).toBe(12);
	}
});

test("a section keeps its shards when the event grows, and gets more when it grows itself", () => {
	const before = new Map([
		["section 0", [5]],
		["section 1", [1_000, 1_001]],
	]);

	expect(assignShards(sectionsOf(4_001, 100, 100), before)).toEqual([[5, 1_002, 1_003], [1_000, 1_001], [2]]);
});

test("a seat keeps its shard for life: it is written into records that outlive a deployment", () => {
	const shards = Array.from({ length: 20 }, (_, shard) => shard);

	expect([seat("a", 1), seat("a", 3), seat("Ä", "🎭")].map((one) => shardOf(one, shards))).toEqual([6, 4, 1]);
});

test("the seats of a large section spread evenly over its shards, neighbours too", () => {
	const shards = Array.from({ length: 20 }, (_, shard) => 100 + shard);
	const counts = new Map<number, number>();
	for (let row = 1; row <= 400; row++) {
		for (let number = 1; number <= 100; number++) {
			const shard = shardOf(seat(`row ${row}`, number), shards);
			counts.set(shard, (counts.get(shard) ?? 0) + 1);
		}
	}

	expect([...counts.keys()].sort((one, other) => one - other)).toEqual(shards);
	expect(Math.min(...counts.values())).toBeGreaterThan(1_800);
	expect(Math.max(...counts.values())).toBeLessThan(2_200);
	const row = Array.from({ length: 20 }, (_, number) => shardOf(seat("a", number), shards));
	expect(new Set(row).size).toBeGreaterThan(8);
});
