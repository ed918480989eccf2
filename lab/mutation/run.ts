/**
 * `npm run mutation [file …]`: makes each mutant of domain/ and store/ in a copy of the project and demands that a test
 * of its file fails. What survives must be explained in survivors.ts; a whole run writes its report into
 * docs/measurements. `--minutes` ends it with a report of what was judged until then; with `--again` only those are
 * made that the last run did not kill, or did not come to.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SingleBar } from "cli-progress";
import { Command } from "commander";
import { startDynamoDb } from "../../local/dynamodb-local.ts";
import { copyOfProject } from "../../test/support/copy-of-project.ts";
import { tableOfTemplate } from "../../test/support/table-definition.ts";
import { type Row, writeReport } from "../report.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";
import { reasonFor } from "./survivors.ts";
import { type Step, stepsOf } from "./tests-of.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const LOG = join(ROOT, "build", "mutation.txt");
const REPORTER = "<rootDir>/lab/mutation/first-failure.mjs";
const SETUP = "<rootDir>/lab/mutation/no-shrinking.ts";
const WORKERS = 2;

/** Longer than a test, and than all tests of a file, take; a mutant that hangs has been noticed. */
const TEST_MILLISECONDS = 30_000;
const MILLISECONDS = 200_000;

/** An engine slows down with the tables that tests leave behind. */
const MUTANTS_AN_ENGINE = 100;

/** `fell over`: no test failed, but a suite did not load, or did not end. `refused`: by the compiler, and only by it. */
type Verdict = "killed" | "fell over" | "refused" | "survived";

const command = new Command("mutation")
	.argument("[files...]", "of domain/ and store/: all of them")
	.option("--again", "go on where the last run ended")
	.option("--minutes <minutes>", "how long to make mutants", Number, Number.POSITIVE_INFINITY)
	.parse();
const wanted: readonly string[] = command.args;
const { again: isAgain = false, minutes } = command.opts<{ again?: true; minutes: number }>();
const files = ["domain", "documents", "store"].flatMap((folder) =>
	readdirSync(join(ROOT, folder)).map((file) => join(folder, file)),
);
const mutants = files
	.filter((file) => wanted.length === 0 || wanted.includes(file))
	.flatMap((file) => mutantsOf(file, readFileSync(join(ROOT, file), "utf8")));

const environment = {
	...process.env,
	TABLE_DEFINITION: JSON.stringify(tableOfTemplate("mutation")),
	NODE_OPTIONS: "--experimental-vm-modules --disable-warning=ExperimentalWarning",
};
mkdirSync(join(ROOT, "build"), { recursive: true });
const verdicts = new Map<Mutant, Verdict>();
const survivedBefore = new Set<Mutant>();
if (isAgain && existsSync(LOG)) recall();
else writeFileSync(LOG, "");

// Where tests fail by themselves every mutant would seem to be noticed.
const judging = mutants.filter((mutant) => !verdicts.has(mutant)).flatMap(({ file }) => stepsOf(file));
const all = [...new Map(judging.map((step) => [JSON.stringify(step), step])).values()];
await Promise.all(Array.from({ length: WORKERS }, (_, worker) => demandSound(worker)));

const bar = new SingleBar({ format: "{bar} {value}/{total} mutants, {survived} survived" });
bar.start(mutants.length, verdicts.size, { survived: 0 });
const queue = mutants.filter((mutant) => !verdicts.has(mutant)).values();
const end = performance.now() + minutes * 60_000;
await Promise.all(Array.from({ length: WORKERS }, work));
bar.stop();
// Of what this run did not come to, the last one's word stands.
for (const mutant of survivedBefore) if (!verdicts.has(mutant)) verdicts.set(mutant, "survived");

const survivors = mutants.filter((mutant) => verdicts.get(mutant) === "survived");
const unexplained = survivors.filter((mutant) => reasonFor(mutant) === undefined);
for (const { file, line, before, after } of unexplained)
	console.log(`survived: ${file}:${line}\n  ${before}\n  ${after}`);
const made = mutants.filter((mutant) => verdicts.has(mutant));
const killed = made.length - survivors.length;
const left = mutants.length - made.length;
const countOf = (verdict: Verdict) => mutants.filter((mutant) => verdicts.get(mutant) === verdict).length;
const share = (100 * killed) / made.length;
const figures = `${killed} of ${made.length} mutants killed (${share.toFixed(1)} %; ${countOf("fell over")} of them by a suite that fell over, ${countOf("refused")} by the compiler alone), ${survivors.length - unexplained.length} survivors explained, ${unexplained.length} not`;
console.log(`\n${figures}`);
if (wanted.length === 0) report();
process.exitCode = left === 0 && unexplained.length === 0 && share >= 95 ? 0 : 1;

/** Each worker runs its share of the tests without any mutant. */
async function demandSound(worker: number): Promise<void> {
	const copy = copyOfProject();
	const engine = await startDynamoDb({ forLong: true });
	for (const step of all.filter((_, index) => index % WORKERS === worker)) {
		if ((await runStep(copy, engine.endpoint, step)) !== "survived") {
			throw new Error(`${step.test} fails without any mutant`);
		}
	}
	await engine.stop();
}

async function work(): Promise<void> {
	const copy = copyOfProject();
	let engine = await startDynamoDb({ forLong: true });
	let judged = 0;
	for (const mutant of queue) {
		if (performance.now() >= end) break;
		if (judged > 0 && judged % MUTANTS_AN_ENGINE === 0) {
			await engine.stop();
			engine = await startDynamoDb({ forLong: true });
		}
		judged += 1;
		const path = join(copy, mutant.file);
		const original = readFileSync(path, "utf8");
		writeFileSync(path, mutant.source);
		const verdict = await judge(mutant, copy, engine.endpoint);
		writeFileSync(path, original);
		verdicts.set(mutant, verdict);
		appendFileSync(LOG, `${verdict} ${nameOf(mutant)}\n`);
		bar.increment(1, { survived: Array.from(verdicts.values()).filter((one) => one === "survived").length });
	}
	await engine.stop();
}

async function judge({ file }: Mutant, copy: string, endpoint: string): Promise<Verdict> {
	for (const step of stepsOf(file)) {
		const verdict = await runStep(copy, endpoint, step);
		if (verdict !== "survived") return verdict;
	}
	const [code] = await once(spawn("node_modules/.bin/tsc", ["--noEmit"], { cwd: copy, stdio: "ignore" }), "close");
	return code === 0 ? "survived" : "refused";
}

function nameOf({ file, line, before, after }: Mutant): string {
	return `${file}:${line}: ${before} => ${after}`;
}

/** What the last run has killed stays killed: tests are only added. */
function recall(): void {
	const said = new Map(
		readFileSync(LOG, "utf8")
			.split("\n")
			.map((line) => /^(killed|fell over|refused|survived) (.*)$/.exec(line)?.slice(1) ?? [])
			.map(([verdict = "", mutant = ""]) => [mutant, verdict as Verdict]),
	);
	for (const mutant of mutants) {
		const verdict = said.get(nameOf(mutant));
		if (verdict === "survived") survivedBefore.add(mutant);
		else if (verdict !== undefined) verdicts.set(mutant, verdict);
	}
}

/** What these tests make of the copy. */
async function runStep(copy: string, endpoint: string, { test, names }: Step): Promise<Verdict> {
	const settings = [`--testTimeout=${TEST_MILLISECONDS}`, `--reporters=${REPORTER}`, `--setupFilesAfterEnv=${SETUP}`];
	const options = ["--silent", "-w=1", `--testNamePattern=${names}`, ...settings];
	const jest = spawn(process.execPath, ["node_modules/jest/bin/jest.js", test, ...options], {
		cwd: copy,
		env: { ...environment, AWS_ENDPOINT_URL_DYNAMODB: endpoint },
		stdio: ["ignore", "ignore", "pipe"],
		timeout: MILLISECONDS,
	});
	let summary = "";
	jest.stderr.setEncoding("utf8").on("data", (text: string) => {
		summary += text;
	});
	const [code] = await once(jest, "close");
	if (code === 0) return "survived";
	return /^noticed by /m.test(summary) ? "killed" : "fell over";
}

function report(): void {
	const byFile: Row[] = files.flatMap((file): Row[] => {
		const own = mutants.filter((mutant) => mutant.file === file);
		const survived = own.filter((mutant) => verdicts.get(mutant) === "survived").length;
		const waiting = own.filter((mutant) => !verdicts.has(mutant)).length;
		const row = [`\`${file}\``, own.length, own.length - survived - waiting, survived, waiting];
		return own.length === 0 ? [] : [row];
	});
	const explained: Row[] = survivors.map((mutant) => {
		const cell = (text: string) => `\`${text.replaceAll("|", "\\|")}\``;
		const reason = reasonFor(mutant) ?? "**not explained**";
		return [`\`${mutant.file}\``, cell(mutant.before), cell(mutant.after), reason];
	});
	writeReport("mutation", "Mutants of the rules and the store", "npm run mutation", [
		`${figures}. A mutant is one comparison, connective, clause, limit or verdict of \`domain/\` or \`store/\` changed; it is killed when a test of its file fails ([which those are](../../test/mutation/tests-of.ts)).`,
		...(left > 0 ? [`The run was ended before ${left} more were made; \`npm run mutation -- --again\` goes on.`] : []),
		[["file", "mutants", "killed", "survived", "not made"], ...byFile],
		...(explained.length > 0
			? [[["file", "the line", "the mutant", "why no test can tell"], ...explained] as Row[]]
			: []),
	]);
}
