/** What the runs of `npm run simulate` have found: a file for each run, kept while it goes on, so that a killed run counts. */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One run of seed after seed. */
export interface SoakRun {
	readonly from: number;
	/** The first seed that was not begun. Seeds in the works when a run was killed were begun and are not counted. */
	next: number;
	seeds: number;
	requests: number;
	operations: number;
	minutes: number;
	/** How often each verb had each outcome: "lock done". */
	readonly outcomes: Record<string, number>;
	readonly fates: Record<string, number>;
	failing?: number;
}

const DIRECTORY = join(import.meta.dirname, "..", "..", "build", "simulation");

export const newRun = (from: number): SoakRun => ({
	from,
	next: from,
	seeds: 0,
	requests: 0,
	operations: 0,
	minutes: 0,
	outcomes: {},
	fates: {},
});

/** All runs so far, by their first seed. */
export function readRuns(): SoakRun[] {
	mkdirSync(DIRECTORY, { recursive: true });
	const files = readdirSync(DIRECTORY).filter((name) => name.endsWith(".json"));
	const runs = files.map((name): SoakRun => JSON.parse(readFileSync(join(DIRECTORY, name), "utf8")));
	return runs.toSorted((one, other) => one.from - other.from);
}

export function saveRun(run: SoakRun): void {
	mkdirSync(DIRECTORY, { recursive: true });
	const file = join(DIRECTORY, `${run.from}.json`);
	writeFileSync(`${file}.new`, JSON.stringify(run));
	renameSync(`${file}.new`, file);
}

/** Adds one to a count. */
export function countOne(counts: Record<string, number>, name: string): void {
	counts[name] = (counts[name] ?? 0) + 1;
}

/** The counts of all runs together. */
export function sumOf(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
	const sum: Record<string, number> = {};
	for (const [name, times] of counts.flatMap(Object.entries)) sum[name] = (sum[name] ?? 0) + times;
	return sum;
}
