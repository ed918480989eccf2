/**
 * `npm run planted-bugs [-- bug …]`: shows that the tests can fail. Applies each patch of this folder by itself to a
 * copy of the project, and expects every test it names (`Caught by: <file>: <test>`) to fail. Named tests are about what the
 * service does, not how. A patch that no longer applies fails the run.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { startDynamoDb } from "../../local/dynamodb-local.ts";
import { copyOfProject } from "../../test/support/copy-of-project.ts";
import { tableOfTemplate } from "../../test/support/table-definition.ts";

/** A test that must notice the bug: its file, and the end of its full name. */
interface Catcher {
	readonly file: string;
	readonly name: string;
}

interface Bug {
	readonly name: string;
	readonly patch: string;
	readonly catchers: readonly Catcher[];
}

/** How many bugs are tried at a time, each in a copy of its own. */
const WORKERS = 2;

const wanted = process.argv.slice(2);
const bugs = readdirSync(import.meta.dirname)
	.filter((file) => file.endsWith(".patch"))
	.map((file): Bug => {
		const patch = readFileSync(join(import.meta.dirname, file), "utf8");
		const lines = patch.matchAll(/^Caught by: (\S+): (.+)$/gm);
		const catchers = Array.from(lines, ([, file = "", name = ""]) => ({ file, name }));
		return { name: file.replace(".patch", ""), patch, catchers };
	})
	.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
if (bugs.length < Math.max(1, wanted.length))
	throw new Error(`not every one of these bugs exists: ${wanted.join(", ")}`);

// Each run of tests would start an engine, and make the table's definition, for itself.
const engine = await startDynamoDb({ forLong: true });
const environment = {
	...process.env,
	TABLE_DEFINITION: JSON.stringify(tableOfTemplate("test")),
	AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
	NODE_OPTIONS: "--experimental-vm-modules --disable-warning=ExperimentalWarning",
};
const copies = Array.from({ length: WORKERS }, copyOfProject);

// A test that fails without a bug would seem to notice every bug.
const catchers = bugs.flatMap((bug) => bug.catchers);
const unplanted = await runTests(copies[0] as string, catchers);
const unfit = catchers.flatMap((catcher) => {
	const { status } = outcomeOf(unplanted, catcher);
	return status === "passed" ? [] : [`${catcher.file}: "${catcher.name}" ${status} without a bug`];
});
for (const line of new Set(unfit)) console.log(line);

let passed = 0;
const queue = (unfit.length > 0 ? [] : bugs).values();
await Promise.all(copies.map(tryBugsIn));
await engine.stop();
const failed = bugs.length - passed;
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Takes bugs from the queue until there are no more. */
async function tryBugsIn(copy: string): Promise<void> {
	for (const bug of queue) {
		const flaws = await plant(copy, bug);
		if (flaws.length === 0) passed += 1;
		console.log(`${flaws.length === 0 ? "caught " : "MISSED "} ${bug.name}`);
		for (const line of flaws.length > 0 ? flaws : bug.catchers.map(({ name }) => `"${name}"`)) {
			console.log(`          ${line}`);
		}
	}
}

/** What is wrong with a bug and its tests; nothing if every test notices it. */
async function plant(copy: string, { patch, catchers }: Bug): Promise<string[]> {
	if (catchers.length === 0) return ["it names no test that catches it"];
	if (!apply(copy, patch)) return ["the patch does not apply any more"];
	const outcomes = await runTests(copy, catchers);
	if (!apply(copy, patch, "--reverse")) throw new Error("the patch could not be reverted");
	return catchers.flatMap((catcher) => {
		const { status, messages } = outcomeOf(outcomes, catcher);
		if (status !== "failed") return [`${catcher.file}: "${catcher.name}" ${status}`];
		// A crash proves nothing about the bug: the service must answer wrongly, not with 500.
		return messages.some(isAnswerOf500) ? [`${catcher.file}: "${catcher.name}" met a 500`] : [];
	});
}

function apply(copy: string, patch: string, ...options: string[]): boolean {
	return spawnSync("git", ["apply", ...options], { cwd: copy, input: patch }).status === 0;
}

interface Outcome {
	readonly file: string;
	readonly status: string;
	readonly fullName: string;
	readonly failureMessages: readonly string[];
}

/** Runs only the named tests. A suite that does not load has no outcomes. */
async function runTests(copy: string, catchers: readonly Catcher[]): Promise<Outcome[]> {
	const report = join(copy, "report.json");
	const files = new Set(catchers.map(({ file }) => file));
	const names = catchers.map(({ name }) => name.replaceAll(/[^\w ]/g, "\\$&"));
	const options = ["--testNamePattern", `(^| )(${names.join("|")})$`, "--json", `--outputFile=${report}`];
	const jest = ["node_modules/jest/bin/jest.js", "--runInBand", ...files, ...options];
	await once(spawn(process.execPath, jest, { cwd: copy, env: environment, stdio: "ignore" }), "exit");
	const { testResults } = JSON.parse(readFileSync(report, "utf8")) as {
		testResults: { name: string; assertionResults: Omit<Outcome, "file">[] }[];
	};
	rmSync(report);
	return testResults.flatMap(({ name, assertionResults }) =>
		assertionResults.map((result) => ({ ...result, file: relative(copy, name) })),
	);
}

function outcomeOf(outcomes: readonly Outcome[], { file, name }: Catcher) {
	const own = outcomes.filter((outcome) => outcome.file === file && ` ${outcome.fullName}`.endsWith(` ${name}`));
	const [first] = own;
	if (!first) return { status: "did not run", messages: [] };
	const messages = own.flatMap(({ failureMessages }) => failureMessages);
	return { status: own.length > 1 ? "is the name of several tests" : first.status, messages };
}

function isAnswerOf500(message: string): boolean {
	return /^.*(Received|\+).*\b500\b|\/problems\/internal/m.test(message);
}
