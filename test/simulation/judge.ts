/** Runs a seed and judges it; a failure is shrunk to the fewest intents that still fail, and says how to replay it. */
import type { Table } from "../../store/table.ts";
import { checkHistory } from "./check-history.ts";
import { format, formatOperation } from "./violation.ts";
import { type Run, runWorld } from "./world.ts";

export interface Verdict {
	readonly seed: number;
	readonly requests: number;
	/** Operations of the history: requests, what the network delivered once more, deeds of TTL. */
	readonly operations: number;
	/** What was wrong; nothing, if all is well. */
	readonly violations: readonly string[];
}

export async function judgeSeed(table: Table, seed: number, keep?: ReadonlySet<number>): Promise<Verdict> {
	const run = await runWorld(table, seed, keep);
	return { seed, requests: run.requests, operations: run.history.length, violations: violationsOf(run) };
}

function violationsOf({ history, after, faults }: Run): string[] {
	const { violations } = checkHistory({ operations: history, after });
	return [...faults, ...violations.map(format)];
}

/** How often a failing seed is run again while it is shrunk. */
const SHRINK_RUNS = 80;

/** The report of a failing seed: the fewest intents that fail, what was wrong, and the command that shows it again. */
export async function shrink(table: Table, seed: number): Promise<string> {
	const whole = await runWorld(table, seed);
	let kept = Array.from({ length: whole.intents }, (_, index) => index);
	let failing = whole;
	let runs = 0;
	// Leaves out halves, then quarters, … as long as what is left still fails.
	for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
		for (let from = 0; from < kept.length && runs < SHRINK_RUNS; runs++) {
			const fewer = kept.filter((_, index) => index < from || index >= from + size);
			const run = await runWorld(table, seed, new Set(fewer));
			if (violationsOf(run).length === 0) from += size;
			else {
				kept = fewer;
				failing = run;
			}
		}
	}
	return [
		`seed ${seed} fails; with ${kept.length} of its ${whole.intents} intents it still does`,
		...violationsOf(failing),
		"the whole history:",
		...failing.history.map((operation) => `  ${formatOperation(operation)}`),
		`replay: npm run simulate -- --seed ${seed} --keep ${kept.join(",")}`,
	].join("\n");
}
