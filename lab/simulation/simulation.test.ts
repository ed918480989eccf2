import { beforeAll, expect, test } from "@jest/globals";
import type { Table } from "../../store/table.ts";
import { newService } from "../../test/support/service.ts";
import { judgeSeed, shrink } from "./judge.ts";
import { runWorld } from "./world.ts";

/** Seeds of the test run; `npm run simulate` goes on for as long as one likes. */
const SEEDS = 8;

let table: Table;
beforeAll(async () => {
	({
		runtime: { table },
	} = await newService());
});

test("whatever is lost, repeated, late or killed, every answer can be explained (I1–I9)", async () => {
	const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1);

	const verdicts = await Promise.all(seeds.map((seed) => judgeSeed(table, seed)));

	const failing = verdicts.find(({ violations }) => violations.length > 0);
	if (failing) throw new Error([...failing.violations, await shrink(table, failing.seed)].join("\n"));
	expect(verdicts.reduce((sum, { operations }) => sum + operations.length, 0)).toBeGreaterThan(SEEDS * 100);
});

test("a seed replays its run, step by step", async () => {
	const first = await runWorld(table, 7);
	const second = await runWorld(table, 7);

	expect(second.history).toEqual(first.history);
	expect(second.after).toEqual(first.after);
});

test("leaving out intents leaves the others as they were", async () => {
	const { history } = await runWorld(table, 7, new Set([0, 1, 2]));

	expect(history.length).toBeLessThan(20);
});
