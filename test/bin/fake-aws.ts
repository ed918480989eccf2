/** A fake of AWS's command line: a program called `aws` that records its arguments and answers what the test wants. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const PROJECT = join(import.meta.dirname, "../..");

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
export function runWithAws(directory: string, program: string, args: readonly string[], answer = "exit 0"): Run {
	const log = join(directory, "asked");
	const aws = join(directory, "path", "aws");
	mkdirSync(dirname(aws), { recursive: true });
	writeFileSync(aws, `#!/bin/sh\necho "$*" >> ${log}\n${answer}\n`, { mode: 0o755 });

	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		["--import", join(PROJECT, "node_modules/tsx/dist/esm/index.mjs"), join(PROJECT, "bin", program), ...args],
		{
			cwd: directory,
			encoding: "utf8",
			env: { ...process.env, NODE_OPTIONS: "", PATH: `${dirname(aws)}:${process.env["PATH"]}` },
		},
	);
	const asked = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
	return { status, output: stdout + stderr, asked };
}
