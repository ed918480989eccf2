/** Builds the page: its scripts in one file, and what it needs besides, ready to publish or to serve. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { minifySync } from "@swc/core";
import { type BuildOptions, buildSync } from "esbuild";
import { ELEMENT_FILE } from "./page-headers.ts";

export interface PageFile {
	readonly name: string;
	readonly content: Buffer;
}

const PROJECT_DIRECTORY = join(import.meta.dirname, "..");

/** Files that are published as they are. */
const PLAIN_FILES = ["index.html", "desk.html", "icon.svg"];

/** Throws esbuild's own message, with file and line, when a source does not build. */
export function bundlePage(): readonly PageFile[] {
	return [
		...PLAIN_FILES.map((name) => ({ name, content: readFileSync(join(PROJECT_DIRECTORY, "web", name)) })),
		// A browser loads one of the languages, which are files of their own.
		...build({
			entryPoints: { main: "web/main.ts", style: "web/style.css" },
			splitting: true,
			chunkNames: "[name]",
		}),
		...build({ entryPoints: { desk: "web/desk/main.ts", "desk-style": "web/desk/style.css" } }),
		bundleElement(),
	];
}

/** A shop loads one file, so the element's style sheet is a text within its script. */
function bundleElement(): PageFile {
	const [style] = build({ entryPoints: { style: "web/embed/style.css" } });
	const [script] = build({
		entryPoints: { element: "web/embed/ticket-sales-map.ts" },
		define: { ELEMENT_STYLE: JSON.stringify(style?.content.toString()) },
	});
	if (!script) throw new Error("esbuild has made no script of the element");
	return { ...script, name: ELEMENT_FILE };
}

function build(options: BuildOptions): readonly PageFile[] {
	const { outputFiles = [] } = buildSync({
		...options,
		absWorkingDir: PROJECT_DIRECTORY,
		outdir: ".",
		write: false,
		bundle: true,
		minify: true,
		legalComments: "none",
		format: "esm",
		platform: "browser",
		// The newest functions that the page calls are in all browsers since March 2024.
		target: ["chrome119", "firefox124", "safari17.4"],
		// A library asks whether it runs on Node.js.
		define: { process: "undefined", ...options.define },
		logLevel: "silent",
	});
	return outputFiles.map(({ path, contents, text }) => ({
		name: path.slice(PROJECT_DIRECTORY.length + 1),
		content: path.endsWith(".js") ? minified(text) : Buffer.from(contents),
	}));
}

/**
 * esbuild leaves a twentieth more: it only shortens, and inlines little. `unsafe_methods` writes functions in objects as
 * methods, which is safe while nothing calls one of them with `new`.
 */
function minified(script: string): Buffer {
	const options = { module: true, ecma: 2022, compress: { passes: 3, unsafe_methods: true }, mangle: true } as const;
	return Buffer.from(withPlainLetters(minifySync(script, options).code));
}

/** In template literals, the minifier writes ä as \xe4. */
const withPlainLetters = (script: string) =>
	script.replace(/(?<!\\)\\x([a-f][0-9a-f])/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
