import { describe, expect, test } from "@jest/globals";
import { shardsFor } from "../../domain/shards.ts";
import { keyLoads, mostWritesOfAKey, openingLoad, seatsPerShard, warmThroughput } from "../../lib/opening.ts";

describe("what an opening asks of the table", () => {
	test("is, for 60 buyers in a minute: two tries of 2.5 seats and a claim at 2 units a seat, 1 read, 20 in the index", () => {
		expect(openingLoad(60)).toEqual({
			table: { readUnits: 1, writeUnits: (2 + 1) * 2.5 * 2 },
			index: { readUnits: 20, writeUnits: 2 * 2.5 },
		});
	});

	test("grows with the buyers, while the seats suffice", () => {
		expect(openingLoad(120_000).table.writeUnits).toBe(2 * openingLoad(60_000).table.writeUnits);
	});

	test("no longer grows in the index once the seats are gone: who gets none writes nothing there", () => {
		const soldOut = openingLoad(100_000, 80_000).index.writeUnits;

		expect(soldOut).toBeCloseTo((2 * 80_000) / 60);
		expect(openingLoad(1_000_000, 80_000).index.writeUnits).toBe(soldOut);
	});
});

describe("what is warmed", () => {
	test("is never less than a new table has", () => {
		const cold = { readUnits: 12_000, writeUnits: 4_000 };

		expect(warmThroughput(1)).toEqual({ table: cold, index: cold });
	});

	test("is the load in full thousands", () => {
		const { table, index } = openingLoad(100_001);

		expect(warmThroughput(100_001).table.writeUnits).toBe(Math.ceil(table.writeUnits / 1_000) * 1_000);
		expect(warmThroughput(100_001).index.readUnits).toBe(Math.ceil(index.readUnits / 1_000) * 1_000);
	});
});

describe("the keys of a house of 80,000 seats in 100 sections, with 100,000 buyers", () => {
	const house = { seats: 80_000, sections: 100 };
	const loads = keyLoads(100_000, house);

	test("take less than a key can, and a section twice as wanted as others does, too", () => {
		expect(loads.section).toBeLessThan(mostWritesOfAKey / 2);
		expect(loads.shard).toBeLessThan(mostWritesOfAKey / 2);
	});

	test("are as docs/operations.md says", () => {
		expect(Math.round(loads.section)).toBe(193);
		expect(Math.round(loads.shard)).toBe(133);
	});

	test("are as many in the index as the rules of counting make them", () => {
		expect(shardsFor(house.seats)).toBe(house.seats / seatsPerShard);
		expect(shardsFor(seatsPerShard + 1)).toBe(2);
	});
});
