/**
 * `npm run mutation [file …]`: makes each mutant of domain/ and store/ in a copy of the project and demands that a test
 * fails. Tests run in stages, the quick ones first; what survives all of them is named, and is to be explained.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SingleBar } from "cli-progress";
import { startDynamoDb } from "../../local/dynamodb-local.ts";
import { copyOfProject } from "../support/copy-of-project.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const REPORT = join(ROOT, "build", "mutation.txt");
const WORKERS = 2;

/** By what a mutant is in: the rules have tests of their own; what remains is told by the whole service. */
const STAGES = [
	["test/domain"],
	["test/store/twins.test.ts", "test/store/requests.test.ts", "test/lambdas/lock.test.ts"],
	["test/store", "test/lambdas"],
];

const wanted = process.argv.slice(2);
const files = ["domain", "store"].flatMap((folder) =>
	readdirSync(join(ROOT, folder)).map((file) => join(folder, file)),
);
const mutants = files
	.filter((file) => wanted.length === 0 || wanted.includes(file))
	.flatMap((file) => mutantsOf(file, readFileSync(join(ROOT, file), "utf8")));

const database = await startDynamoDb();
const bar = new SingleBar({ format: "{bar} {value}/{total} mutants, {survived} survived" });
bar.start(mutants.length, 0, { survived: 0 });
writeFileSync(REPORT, "");
const survivors: Mutant[] = [];
const queue = mutants.values();
await Promise.all(Array.from({ length: WORKERS }, work));
bar.stop();
await database.stop();

const killed = mutants.length - survivors.length;
for (const { file, line, before, after } of survivors)
	console.log(`survived: ${file}:${line}\n  ${before}\n  ${after}`);
console.log(`\n${killed} of ${mutants.length} mutants killed, ${((100 * killed) / mutants.length).toFixed(1)} %`);

async function work(): Promise<void> {
	const copy = copyOfProject();
	for (const mutant of queue) {
		const path = join(copy, mutant.file);
		const original = readFileSync(path, "utf8");
		writeFileSync(path, mutant.source);
		const stage = await killedAt(copy, mutant.file.startsWith("domain") ? 0 : 1);
		writeFileSync(path, original);
		if (stage === undefined) survivors.push(mutant);
		const verdict = stage === undefined ? "SURVIVED" : `stage ${stage + 1}`;
		appendFileSync(REPORT, `${verdict} ${mutant.file}:${mutant.line}: ${mutant.before} => ${mutant.after}\n`);
		bar.increment(1, { survived: survivors.length });
	}
}

/** The first stage whose tests notice; a suite that does not even load has noticed, too. */
async function killedAt(copy: string, first: number): Promise<number | undefined> {
	for (const [stage, tests] of STAGES.entries()) {
		if (stage < first) continue;
		const jest = spawn("npx", ["jest", ...tests, "--bail", "--silent"], {
			cwd: copy,
			env: {
				...process.env,
				AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
				NODE_OPTIONS: "--experimental-vm-modules --disable-warning=ExperimentalWarning",
			},
			stdio: "ignore",
			timeout: 240_000,
		});
		const [code] = await once(jest, "exit");
		if (code !== 0) return stage;
	}
	return undefined;
}
