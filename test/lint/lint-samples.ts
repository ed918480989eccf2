/** Runs the linter with the project's own configuration over small sample files. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** A file, its text, and the message with which the linter must refuse it, if it must. */
export type Sample = readonly [file: string, text: string, message?: string];

/** The diagnostics of each sample, as JSON text, by file. */
export function lintSamples(samples: readonly Sample[]): ReadonlyMap<string, string> {
	mkdirSync(join(ROOT, "build/test"), { recursive: true });
	const directory = mkdtempSync(join(ROOT, "build/test/lint-"));
	try {
		for (const [file, text] of samples) {
			mkdirSync(dirname(join(directory, file)), { recursive: true });
			writeFileSync(join(directory, file), `${text}\n`);
		}
		cpSync(join(ROOT, "biome.json"), join(directory, "biome.json"));
		cpSync(join(ROOT, "biome"), join(directory, "biome"), { recursive: true });
		const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");
		const args = [biome, "lint", "--vcs-enabled=false", "--reporter=json", "--max-diagnostics=none", "."];
		const { stdout } = spawnSync(process.execPath, args, { cwd: directory, encoding: "utf8" });
		const { diagnostics }: { diagnostics: unknown[] } = JSON.parse(stdout);
		const isAbout = (file: string) => (diagnostic: unknown) => JSON.stringify(diagnostic).includes(file);
		return new Map(samples.map(([file]) => [file, JSON.stringify(diagnostics.filter(isAbout(file)))]));
	} finally {
		rmSync(directory, { recursive: true });
	}
}
