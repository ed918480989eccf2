/**
 * Bundles and synthesizes in a process of its own, so that this one can answer and be stopped in the meantime, and
 * does not keep the CDK in memory.
 */
import { fork } from "node:child_process";
import { join } from "node:path";
import type { Synthesis } from "../lib/app.ts";
import { startRefusal } from "./start-refusal.ts";

/**
 * Resolves with the template and the bundles, written to a directory that no other process uses. Rejects when they
 * cannot be made (the reason is then on the standard error output), and when the signal aborts first.
 */
export function forkSynthesis(directory: string, defaultEvent: string, signal: AbortSignal): Promise<Synthesis> {
	return new Promise((resolve, reject) => {
		const child = fork(join(import.meta.dirname, "synthesize.ts"), [directory, defaultEvent], {
			cwd: join(import.meta.dirname, ".."),
			execArgv: ["--import", "tsx"],
			stdio: ["ignore", "ignore", "inherit", "ipc"],
			// The result contains maps, which JSON cannot carry.
			serialization: "advanced",
			signal,
		});
		child.on("message", (message) => resolve(message as Synthesis));
		child.on("error", (error) => {
			// An abort kills the child. Only once it is gone does it no longer write to the directory.
			if (!signal.aborted) reject(error);
		});
		// The exit may be reported before the message is; the disconnect is always reported after it.
		child.on("disconnect", () => {
			const failure = startRefusal("The service could not be bundled and synthesized; the reason is above.");
			reject(signal.aborted ? signal.reason : failure);
		});
	});
}
