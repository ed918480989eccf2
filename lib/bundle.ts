/**
 * Bundles every function into a directory of its own, ready to deploy or to run: one esbuild pass over `lambdas/` writes
 * `<name>/index.mjs` for each function, with everything it imports.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { defaultRoute, ROUTES, type RouteName } from "../api/routes.ts";
import { leanSdk, requireOwnModules } from "./lean-sdk.ts";

/** The function that API Gateway asks who is calling; no route leads to it. */
export const AUTHORIZER = "authorizer";

/** The function that reads the table's stream; no route leads to it either. */
export const PUBLISH_CHANGES = "publish-changes";

export type FunctionName = RouteName | typeof defaultRoute.name | typeof AUTHORIZER | typeof PUBLISH_CHANGES;

export const FUNCTION_NAMES: readonly FunctionName[] = [
	...ROUTES.map((route) => route.name),
	defaultRoute.name,
	AUTHORIZER,
	PUBLISH_CHANGES,
];

/** A route's function is the file of its name in `lambdas/`. The two functions without a route are in folders. */
function sourceOf(name: FunctionName): string {
	if (name === AUTHORIZER) return "lambdas/authorizer/authorizer.ts";
	if (name === PUBLISH_CHANGES) return "lambdas/feed/publish-changes.ts";
	return `lambdas/${name}.ts`;
}

/** The directory of a function's bundle, which holds `index.mjs`. */
export type BundleOf = (name: FunctionName) => string;

const PROJECT_DIRECTORY = join(import.meta.dirname, "..");

/** Where a deployment takes its bundles from. */
const BUNDLES_DIRECTORY = join(PROJECT_DIRECTORY, "build", "lambdas");

/**
 * Bundles all functions. Rejects with esbuild's own message, with file and line, when a source does not build.
 * @param directory an absolute path to a directory with nothing else in it: its content is replaced, so that a function
 * which has left the route table leaves no bundle behind. Two calls at the same time need two directories.
 */
export async function bundleFunctions(directory = BUNDLES_DIRECTORY): Promise<BundleOf> {
	rmSync(directory, { recursive: true, force: true });
	await build({
		absWorkingDir: PROJECT_DIRECTORY,
		entryPoints: Object.fromEntries(FUNCTION_NAMES.map((name) => [`${name}/index`, sourceOf(name)])),
		outdir: directory,
		outExtension: { ".js": ".mjs" },
		bundle: true,
		minify: true,
		legalComments: "none",
		format: "esm",
		platform: "node",
		target: "node20",
		// For Node.js, esbuild prefers a package's CommonJS entry, from which it cannot drop unused code.
		mainFields: ["module", "main"],
		plugins: [leanSdk(), requireOwnModules()],
		banner: { js: REQUIRE_BANNER },
		logLevel: "silent",
	});
	return (name) => join(directory, name);
}

/**
 * A bundle loads Node's own modules with `require`, and an ES module has no `require`. The import has a name that no
 * package and no minifier uses.
 */
const REQUIRE_BANNER = [
	'import { createRequire as createRequireOfTicketSales } from "node:module";',
	"const require = createRequireOfTicketSales(import.meta.url);",
].join("");
