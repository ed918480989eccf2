/** A directory for the bundles of one start, apart from those of all other starts. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isProcessRunning } from "./is-process-running.ts";

export interface BundleDirectory {
	readonly path: string;
	readonly remove: () => void;
}

/** Makes a directory in `parent`, and removes those of processes that were killed and could not do it themselves. */
export function bundleDirectory(parent: string): BundleDirectory {
	mkdirSync(parent, { recursive: true });
	for (const name of readdirSync(parent)) {
		if (!isProcessRunning(Number.parseInt(name, 10))) removeDirectory(join(parent, name));
	}
	const path = mkdtempSync(join(parent, `${process.pid}-`));
	return { path, remove: () => removeDirectory(path) };
}

function removeDirectory(path: string): void {
	rmSync(path, { recursive: true, force: true });
}
