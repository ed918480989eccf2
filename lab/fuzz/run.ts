/** `npm run fuzz`: sends requests of every kind to every route, and stops at the first answer that breaks a rule. */
import { SingleBar } from "cli-progress";
import { Command } from "commander";
import startDynamoDbForTests from "../../test/support/start-dynamodb.ts";
import stopDynamoDbOfTests from "../../test/support/stop-dynamodb.ts";
import { type Row, tallyInWords, writeReport } from "../report.ts";
import type { Summary } from "./fuzz.ts";

const PROGRESS_MS = 60_000;
const BAR_EVERY_REQUESTS = 100;

const options = new Command("fuzz")
	.option("--requests <count>", "how many requests to send; whole worlds of 500", Number, 1_000_000)
	.option("--seed <seed>", "decides every request", Number, 1)
	.option("--from <number>", "the first request: replays the world that it is in, and goes on from there", Number, 1)
	.option("--minutes <minutes>", "stop after this time", Number, Number.POSITIVE_INFINITY)
	.option("--worlds <count>", "how many worlds run at once", Number, 12)
	.option("--keep-going", "go on after a violation; the smallest of each kind is shown at the end")
	.option("--report", "write docs/measurements/fuzz.md")
	.parse()
	.opts<{
		requests: number;
		seed: number;
		from: number;
		minutes: number;
		worlds: number;
		keepGoing?: true;
		report?: true;
	}>();

await startDynamoDbForTests();
// What the service logs about the requests that it refuses would bury the result.
const { log } = console;
for (const level of ["debug", "info", "warn", "error"] as const) console[level] = () => {};

// The handlers read their environment when they are loaded.
const { described, ENOUGH_REQUESTS, fuzz, unreached } = await import("./fuzz.ts");
let isStopped = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => (isStopped = true));
process.exitCode = await run();
await stopDynamoDbOfTests();
process.exit();

async function run(): Promise<number> {
	const { seed, from, requests, worlds, keepGoing = false } = options;
	const started = performance.now();
	const end = started + options.minutes * 60_000;
	const seconds = () => (performance.now() - started) / 1_000;
	const bar = new SingleBar({
		format: "{bar} {percentage}% | {value} of {total} requests, {rate}/s, {violations} violations",
		// Without a terminal, print a line a minute.
		noTTYOutput: true,
		notTTYSchedule: PROGRESS_MS,
	});
	bar.start(requests, 0, { rate: 0, violations: 0 });
	const summary = await fuzz({
		seed,
		from,
		requests,
		worlds,
		goesOn: keepGoing,
		isOver: () => isStopped || performance.now() > end,
		// A long run may be killed before it can sum up.
		onKind: (found) => keepGoing && log(`\n${described(found, seed)}`),
		onRequest: (soFar) => {
			if (soFar.requests % BAR_EVERY_REQUESTS !== 0) return;
			const rate = Math.round(soFar.requests / seconds());
			bar.update(soFar.requests, { rate, violations: soFar.findings.size });
		},
	});
	bar.stop();

	const missing = summary.requests >= ENOUGH_REQUESTS ? unreached(summary) : [];
	const minutes = (seconds() / 60).toFixed(1);
	const violations = [...summary.findings.values()].sort((one, other) => one.finding.number - other.finding.number);
	const verdict = violations.length === 0 ? "no violation" : `${violations.length} kinds of violations`;
	for (const found of violations) log(`\n${described(found, seed)}`);
	if (missing.length > 0)
		log(`\nThese operations never succeeded, so their answers were not seen: ${missing.join(", ")}`);
	log(
		`\n${summary.requests} requests in ${minutes} minutes, ${summary.faulty} of them with faults on the way to the table: ${verdict}`,
	);
	if (options.report) report(summary, minutes, verdict);
	return violations.length > 0 || missing.length > 0 ? 1 : 0;
}

function report(summary: Summary, minutes: string, verdict: string): void {
	const { seed, from, requests } = options;
	const command = `npm run fuzz -- --seed ${seed} --from ${from} --requests ${requests} --report`;
	writeReport("fuzz", "Fuzzed requests to every route", command, [
		[
			["seed", "requests", "with faults", "minutes", "slowest, ms", "result"],
			[seed, summary.requests, summary.faulty, minutes, Math.round(summary.slowestMs), verdict],
		],
		`Kinds of requests: ${tallyInWords(summary.kinds)}. Faults between functions and table: ${tallyInWords(summary.fates)}.`,
		"Answers by operation of the OpenAPI document. `$default` is what no route serves; `gateway` is what the gateway refuses by itself.",
		tableOfStatuses(summary.statuses),
	]);
}

function tableOfStatuses(statuses: Summary["statuses"]): Row[] {
	const all = [...new Set([...statuses.values()].flatMap((tally) => [...tally.keys()]))].sort();
	const rows = [...statuses].sort(([one], [other]) => one.localeCompare(other));
	return [
		["operation", ...all],
		...rows.map(([operation, tally]): Row => [operation, ...all.map((status) => tally.get(status) ?? "")]),
	];
}
