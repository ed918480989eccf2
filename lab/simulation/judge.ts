/** Runs a seed and judges its history; shrinks a failing seed to the fewest intents that still fail. */
import type { Table } from "../../store/table.ts";
import { checkHistory } from "./check-history.ts";
import type { Operation } from "./history.ts";
import { NO_READINGS, type ReadingTally } from "./shared-readings.ts";
import { format, formatOperation } from "./violation.ts";
import { INTENTS, type Run, runWorld } from "./world.ts";

export interface Verdict {
	readonly seed: number;
	readonly requests: number;
	/** The history: requests, repeated deliveries by the network, deletions by TTL. */
	readonly operations: readonly Operation[];
	/** The fate of each send that was not simply delivered. */
	readonly fates: readonly string[];
	readonly violations: readonly string[];
	readonly readings: ReadingTally;
	readonly refusedByRead: number;
}

export async function judgeSeed(table: Table, seed: number, keep?: ReadonlySet<number>): Promise<Verdict> {
	const { run, violations } = await judged(table, seed, keep);
	return {
		seed,
		requests: run?.requests ?? 0,
		operations: run?.history ?? [],
		fates: run?.fates ?? [],
		violations,
		readings: run?.readings ?? NO_READINGS,
		refusedByRead: run?.refusedByRead ?? 0,
	};
}

/** If the run or the checker crashes, that is a violation, too. */
async function judged(table: Table, seed: number, keep?: ReadonlySet<number>) {
	let run: Run | undefined;
	try {
		run = await runWorld(table, seed, keep);
		const { violations } = checkHistory({ operations: run.history, before: run.before, after: run.after });
		return { run, violations: [...run.faults, ...violations.map(format)] };
	} catch (error) {
		return { run, violations: [`the run crashed: ${(error as Error).stack}`] };
	}
}

/** The most runs for shrinking one failing seed. */
const SHRINK_RUNS = 80;

/** The report of a failing seed: its violations with the fewest intents, the history, and the command that replays it. */
export async function shrink(table: Table, seed: number): Promise<string> {
	const whole = await judged(table, seed);
	const intents = whole.run?.intents ?? INTENTS;
	let kept = Array.from({ length: intents }, (_, index) => index);
	let failing = whole;
	let runs = 0;
	// Leave out halves, then quarters, and so on, as long as the rest still breaks the same promise.
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
	if (whole.violations.length === 0) return `seed ${seed} failed once, but passed when it was run again`;
	return [
		`seed ${seed} fails, and still does with ${kept.length} of its ${intents} intents`,
		...failing.violations,
		"the whole history:",
		...(failing.run?.history ?? []).map((operation) => `  ${formatOperation(operation)}`),
		`replay: npm run simulate -- --seed ${seed} --keep ${kept.join(",")}`,
	].join("\n");
}

/** The promises that are broken: each violation begins with one, followed by a colon. */
const kindsOf = ({ violations }: { readonly violations: readonly string[] }) =>
	violations.map((violation) => violation.split(":")[0]);
