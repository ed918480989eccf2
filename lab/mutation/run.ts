/**
 * `npm run mutation [-- file …]`: puts each mutant of FOLDERS and SCHEMAS into a copy of the project and expects a test of
 * its file to fail. Survivors must be explained in survivors.ts. A run over all files writes docs/measurements/mutation.md.
 * `--minutes` stops early; `--again` skips what earlier runs killed and keeps what they found.
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

const FOLDERS = ["domain", "documents", "store"];
/** The schema of event documents, which does more than describe. */
const SCHEMAS = ["api/event-document.ts", "api/parts.ts"];

/** The compiler counts only where it finds a mistake: a name that a mutant no longer uses is none. */
const COMPILER_OPTIONS = ["--noEmit", "--noUnusedLocals", "false", "--noUnusedParameters", "false"];

/** Longer than one test, and all tests of a file, take. A mutant that makes them hang counts as noticed. */
const TEST_TIMEOUT_MS = 100_000;
const RUN_TIMEOUT_MS = 200_000;

/** Tests leave tables behind, which slow an engine down, so it is replaced after this many mutants. */
const MUTANTS_PER_ENGINE = 100;

const LEAST_KILLED_PERCENT = 95;

/** `crashed`: no test failed, but a suite did not load or did not end. `not compiled`: only the compiler noticed. */
type Verdict = "killed" | "crashed" | "not compiled" | "survived";

interface Finding {
	readonly verdict: Verdict;
	/** The test that failed. */
	readonly notice: string;
}

const command = new Command("mutation")
	.argument(
		"[files...]",
		"only these files; default: all of domain/, documents/ and store/, and the schema of event documents",
	)
	.option("--again", "skip the mutants that earlier runs have killed")
	.option(
		"--minutes <minutes>",
		"stop after this time and report; with 0, only report",
		Number,
		Number.POSITIVE_INFINITY,
	)
	.parse();
const wanted: readonly string[] = command.args;
const { again: isAgain = false, minutes } = command.opts<{ again?: true; minutes: number }>();
const inFolders = FOLDERS.flatMap((folder) => readdirSync(join(ROOT, folder)).map((file) => join(folder, file)));
const FILES = [...inFolders, ...SCHEMAS];
const mutants = FILES.filter((file) => wanted.length === 0 || wanted.includes(file)).flatMap((file) =>
	mutantsOf(file, readFileSync(join(ROOT, file), "utf8")),
);

const environment = {
	...process.env,
	TABLE_DEFINITION: JSON.stringify(tableOfTemplate("mutation")),
	NODE_OPTIONS: "--experimental-vm-modules --disable-warning=ExperimentalWarning",
};
mkdirSync(join(ROOT, "build"), { recursive: true });
const verdicts = new Map<Mutant, Verdict>();
const survivedBefore = new Set<Mutant>();
if (isAgain && existsSync(LOG)) recallVerdicts();
else writeFileSync(LOG, "");

const unchanged = copyOfProject();
const checks = new Map<string, Promise<boolean>>();
const failedUnchanged: string[] = [];

const bar = new SingleBar({ format: "{bar} {value}/{total} mutants, {survived} survived" });
bar.start(mutants.length, verdicts.size, { survived: 0 });
const queue = mutants.filter((mutant) => !verdicts.has(mutant)).values();
const end = performance.now() + minutes * 60_000;
if (minutes > 0) await Promise.all(Array.from({ length: WORKERS }, work));
bar.stop();
// Survivors that this run did not reach still survive.
for (const mutant of survivedBefore) if (!verdicts.has(mutant)) verdicts.set(mutant, "survived");

const survivors = mutants.filter((mutant) => verdicts.get(mutant) === "survived");
const unexplained = survivors.filter((mutant) => reasonFor(mutant) === undefined);
for (const { file, line, before, after } of unexplained)
	console.log(`survived: ${file}:${line}\n  ${before}\n  ${after}`);
const made = mutants.filter((mutant) => verdicts.has(mutant));
const killed = made.length - survivors.length;
const left = mutants.length - made.length;
const countOf = (verdict: Verdict) => mutants.filter((mutant) => verdicts.get(mutant) === verdict).length;
const killedPercent = (100 * killed) / made.length;
const FIGURES = `${killed} of ${made.length} mutants killed (${killedPercent.toFixed(1)} %; ${countOf("crashed")} by a suite that crashed, ${countOf("not compiled")} by the compiler alone), ${survivors.length - unexplained.length} survivors explained, ${unexplained.length} not explained`;
console.log(`\n${FIGURES}`);
for (const failed of failedUnchanged) console.log(`not used, because it fails without a mutant: ${failed}`);
if (wanted.length === 0) report();
const isComplete = left === 0 && failedUnchanged.length === 0;
process.exitCode = isComplete && unexplained.length === 0 && killedPercent >= LEAST_KILLED_PERCENT ? 0 : 1;

/** Tests that fail without a mutant would seem to notice every mutant: they are not used, and fail the run. */
function passesUnchanged(endpoint: string, step: Step): Promise<boolean> {
	const key = JSON.stringify(step);
	const check = checks.get(key) ?? runUnchanged(endpoint, step);
	checks.set(key, check);
	return check;
}

async function runUnchanged(endpoint: string, step: Step): Promise<boolean> {
	const { verdict, notice } = await runStep(unchanged, endpoint, step);
	if (verdict !== "survived") failedUnchanged.push(`${step.test}: ${notice}`);
	return verdict === "survived";
}

async function work(): Promise<void> {
	const copy = copyOfProject();
	let engine = await startDynamoDb({ forLong: true });
	let judged = 0;
	for (const mutant of queue) {
		if (performance.now() >= end) break;
		if (judged > 0 && judged % MUTANTS_PER_ENGINE === 0) {
			await engine.stop();
			engine = await startDynamoDb({ forLong: true });
		}
		judged += 1;
		const path = join(copy, mutant.file);
		const original = readFileSync(path, "utf8");
		writeFileSync(path, mutant.source);
		const { verdict, notice } = await judge(mutant, copy, engine.endpoint);
		writeFileSync(path, original);
		verdicts.set(mutant, verdict);
		appendFileSync(LOG, `${verdict} ${nameOf(mutant)}\n\t${notice}\n`);
		bar.increment(1, { survived: Array.from(verdicts.values()).filter((one) => one === "survived").length });
	}
	await engine.stop();
}

async function judge({ file }: Mutant, copy: string, endpoint: string): Promise<Finding> {
	for (const step of stepsOf(file)) {
		if (!(await passesUnchanged(endpoint, step))) continue;
		const finding = await runStep(copy, endpoint, step);
		if (finding.verdict !== "survived") return finding;
	}
	const compiler = spawn("node_modules/.bin/tsc", COMPILER_OPTIONS, { cwd: copy, stdio: "ignore" });
	const [code] = await once(compiler, "close");
	return { verdict: code === 0 ? "survived" : "not compiled", notice: "" };
}

function nameOf({ file, line, before, after }: Mutant): string {
	return `${file}:${line}: ${before} => ${after}`;
}

/** A mutant that an earlier run has killed stays killed, since tests are only added. */
function recallVerdicts(): void {
	const lastVerdicts = new Map(
		readFileSync(LOG, "utf8")
			.split("\n")
			.map((line) => /^(killed|crashed|not compiled|survived) (.*)$/.exec(line)?.slice(1) ?? [])
			.map(([verdict = "", mutant = ""]) => [mutant, verdict as Verdict]),
	);
	for (const mutant of mutants) {
		const verdict = lastVerdicts.get(nameOf(mutant));
		if (verdict === "survived") survivedBefore.add(mutant);
		else if (verdict !== undefined) verdicts.set(mutant, verdict);
	}
}

/** What these tests find in the copy as it is now. */
async function runStep(copy: string, endpoint: string, { test, names }: Step): Promise<Finding> {
	const settings = [`--testTimeout=${TEST_TIMEOUT_MS}`, `--reporters=${REPORTER}`, `--setupFilesAfterEnv=${SETUP}`];
	const options = ["--silent", "-w=1", `--testNamePattern=${names}`, ...settings];
	const jest = spawn(process.execPath, ["node_modules/jest/bin/jest.js", test, ...options], {
		cwd: copy,
		env: { ...environment, AWS_ENDPOINT_URL_DYNAMODB: endpoint },
		stdio: ["ignore", "ignore", "pipe"],
		timeout: RUN_TIMEOUT_MS,
	});
	let summary = "";
	jest.stderr.setEncoding("utf8").on("data", (text: string) => {
		summary += text;
	});
	const [code] = await once(jest, "close");
	if (code === 0) return { verdict: "survived", notice: "" };
	const [notice] = /^noticed by .*$/m.exec(summary) ?? [];
	return notice === undefined ? { verdict: "crashed", notice: `${test} crashed` } : { verdict: "killed", notice };
}

function notRunFiles(): string {
	const notRun = mutants.filter((mutant) => !verdicts.has(mutant));
	return [...new Set(notRun.map(({ file }) => `\`${file}\``))].join(", ");
}

function report(): void {
	const byFile: Row[] = FILES.flatMap((file): Row[] => {
		const own = mutants.filter((mutant) => mutant.file === file);
		const survived = own.filter((mutant) => verdicts.get(mutant) === "survived").length;
		const notRun = own.filter((mutant) => !verdicts.has(mutant)).length;
		const row = [`\`${file}\``, own.length, own.length - survived - notRun, survived, notRun];
		return own.length === 0 ? [] : [row];
	});
	const explained: Row[] = survivors.map((mutant) => {
		const cell = (text: string) => `\`${text.replaceAll("|", "\\|")}\``;
		const reason = reasonFor(mutant) ?? "**not explained**";
		return [`\`${mutant.file}\``, cell(mutant.before), cell(mutant.after), reason];
	});
	writeReport("mutation", "Mutants of the rules and the store", "npm run mutation", [
		`${FIGURES}. A mutant changes one comparison, connective, clause, limit or verdict of \`domain/\`, \`documents/\`, \`store/\` or the schema of event documents. It is killed if one of [the tests of its file](../../lab/mutation/tests-of.ts) fails.`,
		...(left > 0 ? [`${left} more were not run, in ${notRunFiles()}; \`npm run mutation -- --again\` continues.`] : []),
		[["file", "mutants", "killed", "survived", "not run"], ...byFile],
		...(explained.length > 0
			? [[["file", "the line", "the mutant", "why no test can notice it"], ...explained] as Row[]]
			: []),
	]);
}
