/**
 * `npm run mutation [file …]`: makes each mutant of domain/ and store/ in a copy of the project and demands that a test
 * of its file fails. What survives must be explained in survivors.ts; a whole run writes its report into
 * docs/measurements.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
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
const WORKERS = 2;

/** Longer than any tests take; a mutant that hangs has been noticed. */
const MILLISECONDS = 400_000;

/** `fell over`: no test failed, but a suite did not load, or did not end. */
type Verdict = "killed" | "fell over" | "survived";

const wanted = process.argv.slice(2);
const files = ["domain", "store"].flatMap((folder) =>
	readdirSync(join(ROOT, folder)).map((file) => join(folder, file)),
);
const mutants = files
	.filter((file) => wanted.length === 0 || wanted.includes(file))
	.flatMap((file) => mutantsOf(file, readFileSync(join(ROOT, file), "utf8")));

const database = await startDynamoDb();
const environment = {
	...process.env,
	AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
	TABLE_DEFINITION: JSON.stringify(tableOfTemplate("mutation")),
	NODE_OPTIONS: "--experimental-vm-modules --disable-warning=ExperimentalWarning",
};
mkdirSync(join(ROOT, "build"), { recursive: true });
writeFileSync(LOG, "");

// Where tests fail by themselves every mutant would seem to be noticed.
const all = new Set(mutants.flatMap(({ file }) => testsOf(file)));
if ((await runTests(copyOfProject(), [...all])) !== "survived") throw new Error("the tests fail without any mutant");

const bar = new SingleBar({ format: "{bar} {value}/{total} mutants, {survived} survived" });
bar.start(mutants.length, 0, { survived: 0 });
const verdicts = new Map<Mutant, Verdict>();
const queue = mutants.values();
await Promise.all(Array.from({ length: WORKERS }, work));
bar.stop();
await database.stop();

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

async function work(): Promise<void> {
	const copy = copyOfProject();
	for (const mutant of queue) {
		const path = join(copy, mutant.file);
		const original = readFileSync(path, "utf8");
		writeFileSync(path, mutant.source);
		const verdict = await runTests(copy, testsOf(mutant.file));
		writeFileSync(path, original);
		verdicts.set(mutant, verdict);
		const { file, line, before, after } = mutant;
		appendFileSync(LOG, `${verdict} ${file}:${line}: ${before} => ${after}\n`);
		bar.increment(1, { survived: Array.from(verdicts.values()).filter((one) => one === "survived").length });
	}
}

async function runTests(copy: string, tests: readonly string[]): Promise<Verdict> {
	const jest = spawn(process.execPath, ["node_modules/jest/bin/jest.js", ...tests, "--bail", "--silent", "-w=1"], {
		cwd: copy,
		env: environment,
		stdio: ["ignore", "ignore", "pipe"],
		timeout: MILLISECONDS,
	});
	let summary = "";
	jest.stderr.setEncoding("utf8").on("data", (text: string) => {
		summary += text;
	});
	const [code] = await once(jest, "close");
	if (code === 0) return "survived";
	return /^Tests: +[1-9]\d* failed/m.test(summary) ? "killed" : "fell over";
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
