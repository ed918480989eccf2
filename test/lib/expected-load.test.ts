import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import * as rules from "../../domain/shards.ts";
import { playOpening } from "../../lab/bench/support/play-opening.ts";
import {
	expectedLoad,
	firstShortage,
	keyLoads,
	MAX_KEY_WRITE_UNITS_PER_SECOND,
	RUSH,
	SEATS_PER_SHARD,
	warmThroughput,
} from "../../lib/expected-load.ts";
import { stageNamed } from "../../lib/stages.ts";

describe("expected load", () => {
	test("60 buyers in a minute load the table with a lock, a claim and a few refused locks of 2.5 seats a second, and with a check and the other refusals", () => {
		const { requests, table } = expectedLoad(60);

		expect(requests).toBe(2 + 1 + 1);
		expect(table.writeUnits).toBeCloseTo((2 + 0.11) * 2.5 * 2);
		// Besides, each of an account's 1,000 copies reads a reading of up to 2.5 units twice a second.
		expect(table.readUnits).toBeCloseTo(1 + 0.89 + 1_000 * 2 * 2.5);
	});

	test("60 buyers in a minute write their locks and claims to the index that counts, and their claims to the index of orders", () => {
		const { index, orders } = expectedLoad(60);

		expect(index.writeUnits).toBe(2 * 2.5);
		expect(orders).toEqual({ readUnits: 0, writeUnits: 2.5 });
	});

	test("the index that counts is read once a second, however many look: 955 units for 79,200 taken seats, as measured", () => {
		const document = readFileSync(join(import.meta.dirname, "../../docs/measurements/readings.md"), "utf8");
		const measured = /\| 99 % locked \| \d+ \| [\d.]+ \| \d+ \| \d+ \| (\d+) \|/.exec(document)?.[1];

		const { readUnits } = expectedLoad(1_000_000, 79_200).index;

		expect(measured).toBe("955");
		expect(readUnits).toBeGreaterThan(955);
		expect(readUnits).toBeLessThan(1_000);
	});

	test("no more refusals are reckoned as reads than the model of an opening says, for a third of the buyers or for all of them", () => {
		for (const seats of [80_000, 250_000]) {
			expect(RUSH.refusedByRead).toBeLessThan(playOpening({ seats }).knownToCopy);
		}
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
		expect(warmThroughput(100_001).index.writeUnits).toBe(Math.ceil(index.writeUnits / 1_000) * 1_000);
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

		expect(firstShortage({ ...prod, throttle }, 230_000)).toEqual({
			need: "41000 write units a second",
			setting: "tableMaximum",
		});
	});
});

describe("keys in a house of 80,000 seats in 100 sections with 100,000 buyers", () => {
	const house = { seats: 80_000, sections: 100 };
	const loads = keyLoads(100_000, house);

	test("the halves of sections, and shards, take less than half of what a key can, so a section may be twice as popular as the others", () => {
		expect(loads.half).toBeLessThan(MAX_KEY_WRITE_UNITS_PER_SECOND / 2);
		expect(loads.shard).toBeLessThan(MAX_KEY_WRITE_UNITS_PER_SECOND / 2);
	});

	test("the feed of changes takes little more than half of what a key can, even in small pages, and the receipts less", () => {
		expect(loads.feed.least).toBeLessThan(MAX_KEY_WRITE_UNITS_PER_SECOND / 2);
		expect(loads.feed.most).toBeLessThan(0.6 * MAX_KEY_WRITE_UNITS_PER_SECOND);
		expect(loads.receipts).toBeLessThan(MAX_KEY_WRITE_UNITS_PER_SECOND / 2);
	});

	test("the load in docs/operations/before-a-sale.md is the one that is reckoned", () => {
		const document = readFileSync(join(import.meta.dirname, "../../docs/operations/before-a-sale.md"), "utf8");
		const { requests, table, index, orders } = expectedLoad(100_000);
		const digits = (count: number) => Math.ceil(count).toLocaleString("en");
		const written = `${digits(table.writeUnits)} write units for the table, ${digits(index.writeUnits)} for the index that counts and ${digits(orders.writeUnits)} for the index of orders`;
		const read = `${digits(table.readUnits)} read units for the table and ${digits(index.readUnits)} for the index that counts`;

		expect(document).toContain(`that is, a second, ${digits(requests)} requests; ${written}; and ${read}.`);
	});

	test("the throughput to warm a served table to by hand is the one that a deployment asks for", () => {
		const document = readFileSync(join(import.meta.dirname, "../../docs/operations/before-a-sale.md"), "utf8");
		const asked = Array.from(
			document.matchAll(/ReadUnitsPerSecond\W+(\d+),"?WriteUnitsPerSecond\W+(\d+)/g),
			(found) => ({
				readUnits: Number(found[1]),
				writeUnits: Number(found[2]),
			}),
		);

		const { table, index, orders } = warmThroughput(100_000);

		expect(asked).toEqual([table, index, orders]);
	});

	test("the load of each key is the one in docs/operations/before-a-sale.md", () => {
		const document = readFileSync(join(import.meta.dirname, "../../docs/operations/before-a-sale.md"), "utf8");
		const said = (key: string) => document.split(`\n| \`${key}\` `)[1]?.split("|")[2]?.trim();

		expect(said("event#section#half")).toBe(String(Math.round(loads.half)));
		expect(said("event#shard")).toBe(String(Math.round(loads.shard)));
		expect(said("#changes#event")).toBe(`${Math.round(loads.feed.least)} to ${Math.round(loads.feed.most)}`);
		expect(said("#receipts#event#section")).toBe(`up to ${Math.round(loads.receipts)}`);
	});

	test("the seats in a shard are as many as the rules of counting put there", () => {
		expect(SEATS_PER_SHARD).toBe(rules.SEATS_PER_SHARD);
	});
});
