/** `npm run simulate`: runs seed after seed, stops at the first that fails, shrinks it and prints how to replay it. */
import { SingleBar } from "cli-progress";
import { Command } from "commander";
import { type Row, tallyInWords, writeReport } from "../report.ts";
import { startEngine } from "./engine.ts";
import { countOne, newRun, readRuns, type SoakRun, saveRun, sumOf } from "./runs.ts";

const PROGRESS_MS = 60_000;

const options = new Command("simulate")
	.option("--minutes <minutes>", "how long to run", Number, 3)
	.option("--seeds <count>", "run at most this many seeds", Number, Number.POSITIVE_INFINITY)
	.option("--from <seed>", "the first seed", Number, 1)
	.option("--worlds <count>", "how many seeds run at once", Number, 16)
	.option("--resume", "go on after the seeds of the runs in build/simulation")
	.option("--report", "write docs/measurements/simulation.md, with --resume for all runs together")
	.option("--seed <seed>", "replay only this seed", Number)
	.option("--keep <intents>", "replay only these intents of the seed, separated by commas", (list) =>
		list.split(",").map(Number),
	)
	.parse()
	.opts<{
		minutes: number;
		seeds: number;
		from: number;
		worlds: number;
		resume?: true;
		report?: true;
		seed?: number;
		keep?: number[];
	}>();

const { table, stop } = await startEngine();
const { judgeSeed, shrink } = await import("./judge.ts");

process.exitCode = options.seed === undefined ? await soak() : await replay(options.seed);
await stop();
process.exit();

async function replay(seed: number): Promise<number> {
	const { requests, operations, violations } = await judgeSeed(table, seed, options.keep && new Set(options.keep));
	console.log(`seed ${seed}: ${requests} requests, ${operations.length} operations, ${violations.length} violations`);
	for (const violation of violations) console.log(violation);
	return violations.length === 0 ? 0 : 1;
}

async function soak(): Promise<number> {
	const started = performance.now();
	const end = started + options.minutes * 60_000;
	const earlier = options.resume ? readRuns() : [];
	const run = newRun(Math.max(options.from, ...earlier.map(({ next }) => next)));
	const bar = new SingleBar({
		format: "{bar} {percentage}% | {seeds} seeds, {operations} operations, {rate}/s",
		// Without a terminal, print a line a minute.
		noTTYOutput: true,
		notTTYSchedule: PROGRESS_MS,
	});
	bar.start(Math.round(options.minutes * 60), 0, { seeds: 0, operations: 0, rate: 0 });

	let found: readonly string[] = [];
	const world = async () => {
		while (run.failing === undefined && performance.now() < end && run.next < run.from + options.seeds) {
			const seed = run.next++;
			const { requests, operations, fates, violations } = await judgeSeed(table, seed);
			run.seeds += 1;
			run.requests += requests;
			run.operations += operations.length;
			for (const { verb, outcome } of operations) countOne(run.outcomes, `${verb} ${outcome.kind}`);
			for (const fate of fates) countOne(run.fates, fate);
			if (violations.length > 0 && run.failing === undefined) {
				run.failing = seed;
				found = violations;
			}
			const seconds = (performance.now() - started) / 1_000;
			run.minutes = seconds / 60;
			saveRun(run);
			const { seeds, operations: judged } = run;
			bar.update(Math.round(seconds), { seeds, operations: judged, rate: Math.round(judged / seconds) });
		}
	};
	await Promise.all(Array.from({ length: options.worlds }, world));
	bar.stop();

	if (options.report) report([...earlier, run]);
	const figures = `${run.seeds} seeds, ${run.requests} requests, ${run.operations} operations in ${run.minutes.toFixed(1)} minutes`;
	if (run.failing === undefined) {
		console.log(`${figures}: no violation`);
		return 0;
	}
	// First as it was found: run again, the seed may pass.
	console.log([`${figures}, then a violation:`, ...found, await shrink(table, run.failing)].join("\n"));
	return 1;
}

function report(runs: readonly SoakRun[]): void {
	const sums = (["seeds", "requests", "operations", "minutes"] as const).map((name) =>
		Math.round(runs.reduce((sum, run) => sum + run[name], 0)),
	);
	writeReport("simulation", "The simulation, seed after seed", "npm run simulate -- --resume --report", [
		[
			["seeds", "number of seeds", "requests by clients", "operations judged", "minutes", "result"],
			...runs.map((run): Row => {
				const result = run.failing === undefined ? "no violation" : `seed ${run.failing} fails`;
				const range = `${run.from} to ${run.next - 1}`;
				return [range, run.seeds, run.requests, run.operations, run.minutes.toFixed(1), result];
			}),
			["together", ...sums, ""],
		],
		"The outcomes of the operations. An operation without an answer may or may not have happened.",
		tableOfOutcomes(sumOf(runs.map(({ outcomes }) => outcomes))),
		`Faults between functions and table: ${tallyInWords(Object.entries(sumOf(runs.map(({ fates }) => fates))))}.`,
	]);
}

function tableOfOutcomes(outcomes: Readonly<Record<string, number>>): Row[] {
	const verbs = new Set(Object.keys(outcomes).map((name) => name.split(" ")[0] ?? ""));
	return [
		["verb", "done", "refused", "seen", "without an answer"],
		...Array.from(verbs, (verb): Row => {
			const kinds = ["done", "refused", "saw", "unknown"];
			return [verb, ...kinds.map((kind) => outcomes[`${verb} ${kind}`] ?? 0)];
		}),
	];
}
