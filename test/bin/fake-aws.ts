/** A fake of AWS's command line: a program called `aws` that records its arguments and answers what the test wants. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { runProgram } from "./emulated-aws.ts";

export interface Run {
	readonly status: number | null;
	readonly output: string;
	/** Each call of `aws`, its arguments joined. */
	readonly asked: readonly string[];
}

/**
 * Runs a command of `bin/` in a directory of its own.
 * @param answer the shell code that `aws` runs after recording its arguments
 */
export async function runWithAws(
	directory: string,
	program: string,
	args: readonly string[],
	answer = "exit 0",
): Promise<Run> {
	const log = join(directory, "asked");
	const aws = join(directory, "path", "aws");
	mkdirSync(dirname(aws), { recursive: true });
	writeFileSync(aws, `#!/bin/sh\necho "$*" >> ${log}\n${answer}\n`, { mode: 0o755 });

	const environment = { PATH: `${dirname(aws)}:${process.env["PATH"]}` };
	const { status, output } = await runProgram(directory, program, args, environment);
	const asked = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
	return { status, output, asked };
}
