/** Runs a seed and judges it; a failure is shrunk to the fewest intents that still fail, and says how to replay it. */
import type { Table } from "../../store/table.ts";
import { checkHistory } from "./check-history.ts";
import type { Operation } from "./history.ts";
import { format, formatOperation } from "./violation.ts";
import { INTENTS, type Run, runWorld } from "./world.ts";

export interface Verdict {
	readonly seed: number;
	readonly requests: number;
	/** The history: requests, what the network delivered once more, deeds of TTL. */
	readonly operations: readonly Operation[];
	/** What became of each send that was not simply delivered. */
	readonly fates: readonly string[];
	/** What was wrong; nothing, if all is well. */
	readonly violations: readonly string[];
}

export async function judgeSeed(table: Table, seed: number, keep?: ReadonlySet<number>): Promise<Verdict> {
	const { run, violations } = await judged(table, seed, keep);
	return { seed, requests: run?.requests ?? 0, operations: run?.history ?? [], fates: run?.fates ?? [], violations };
}

/** A run or a judgement that falls over is a failure of its seed, too. */
async function judged(table: Table, seed: number, keep?: ReadonlySet<number>) {
	let run: Run | undefined;
	try {
		run = await runWorld(table, seed, keep);
		const { violations } = checkHistory({ operations: run.history, before: run.before, after: run.after });
		return { run, violations: [...run.faults, ...violations.map(format)] };
	} catch (error) {
		return { run, violations: [`the run fell over: ${(error as Error).stack}`] };
	}
}

/** How often a failing seed is run again while it is shrunk. */
const SHRINK_RUNS = 80;

/** The report of a failing seed: the fewest intents that fail, what was wrong, and the command that shows it again. */
export async function shrink(table: Table, seed: number): Promise<string> {
	const whole = await judged(table, seed);
	const intents = whole.run?.intents ?? INTENTS;
	let kept = Array.from({ length: intents }, (_, index) => index);
	let failing = whole;
	let runs = 0;
	// Leaves out halves, then quarters, … as long as what is left still fails, and breaks the same promise.
	for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
		for (let from = 0; from < kept.length && runs < SHRINK_RUNS; runs++) {
			const fewer = kept.filter((_, index) => index < from || index >= from + size);
			const again = await judged(table, seed, new Set(fewer));
			if (!kindsOf(again).some((kind) => kindsOf(whole).includes(kind))) from += size;
			else {
				kept = fewer;
				failing = again;
			}
		}
	}
	if (whole.violations.length === 0) return `seed ${seed} failed, and not again`;
	return [
		`seed ${seed} fails; with ${kept.length} of its ${intents} intents it still does`,
		...failing.violations,
		"the whole history:",
		...(failing.run?.history ?? []).map((operation) => `  ${formatOperation(operation)}`),
		`replay: npm run simulate -- --seed ${seed} --keep ${kept.join(",")}`,
	].join("\n");
}

/** The promises that are broken: what stands before the first colon. */
const kindsOf = ({ violations }: { readonly violations: readonly string[] }) =>
	violations.map((violation) => violation.split(":")[0]);
