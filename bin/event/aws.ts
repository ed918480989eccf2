/** Runs AWS's command line, which finds the caller's credentials. Its output is shown to the person who runs the command. */
import { execFileSync } from "node:child_process";
import { failure } from "./failure.ts";

export function aws(...args: string[]): void {
	try {
		execFileSync("aws", args, { stdio: ["ignore", "inherit", "inherit"] });
	} catch (error) {
		const { code, status, message } = error as { code?: string; status?: number | null; message: string };
		if (code === "ENOENT") throw failure("This needs AWS's command line: there is no program `aws`.");
		if (typeof status !== "number") throw failure(`aws ${args.slice(0, 2).join(" ")} failed: ${message}`);
		// The command line has printed its reason.
		throw failure(`aws ${args.slice(0, 2).join(" ")} failed with status ${status}.`);
	}
}
