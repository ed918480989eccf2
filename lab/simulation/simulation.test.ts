/** A few seeds of the simulation on the real engine, and the properties that make a failing seed replayable. */
import { beforeAll, expect, test } from "@jest/globals";
import type { Table } from "../../store/table.ts";
import { newService } from "../../test/support/service.ts";
import { judgeSeed, shrink } from "./judge.ts";
import type { ReadingTally } from "./shared-readings.ts";
import { runWorld } from "./world.ts";

/** `npm run simulate` runs as many seeds as you like. */
const SEEDS = 8;

/** In the worlds of these seeds readings of the house are made, shared, and outlive a maker that dies. */
const FIRST_SEED = 31;

let table: Table;
beforeAll(async () => {
	({
		runtime: { table },
	} = await newService());
});

test("every answer can be explained, whatever is lost, repeated, late or killed (I1–I11)", async () => {
	const seeds = Array.from({ length: SEEDS }, (_, index) => FIRST_SEED + index);

	const verdicts = await Promise.all(seeds.map((seed) => judgeSeed(table, seed)));

	const failing = verdicts.find(({ violations }) => violations.length > 0);
	if (failing) throw new Error([...failing.violations, await shrink(table, failing.seed)].join("\n"));
	expect(verdicts.reduce((sum, { operations }) => sum + operations.length, 0)).toBeGreaterThan(SEEDS * 80);
	const happened = (what: keyof ReadingTally) => verdicts.reduce((sum, { readings }) => sum + readings[what], 0);
	expect(verdicts.reduce((sum, { refusedByRead }) => sum + refusedByRead, 0)).toBeGreaterThan(0);
	// Readings of the house were made, shared, made by two at once, and outlived their makers.
	for (const what of ["made", "shared", "madeAtOnce", "died"] as const) expect(happened(what)).toBeGreaterThan(0);
});

test.each([
	["an event that stays", 7],
	["functions whose time is over before what they have sent", 34],
])("running a seed of the simulation again gives the same history, step by step: %s", async (_, seed) => {
	const first = await runWorld(table, seed);
	const second = await runWorld(table, seed);

	expect(second.history).toEqual(first.history);
	expect(second.after).toEqual(first.after);
});

test("a run of the simulation can keep only some intents of a seed, so that a failure can be shrunk", async () => {
	const { history } = await runWorld(table, 7, new Set([0, 1, 2]));

	expect(history.length).toBeLessThan(20);
});
