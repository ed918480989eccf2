/** Ends the processes that a measurement has started when it ends itself, whatever the cause. */
import type { ChildProcess } from "node:child_process";

const children = new Set<ChildProcess>();

process.on("exit", () => {
	for (const child of children) child.kill("SIGKILL");
});

// A signal alone would end this process without that.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

export function endWithThisProcess(child: ChildProcess): void {
	children.add(child);
	child.once("exit", () => children.delete(child));
}
