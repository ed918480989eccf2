/**
 * `npm run planted-bugs [-- bug …]`: shows that the tests can fail. Applies each patch of this folder to a copy of the
 * project, one at a time, and expects every test it names (`Caught by: <file>: <test>`) to fail. Named tests are about
 * what the service does, not how. A patch that no longer applies fails the run.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { copyOfProject } from "../../test/support/copy-of-project.ts";

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
if (bugs.length < Math.max(1, wanted.length))
	throw new Error(`not every one of these bugs exists: ${wanted.join(", ")}`);

// A test that fails without a bug would seem to notice every bug.
const catchers = bugs.flatMap((bug) => bug.catchers);
const unplanted = runTests(catchers);
const unfit = catchers.flatMap((catcher) => {
	const { status } = outcomeOf(unplanted, catcher);
	return status === "passed" ? [] : [`${catcher.file}: "${catcher.name}" ${status} without a bug`];
});
for (const line of new Set(unfit)) console.log(line);

let failed = 0;
for (const bug of unfit.length > 0 ? [] : bugs) {
	const flaws = plant(bug);
	if (flaws.length > 0) failed += 1;
	console.log(`${flaws.length === 0 ? "caught " : "MISSED "} ${bug.name}`);
	for (const line of flaws.length > 0 ? flaws : bug.catchers.map(({ name }) => `"${name}"`)) {
		console.log(`          ${line}`);
	}
}
if (unfit.length > 0) failed = bugs.length;
console.log(`\n${bugs.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** What is wrong with a bug and its tests; nothing if every test notices it. */
function plant({ patch, catchers }: Bug): string[] {
	if (catchers.length === 0) return ["it names no test that catches it"];
	if (!apply(patch)) return ["the patch does not apply any more"];
	const outcomes = runTests(catchers);
	if (!apply(patch, "--reverse")) throw new Error("the patch could not be reverted");
	return catchers.flatMap((catcher) => {
		const { status, messages } = outcomeOf(outcomes, catcher);
		if (status !== "failed") return [`${catcher.file}: "${catcher.name}" ${status}`];
		// A crash proves nothing about the bug: the service must answer wrongly, not with 500.
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

/** Runs only the named tests. A suite that does not load has no outcomes. */
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
	return { status: own.length > 1 ? "is the name of several tests" : first.status, messages };
}

function isAnswerOf500(message: string): boolean {
	return /^.*(Received|\+).*\b500\b|\/problems\/internal/m.test(message);
}
