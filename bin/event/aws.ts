/** Runs AWS's command line, which finds the caller's credentials. */
import { execFileSync } from "node:child_process";
import { failure } from "./failure.ts";

/** Its output is shown to the person who runs the command. */
export function aws(...args: string[]): void {
	run(args, "inherit");
}

/** Returns its output. */
export function readAws(...args: string[]): string {
	return run(args, "pipe") ?? "";
}

function run(args: readonly string[], stdout: "inherit" | "pipe"): string | null {
	try {
		// A scan prints a few lines for each event that ever existed.
		const maxBuffer = Number.POSITIVE_INFINITY;
		return execFileSync("aws", args, { encoding: "utf8", stdio: ["ignore", stdout, "inherit"], maxBuffer });
	} catch (error) {
		const { code, status, message } = error as { code?: string; status?: number | null; message: string };
		if (code === "ENOENT") throw failure("This needs AWS's command line: there is no program `aws`.");
		if (typeof status !== "number") throw failure(`aws ${args.slice(0, 2).join(" ")} failed: ${message}`);
		// The command line has printed its reason.
		throw Object.assign(failure(`aws ${args.slice(0, 2).join(" ")} failed with status ${status}.`), { status });
	}
}
