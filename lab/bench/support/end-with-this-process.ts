/** Ends the processes that a measurement has started when it ends itself, whatever the cause. */
import type { ChildProcess } from "node:child_process";

const children = new Set<ChildProcess>();

process.on("exit", () => {
	for (const child of children) child.kill("SIGKILL");
});

export function endWithThisProcess(child: ChildProcess): void {
	children.add(child);
	child.once("exit", () => children.delete(child));
}
