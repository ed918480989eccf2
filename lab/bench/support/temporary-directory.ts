/** A directory that is removed when this process ends. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export function temporaryDirectory(prefix: string): string {
	const directory = mkdtempSync(join(tmpdir(), prefix));
	process.on("exit", () => rmSync(directory, { recursive: true, force: true, maxRetries: 3 }));
	return directory;
}
