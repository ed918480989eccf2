/**
 * `npm run mutation [file …]`: makes each mutant of domain/ and store/ in a copy of the project and demands that a test
 * of its file fails. What survives must be explained in survivors.ts; a whole run writes its report into
 * docs/measurements. With `--again` only those are made that the last run did not kill, or did not come to.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SingleBar } from "cli-progress";
import { type Row, writeReport } from "../../bench/report.ts";
import { startDynamoDb } from "../../local/dynamodb-local.ts";
import { copyOfProject } from "../support/copy-of-project.ts";
import { tableOfTemplate } from "../support/table-definition.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";
import { reasonFor } from "./survivors.ts";
import { testsOf } from "./tests-of.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const LOG = join(ROOT, "build", "mutation.txt");
const REPORTER = "<rootDir>/test/mutation/first-failure.mjs";
const SETUP = "<rootDir>/test/mutation/no-shrinking.ts";
const WORKERS = 2;

/** Longer than a test, and than all tests of a file, take; a mutant that hangs has been noticed. */
const TEST_MILLISECONDS = 30_000;
const MILLISECONDS = 200_000;

/** An engine slows down with the tables that tests leave behind. */
const MUTANTS_AN_ENGINE = 100;

/** `fell over`: no test failed, but a suite did not load, or did not end. */
type Verdict = "killed" | "fell over" | "survived";

const isAgain = process.argv.includes("--again");
const wanted = process.argv.slice(2).filter((argument) => argument !== "--again");
const files = ["domain", "store"].flatMap((folder) =>
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
if (isAgain && existsSync(LOG)) recall();
else writeFileSync(LOG, "");

// Where tests fail by themselves every mutant would seem to be noticed.
const all = [...new Set(mutants.filter((one) => !verdicts.has(one)).flatMap(({ file }) => testsOf(file)))];
await Promise.all(Array.from({ length: WORKERS }, (_, worker) => demandSound(worker)));

const bar = new SingleBar({ format: "{bar} {value}/{total} mutants, {survived} survived" });
bar.start(mutants.length, verdicts.size, { survived: 0 });
const queue = mutants.filter((mutant) => !verdicts.has(mutant)).values();
await Promise.all(Array.from({ length: WORKERS }, work));
bar.stop();

const survivors = mutants.filter((mutant) => verdicts.get(mutant) === "survived");
const unexplained = survivors.filter((mutant) => reasonFor(mutant) === undefined);
for (const { file, line, before, after } of unexplained)
	console.log(`survived: ${file}:${line}\n  ${before}\n  ${after}`);
const killed = mutants.length - survivors.length;
const fallen = mutants.filter((mutant) => verdicts.get(mutant) === "fell over").length;
const share = (100 * killed) / mutants.length;
const figures = `${killed} of ${mutants.length} mutants killed (${share.toFixed(1)} %; of ${fallen} of them a suite fell over), ${survivors.length - unexplained.length} survivors explained, ${unexplained.length} not`;
console.log(`\n${figures}`);
if (wanted.length === 0) report();
process.exitCode = unexplained.length === 0 && share >= 95 ? 0 : 1;

/** Each worker runs its share of the tests without any mutant. */
async function demandSound(worker: number): Promise<void> {
	const copy = copyOfProject();
	const engine = await startDynamoDb();
	for (const test of all.filter((_, index) => index % WORKERS === worker)) {
		if ((await runTest(copy, engine.endpoint, test)) !== "survived")
			throw new Error(`${test} fails without any mutant`);
	}
	await engine.stop();
}

async function work(): Promise<void> {
	const copy = copyOfProject();
	let engine = await startDynamoDb();
	let judged = 0;
	for (const mutant of queue) {
		if (judged > 0 && judged % MUTANTS_AN_ENGINE === 0) {
			await engine.stop();
			engine = await startDynamoDb();
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

/** One test after the other: the quick ones of a list stand first. */
async function judge({ file }: Mutant, copy: string, endpoint: string): Promise<Verdict> {
	for (const test of testsOf(file)) {
		const verdict = await runTest(copy, endpoint, test);
		if (verdict !== "survived") return verdict;
	}
	return "survived";
}

function nameOf({ file, line, before, after }: Mutant): string {
	return `${file}:${line}: ${before} => ${after}`;
}

/** What the last run has killed stays killed: tests are only added. */
function recall(): void {
	const said = new Map(
		readFileSync(LOG, "utf8")
			.split("\n")
			.map((line) => /^(killed|fell over|survived) (.*)$/.exec(line)?.slice(1) ?? [])
			.map(([verdict = "", mutant = ""]) => [mutant, verdict]),
	);
	for (const mutant of mutants) {
		const verdict = said.get(nameOf(mutant));
		if (verdict === "killed" || verdict === "fell over") verdicts.set(mutant, verdict);
	}
}

/** What the tests of a file make of the copy. */
async function runTest(copy: string, endpoint: string, test: string): Promise<Verdict> {
	const settings = [`--testTimeout=${TEST_MILLISECONDS}`, `--reporters=${REPORTER}`, `--setupFilesAfterEnv=${SETUP}`];
	const options = ["--silent", "-w=1", ...settings];
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
		return own.length === 0 ? [] : [[`\`${file}\``, own.length, own.length - survived, survived]];
	});
	const explained: Row[] = survivors.map((mutant) => {
		const cell = (text: string) => `\`${text.replaceAll("|", "\\|")}\``;
		const reason = reasonFor(mutant) ?? "**not explained**";
		return [`\`${mutant.file}\``, cell(mutant.before), cell(mutant.after), reason];
	});
	writeReport("mutation", "Mutants of the rules and the store", "npm run mutation", [
		`${figures}. A mutant is one comparison, connective, clause, limit or verdict of \`domain/\` or \`store/\` changed; it is killed when a test of its file fails ([which those are](../../test/mutation/tests-of.ts)).`,
		[["file", "mutants", "killed", "survived"], ...byFile],
		...(explained.length > 0
			? [[["file", "the line", "the mutant", "why no test can tell"], ...explained] as Row[]]
			: []),
	]);
}
