/**
 * Bundles and synthesizes in a process beside this one: this one stays free to be asked and to be stopped meanwhile,
 * and does not keep the CDK in memory.
 */

import { fork } from "node:child_process";
import { join } from "node:path";
import type { Synthesis } from "../lib/app.ts";
import { startRefusal } from "./start-refusal.ts";

/**
 * The template and the bundles, made in a directory that belongs to them alone. Rejects when they cannot be made
 * (the reason is then on the standard error output), or when the signal comes first.
 */
export const synthesis = (directory: string, defaultEvent: string, signal: AbortSignal): Promise<Synthesis> =>
	new Promise((resolve, reject) => {
		const child = fork(join(import.meta.dirname, "synthesize.ts"), [directory, defaultEvent], {
			cwd: join(import.meta.dirname, ".."),
			execArgv: ["--import", "tsx"],
			stdio: ["ignore", "ignore", "inherit", "ipc"],
			// With maps, which JSON does not know.
			serialization: "advanced",
			signal,
		});
		child.on("message", (message) => resolve(message as Synthesis));
		child.on("error", reject);
		// Not its exit, which may be heard of before its message is.
		child.on("disconnect", () => {
			reject(startRefusal("The service could not be bundled and synthesized; the reason stands above."));
		});
	});
