import { expect, test } from "@jest/globals";
import { shardOf, shardsFor } from "../../domain/shards.ts";
import { seat } from "../support/seats.ts";

test("an event has a shard for every 4,000 seats, and at least one", () => {
	expect([0, 1, 4_000, 4_001, 80_000].map(shardsFor)).toEqual([1, 1, 1, 2, 20]);
});

test("a seat keeps its shard for life: it is written into records that outlive a deployment", () => {
	expect([seat("a", 1), seat("a", 3), seat("Ä", "🎭")].map((one) => shardOf(one, 20))).toEqual([6, 4, 1]);
});

test("the seats of a full house spread evenly over its shards, neighbours too", () => {
	const counts = new Array<number>(20).fill(0);
	for (let row = 1; row <= 400; row++) {
		for (let number = 1; number <= 200; number++) {
			const shard = shardOf(seat(`row ${row}`, number), 20);
			counts[shard] = (counts[shard] ?? 0) + 1;
		}
	}

	expect(counts).toHaveLength(20);
	expect(Math.min(...counts)).toBeGreaterThan(3_600);
	expect(Math.max(...counts)).toBeLessThan(4_400);
	const row = Array.from({ length: 20 }, (_, number) => shardOf(seat("a", number), 20));
	expect(new Set(row).size).toBeGreaterThan(8);
});
