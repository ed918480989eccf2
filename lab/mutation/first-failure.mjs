/** A Jest reporter that ends the run at the first failing test: one is enough to kill a mutant. */
export default class FirstFailure {
	onTestCaseResult({ path }, { status, fullName }) {
		if (status !== "failed") return;
		process.stderr.write(`\nnoticed by ${path}: ${fullName}\n`);
		process.exit(1);
	}
}
