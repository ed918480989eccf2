/** A reporter for the test runner: ends it at the first test that fails, for a mutant needs no second one. */
export default class FirstFailure {
	onTestCaseResult({ path }, { status, fullName }) {
		if (status !== "failed") return;
		process.stderr.write(`\nnoticed by ${path}: ${fullName}\n`);
		process.exit(1);
	}
}
