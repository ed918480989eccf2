import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import * as rules from "../../domain/shards.ts";
import {
	expectedLoad,
	firstShortage,
	keyLoads,
	MAX_KEY_WRITE_UNITS_PER_SECOND,
	SEATS_PER_SHARD,
	warmThroughput,
} from "../../lib/expected-load.ts";
import { stageNamed } from "../../lib/stages.ts";

describe("expected load", () => {
	test("60 buyers in a minute load the table with two locks and a claim of 2.5 seats a second, and one read; the index that counts with 20 reads, and the index of orders with one sale", () => {
		expect(expectedLoad(60)).toEqual({
			requests: 2 + 1 + 1,
			table: { readUnits: 1, writeUnits: (2 + 1) * 2.5 * 2 },
			index: { readUnits: 20, writeUnits: 2 * 2.5 },
			orders: { readUnits: 0, writeUnits: 2.5 },
		});
	});

	test("the expected load grows with the number of buyers while there are seats for all", () => {
		expect(expectedLoad(120_000).table.writeUnits).toBe(2 * expectedLoad(60_000).table.writeUnits);
	});

	test("the writes of the index stop growing when all seats are sold, because a refused buyer writes nothing there", () => {
		const soldOut = expectedLoad(100_000, 80_000).index.writeUnits;

		expect(soldOut).toBeCloseTo((2 * 80_000) / 60);
		expect(expectedLoad(1_000_000, 80_000).index.writeUnits).toBe(soldOut);
	});
});

describe("warm throughput", () => {
	test("a table is never warmed to less than a new table has", () => {
		const cold = { readUnits: 12_000, writeUnits: 4_000 };

		expect(warmThroughput(1)).toEqual({ table: cold, index: cold, orders: cold });
	});

	test("a table is warmed to the expected load in full thousands", () => {
		const { table, index } = expectedLoad(100_001);

		expect(warmThroughput(100_001).table.writeUnits).toBe(Math.ceil(table.writeUnits / 1_000) * 1_000);
		expect(warmThroughput(100_001).index.readUnits).toBe(Math.ceil(index.readUnits / 1_000) * 1_000);
	});
});

describe("the limits of a stage", () => {
	const prod = stageNamed("prod");

	test("prod has room for the 100,000 buyers of docs/operations/before-a-sale.md", () => {
		expect(Math.ceil(expectedLoad(100_000).requests)).toBe(6_667);
		expect(firstShortage(prod, 100_000)).toBeUndefined();
	});

	test("a gateway with too low a limit is a shortage, however much the table serves", () => {
		expect(firstShortage({ ...prod, throttle: { rateLimit: 6_666, burstLimit: 2_500 } }, 100_000)).toEqual({
			need: "6667 requests a second",
			setting: "throttle",
		});
	});

	test("a table with too low a maximum is a shortage, however much the gateway allows", () => {
		const throttle = { rateLimit: 100_000, burstLimit: 5_000 };

		expect(firstShortage({ ...prod, throttle }, 170_000)).toEqual({
			need: "57000 read units a second",
			setting: "tableMaximum",
		});
	});
});

describe("keys in a house of 80,000 seats in 100 sections with 100,000 buyers", () => {
	const house = { seats: 80_000, sections: 100 };
	const loads = keyLoads(100_000, house);

	test("sections and shards take less than half of what a key can, so a section may be twice as popular as the others", () => {
		expect(loads.section).toBeLessThan(MAX_KEY_WRITE_UNITS_PER_SECOND / 2);
		expect(loads.shard).toBeLessThan(MAX_KEY_WRITE_UNITS_PER_SECOND / 2);
	});

	test("the feed and the receipts of changes take less than half of what a key can", () => {
		expect(loads.feed.most).toBeLessThan(MAX_KEY_WRITE_UNITS_PER_SECOND / 2);
		expect(loads.receipts).toBeLessThan(MAX_KEY_WRITE_UNITS_PER_SECOND / 2);
	});

	test("the load of each key is the one in docs/operations/before-a-sale.md", () => {
		const document = readFileSync(join(import.meta.dirname, "../../docs/operations/before-a-sale.md"), "utf8");
		const said = (key: string) => document.split(`\n| \`${key}\` `)[1]?.split("|")[2]?.trim();

		expect(said("event#section")).toBe(String(Math.round(loads.section)));
		expect(said("event#shard")).toBe(String(Math.round(loads.shard)));
		expect(said("#changes#event")).toBe(`${Math.round(loads.feed.least)} to ${Math.round(loads.feed.most)}`);
		expect(said("#receipts#event#section")).toBe(`up to ${Math.round(loads.receipts)}`);
	});

	test("the seats in a shard are as many as the rules of counting put there", () => {
		expect(SEATS_PER_SHARD).toBe(rules.SEATS_PER_SHARD);
	});
});
