/** A program of this project in one file, for tests that run it many times: it starts in a quarter of the time. */
import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { build, type Plugin } from "esbuild";

const ROOT = join(import.meta.dirname, "../..");

/** In the project, so that a program finds the packages that are not in its file. */
const DIRECTORY = join(ROOT, "build/test/programs");

/** Packages that look for files of their own beside them. */
const NOT_COMPILED = ["aws-cdk-lib", "constructs", "esbuild", "dynamodb-local", "@swc/core"];

const compiled = new Map<string, Promise<string>>();

/**
 * Compiles the source as it is now, once for each test file, and returns the path of the file for `node`.
 * @param source from the root of the project: `bin/event.ts`
 */
export function compiledProgram(source: string): Promise<string> {
	const file = compiled.get(source) ?? compile(source);
	compiled.set(source, file);
	return file;
}

async function compile(source: string): Promise<string> {
	const { outputFiles } = await build({
		absWorkingDir: ROOT,
		entryPoints: [source],
		write: false,
		bundle: true,
		format: "esm",
		platform: "node",
		target: "node20",
		mainFields: ["module", "main"],
		external: NOT_COMPILED,
		plugins: [ownDirectories],
		// A bundle loads Node's own modules with `require`, and an ES module has no `require`.
		banner: {
			js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
		},
		logLevel: "silent",
	});
	const file = join(DIRECTORY, source.replace(/\.ts$/, ".mjs"));
	await mkdir(dirname(file), { recursive: true });
	// Another test file may be running this program, or writing it.
	const draft = `${file}.${randomUUID()}`;
	await writeFile(draft, outputFiles[0]?.contents ?? "");
	await rename(draft, file);
	return file;
}

/** Each source finds its files where it is, not where the program is. */
const ownDirectories: Plugin = {
	name: "own-directories",
	setup: ({ onLoad }) => {
		onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
			loader: "ts",
			contents: (await readFile(path, "utf8")).replaceAll("import.meta.dirname", JSON.stringify(dirname(path))),
		}));
	},
};
