/** Builds the page: its scripts in one file, and what it needs besides, ready to publish or to serve. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";

export interface PageFile {
	readonly name: string;
	readonly content: Buffer;
}

const PROJECT_DIRECTORY = join(import.meta.dirname, "..");

/** Files that are published as they are. */
const PLAIN_FILES = ["index.html", "desk.html", "icon.svg"];

/** Throws esbuild's own message, with file and line, when a source does not build. */
export function bundlePage(): readonly PageFile[] {
	const { outputFiles } = buildSync({
		absWorkingDir: PROJECT_DIRECTORY,
		entryPoints: {
			main: "web/main.ts",
			style: "web/style.css",
			desk: "web/desk/main.ts",
			"desk-style": "web/desk/style.css",
		},
		outdir: ".",
		write: false,
		bundle: true,
		minify: true,
		legalComments: "none",
		format: "esm",
		platform: "browser",
		// The newest functions that the page calls are in all browsers since March 2024.
		target: ["chrome119", "firefox124", "safari17.4"],
		logLevel: "silent",
	});
	return [
		...PLAIN_FILES.map((name) => ({ name, content: readFileSync(join(PROJECT_DIRECTORY, "web", name)) })),
		...outputFiles.map(({ path, contents }) => ({
			name: path.slice(PROJECT_DIRECTORY.length + 1),
			content: Buffer.from(contents),
		})),
	];
}
