/**
 * Shows that the suite can fail: plants each classic bug of this folder in a copy of the project, one at a time, and
 * demands that the tests it names catch it. A bug that no longer applies, or is caught by nothing, is a failure.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { copyOfProject } from "../support/copy-of-project.ts";

const copy = copyOfProject();
const wanted = process.argv.slice(2);
const bugs = readdirSync(import.meta.dirname).filter((file) => file.endsWith(".patch"));
let failed = 0;
for (const bug of bugs) {
	const name = bug.replace(".patch", "");
	if (wanted.length > 0 && !wanted.includes(name)) continue;
	const verdict = plant(readFileSync(join(import.meta.dirname, bug), "utf8"));
	if (!verdict.caught) failed += 1;
	console.log(`${verdict.caught ? "caught " : "MISSED "} ${name}: ${verdict.how}`);
}
const total = wanted.length || bugs.length;
console.log(`\n${total - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function plant(patch: string): { caught: boolean; how: string } {
	const tests = /^Caught by: (.+)$/m.exec(patch)?.[1]?.split(" ") ?? [];
	if (!apply(patch)) return { caught: false, how: "the patch does not apply any more" };
	const verdict = runTests(tests);
	return apply(patch, "--reverse") ? verdict : { caught: false, how: "the patch could not be taken back" };
}

function apply(patch: string, ...options: string[]): boolean {
	return spawnSync("git", ["apply", ...options], { cwd: copy, input: patch }).status === 0;
}

/** A test has to fail, not to fall over: a bug that keeps a suite from loading shows nothing. */
function runTests(tests: readonly string[]): { caught: boolean; how: string } {
	const report = join(copy, "report.json");
	spawnSync("npx", ["jest", ...tests, "--json", `--outputFile=${report}`], {
		cwd: copy,
		env: { ...process.env, NODE_OPTIONS: "--experimental-vm-modules --disable-warning=ExperimentalWarning" },
		stdio: "ignore",
	});
	const { testResults } = JSON.parse(readFileSync(report, "utf8")) as Report;
	rmSync(report);
	const failures = testResults.flatMap(({ assertionResults }) =>
		assertionResults.filter(({ status }) => status === "failed"),
	);
	const [first] = failures;
	return first ? { caught: true, how: `"${first.fullName}"` } : { caught: false, how: "no test fails" };
}

interface Report {
	readonly testResults: readonly {
		readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
	}[];
}
