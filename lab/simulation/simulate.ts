/** `npm run simulate`: runs seed after seed, stops at the first that fails, shrinks it and prints how to replay it. */
import { SingleBar } from "cli-progress";
import { Command } from "commander";
import { type Row, tallyInWords, writeReport } from "../report.ts";
import { startEngine } from "./engine.ts";

const PROGRESS_MS = 60_000;

const options = new Command("simulate")
	.option("--minutes <minutes>", "how long to run", Number, 3)
	.option("--seeds <count>", "run at most this many seeds", Number, Number.POSITIVE_INFINITY)
	.option("--from <seed>", "the first seed", Number, 1)
	.option("--worlds <count>", "how many seeds run at once", Number, 16)
	.option("--report", "write docs/measurements/simulation.md")
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
	const total = { seeds: 0, requests: 0, operations: 0 };
	const outcomes = new Map<string, number>();
	const fates = new Map<string, number>();
	let next = options.from;
	let failing: number | undefined;
	const bar = new SingleBar({
		format: "{bar} {percentage}% | {seeds} seeds, {operations} operations, {rate}/s",
		// Without a terminal, print a line a minute.
		noTTYOutput: true,
		notTTYSchedule: PROGRESS_MS,
	});
	bar.start(Math.round(options.minutes * 60), 0, { ...total, rate: 0 });

	const world = async () => {
		while (failing === undefined && performance.now() < end && next < options.from + options.seeds) {
			const seed = next++;
			const { requests, operations, fates: met, violations } = await judgeSeed(table, seed);
			total.seeds += 1;
			total.requests += requests;
			total.operations += operations.length;
			for (const { verb, outcome } of operations) countOne(outcomes, `${verb} ${outcome.kind}`);
			for (const fate of met) countOne(fates, fate);
			if (violations.length > 0) failing ??= seed;
			const seconds = (performance.now() - started) / 1_000;
			bar.update(Math.round(seconds), { ...total, rate: Math.round(total.operations / seconds) });
		}
	};
	await Promise.all(Array.from({ length: options.worlds }, world));
	bar.stop();

	const minutes = ((performance.now() - started) / 60_000).toFixed(1);
	const figures = `${total.seeds} seeds, ${total.requests} requests, ${total.operations} operations in ${minutes} minutes`;
	if (options.report) {
		const limit = Number.isFinite(options.seeds) ? ` --seeds ${options.seeds}` : "";
		const command = `npm run simulate -- --from ${options.from}${limit} --minutes ${options.minutes} --report`;
		const result = failing === undefined ? "no violation" : `seed ${failing} fails`;
		writeReport("simulation", "The simulation, seed after seed", command, [
			[
				["seeds", "number of seeds", "requests by clients", "operations judged", "minutes", "result"],
				[`${options.from} to ${next - 1}`, total.seeds, total.requests, total.operations, minutes, result],
			],
			"The outcomes of the operations. An operation without an answer may or may not have happened.",
			tableOfOutcomes(outcomes),
			`Faults between functions and table: ${tallyInWords(fates)}.`,
		]);
	}
	if (failing === undefined) {
		console.log(`${figures}: no violation`);
		return 0;
	}
	console.log(`${figures}, then a violation:\n${await shrink(table, failing)}`);
	return 1;
}

function countOne(tally: Map<string, number>, name: string): void {
	tally.set(name, (tally.get(name) ?? 0) + 1);
}

function tableOfOutcomes(outcomes: ReadonlyMap<string, number>): Row[] {
	const verbs = new Set(Array.from(outcomes.keys(), (name) => name.split(" ")[0] ?? ""));
	return [
		["verb", "done", "refused", "seen", "without an answer"],
		...Array.from(verbs, (verb): Row => {
			const kinds = ["done", "refused", "saw", "unknown"];
			return [verb, ...kinds.map((kind) => outcomes.get(`${verb} ${kind}`) ?? 0)];
		}),
	];
}
