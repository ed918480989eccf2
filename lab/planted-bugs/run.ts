/**
 * Shows that the suite can fail: plants each classic bug of this folder in a copy of the project, one at a time, and
 * demands that every test it names fails. `Caught by: <file>: <test>` names a test that says what the service does, not
 * how it does it. A bug that no longer applies, or that a named test does not notice, is a failure.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { copyOfProject } from "../../test/support/copy-of-project.ts";

/** A test that notices a bug, by its file and the end of its full name. */
interface Catcher {
	readonly file: string;
	readonly name: string;
}

interface Bug {
	readonly name: string;
	readonly patch: string;
	readonly catchers: readonly Catcher[];
}

const copy = copyOfProject();
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
if (bugs.length < Math.max(1, wanted.length)) throw new Error(`there is no such bug among ${wanted.join(", ")}`);

// A test that fails by itself would notice everything.
const catchers = bugs.flatMap((bug) => bug.catchers);
const unplanted = runTests(catchers);
const unfit = catchers.flatMap((catcher) => {
	const { status } = outcomeOf(unplanted, catcher);
	return status === "passed" ? [] : [`${catcher.file}: "${catcher.name}" ${status} without any bug`];
});
for (const line of new Set(unfit)) console.log(line);

let failed = 0;
for (const bug of unfit.length > 0 ? [] : bugs) {
	const flaws = plant(bug);
	if (flaws.length > 0) failed += 1;
	console.log(`${flaws.length === 0 ? "caught " : "MISSED "} ${bug.name}`);
	for (const line of flaws.length > 0 ? flaws : bug.catchers.map(({ name }) => `"${name}"`))
		console.log(`          ${line}`);
}
if (unfit.length > 0) failed = bugs.length;
console.log(`\n${bugs.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** What is wrong with a bug and its tests: nothing when each of them notices it. */
function plant({ patch, catchers }: Bug): string[] {
	if (catchers.length === 0) return ["it names no test that catches it"];
	if (!apply(patch)) return ["the patch does not apply any more"];
	const outcomes = runTests(catchers);
	if (!apply(patch, "--reverse")) throw new Error("the patch could not be taken back");
	return catchers.flatMap((catcher) => {
		const { status, messages } = outcomeOf(outcomes, catcher);
		if (status !== "failed") return [`${catcher.file}: "${catcher.name}" ${status}`];
		// A service that falls over shows nothing of the bug: its answers must be wrong, not missing.
		return messages.some(isAnswerOf500) ? [`${catcher.file}: "${catcher.name}" met a 500`] : [];
	});
}

function apply(patch: string, ...options: string[]): boolean {
	return spawnSync("git", ["apply", ...options], { cwd: copy, input: patch }).status === 0;
}

interface Outcome {
	readonly file: string;
	readonly status: string;
	readonly fullName: string;
	readonly failureMessages: readonly string[];
}

/** Runs the named tests alone. A suite that does not load has no outcomes. */
function runTests(catchers: readonly Catcher[]): Outcome[] {
	const report = join(copy, "report.json");
	const files = new Set(catchers.map(({ file }) => file));
	const names = catchers.map(({ name }) => name.replaceAll(/[^\w ]/g, "\\$&"));
	const options = ["--testNamePattern", `(^| )(${names.join("|")})$`, "--json", `--outputFile=${report}`];
	spawnSync("npx", ["jest", ...files, ...options], {
		cwd: copy,
		env: { ...process.env, NODE_OPTIONS: "--experimental-vm-modules --disable-warning=ExperimentalWarning" },
		stdio: "ignore",
	});
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
	return { status: own.length > 1 ? "is no test's own name" : first.status, messages };
}

function isAnswerOf500(message: string): boolean {
	return /^.*(Received|\+).*\b500\b|\/problems\/internal/m.test(message);
}
