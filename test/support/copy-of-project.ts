/** A copy of the project in a temporary directory, for runs that break it. It is removed when this process ends. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");

export function copyOfProject(): string {
	const copy = mkdtempSync(join(tmpdir(), "ticket-sales-"));
	process.on("exit", () => rmSync(copy, { recursive: true, force: true }));
	const listing = ["ls-files", "--cached", "--others", "--exclude-standard"];
	for (const file of execFileSync("git", listing, { cwd: ROOT, encoding: "utf8" }).split("\n").filter(Boolean)) {
		mkdirSync(dirname(join(copy, file)), { recursive: true });
		cpSync(join(ROOT, file), join(copy, file));
	}
	symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
	return copy;
}
