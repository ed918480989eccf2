/**
 * Bundles every function into a directory of its own, ready to be deployed or run as it is:
 * one esbuild pass over `lambdas/`, each function becoming `<name>/index.mjs` with all it imports.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { defaultRoute, type RouteName, routes } from "../api/routes.ts";

/** The function that tells API Gateway who is a seller; no route leads to it. */
export const authorizerName = "authorizer";

/** The function that the table's stream is given to; no route leads to it either. */
export const publishChangesName = "publish-changes";

export type FunctionName = RouteName | typeof defaultRoute.name | typeof authorizerName | typeof publishChangesName;

export const functionNames: readonly FunctionName[] = [
	...routes.map((route) => route.name),
	defaultRoute.name,
	authorizerName,
	publishChangesName,
];

/** A route's function is a file of its own name in `lambdas/`; the two that serve no route are in folders beside them. */
function sourceOf(name: FunctionName): string {
	if (name === authorizerName) return "lambdas/authorizer/authorizer.ts";
	if (name === publishChangesName) return "lambdas/feed/publish-changes.ts";
	return `lambdas/${name}.ts`;
}

/** Where the bundle of a function is: a directory that holds its `index.mjs`. */
export type BundleOf = (name: FunctionName) => string;

const projectDirectory = join(import.meta.dirname, "..");

/** Where the bundles of a deployment are. */
const bundlesDirectory = join(projectDirectory, "build", "lambdas");

/**
 * Bundles all functions into `directory`, replacing what is there, so that a function which has left the route
 * table leaves no bundle behind. Takes an absolute path that belongs to bundles alone; two passes at the same time
 * need two of them. Throws esbuild's own message, with file and line, when a source does not build.
 */
export function bundleFunctions(directory = bundlesDirectory): BundleOf {
	rmSync(directory, { recursive: true, force: true });
	buildSync({
		absWorkingDir: projectDirectory,
		entryPoints: Object.fromEntries(functionNames.map((name) => [`${name}/index`, sourceOf(name)])),
		outdir: directory,
		outExtension: { ".js": ".mjs" },
		bundle: true,
		minify: true,
		legalComments: "none",
		format: "esm",
		platform: "node",
		target: "node20",
		// For Node.js esbuild takes a package's CommonJS entry first, of which it can drop nothing that is unused.
		mainFields: ["module", "main"],
		banner: { js: requireBanner },
		logLevel: "silent",
	});
	return (name) => join(directory, name);
}

/**
 * A CommonJS package in a bundle calls `require` for Node's own modules, and an ES module has none. The import has
 * a name that neither a package nor the minifier comes up with.
 */
const requireBanner = [
	'import { createRequire as createRequireOfTicketSales } from "node:module";',
	"const require = createRequireOfTicketSales(import.meta.url);",
].join("");
