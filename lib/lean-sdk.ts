/**
 * Keeps out of the bundles what a function never uses of the SDK (ADR 039): a cold start reads and compiles all of it. The
 * SDK imports these parts whatever its client is configured with, so no setting of the client leaves them out. Each part
 * is replaced by a file of `lean-sdk/`, or loaded only where it is used, which is nowhere. The build fails when a part is
 * not there any more.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "esbuild";

/** Files of the SDK, and the files of `lean-sdk/` that take their places. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
	// Lambda hands a function its credentials in the environment. 120 KB look for them in files, at logins and in metadata.
	"@aws-sdk/credential-provider-node/dist-es/index.js": "credentials.ts",
	// Rules for every partition and for tables named by ARN, interpreted for each request.
	"@aws-sdk/client-dynamodb/dist-es/endpoint/endpointResolver.js": "dynamodb-endpoint.ts",
	// DynamoDB has an address in each region, so discovery is not needed.
	"@aws-sdk/middleware-endpoint-discovery/dist-es/index.js": "endpoint-discovery.ts",
	// Settings in files, which the first request would look for.
	"@smithy/core/dist-es/submodules/config/node-config-provider/fromSharedConfigFiles.js": "no-config-files.ts",
	// SHA-256 written in JavaScript, for a Node.js without its own.
	"@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js": "no-sha256-in-javascript.ts",
	// Headers of the messages of an event stream.
	"@smithy/signature-v4/dist-es/HeaderFormatter.js": "no-signed-messages.ts",
	// Retries that slow down by themselves: the clients use the standard ones, with attempts and pauses of ours.
	"@smithy/core/dist-es/submodules/retry/util-retry/AdaptiveRetryStrategy.js": "no-adaptive-retries.ts",
	// Every partition with all its regions.
	"@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partition.js": "partition.ts",
	"@aws-sdk/core/dist-es/submodules/client/util-endpoints/aws.js": "endpoint-functions.ts",
	// A store for the traces of several requests at once in one copy of a function.
	"@aws/lambda-invoke-store/dist-es/invoke-store.js": "invoke-store.ts",
	// Looks up the region where the environment does not name it.
	"@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js":
		"no-metadata-region.ts",
	// What a logger would be given, made for each request although there is none.
	"@aws-sdk/core/dist-es/submodules/client/middleware-logger/loggerMiddleware.js": "no-logger.ts",
	"@smithy/core/dist-es/submodules/client/smithy-client/schemaLogFilter.js": "no-log-filter.ts",
	// What AWS counts of the SDK's features, looked up for each request.
	"@aws-sdk/core/dist-es/submodules/client/middleware-user-agent/check-features.js": "no-feature-check.ts",
	// A warning that Node.js is too old for the SDK.
	"@aws-sdk/core/dist-es/submodules/client/emitWarningIfUnsupportedVersion.js": "no-version-warning.ts",
	// Steps that are sorted for each request.
	"@smithy/core/dist-es/submodules/client/middleware-stack/MiddlewareStack.js": "middleware-stack.ts",
	// Addresses of S3's buckets.
	"@smithy/core/dist-es/submodules/endpoints/middleware-endpoint/service-customizations/index.js": "no-buckets.ts",
	// Hosts of single operations.
	"@smithy/core/dist-es/submodules/protocols/HttpBindingNormalizedSchema.js": "no-host-prefixes.ts",
	// Pages of queries and scans, which the store asks for itself.
	"@aws-sdk/lib-dynamodb/dist-es/pagination/index.js": "no-paginators.ts",
};

/** What the SDK imports when a service answers with a stream of events. None of ours does. */
const NEVER_LOADED = /^@smithy\/core\/event-streams$/;

/** All that a client reads in its package file is the version. */
const PACKAGE_FILE = /\/@aws-sdk\/client-[^/]+\/package\.json$/;

/** The classes of a client's failures, each written out: 36 for DynamoDB. */
const EXCEPTIONS = /\/@aws-sdk\/client-[^/]+\/dist-es\/models\/errors\.js$/;

/** A class of the SDK, with its name, its base and whose fault the failure is. */
const EXCEPTION = /^export class (\w+) extends (\w+) \{.*?\$fault = "(\w+)";.*?^\}$/gms;

export function leanSdk(): Plugin {
	return {
		name: "lean-sdk",
		setup: (build) => {
			const missing = new Set(Object.keys(REPLACEMENTS));
			const anyOf = Object.keys(REPLACEMENTS).map((file) => file.replaceAll(".", "\\."));
			build.onLoad({ filter: new RegExp(`/(${anyOf.join("|")})$`) }, ({ path }) => {
				const file = Object.keys(REPLACEMENTS).find((replaced) => path.endsWith(replaced)) ?? "";
				missing.delete(file);
				const replacement = join(import.meta.dirname, "lean-sdk", REPLACEMENTS[file] ?? "");
				return { contents: `export * from ${JSON.stringify(replacement)}`, resolveDir: import.meta.dirname };
			});
			build.onResolve({ filter: NEVER_LOADED }, ({ path }) => ({ path, external: true }));
			build.onLoad({ filter: PACKAGE_FILE }, ({ path }) => {
				const { version } = JSON.parse(readFileSync(path, "utf8"));
				return { loader: "json", contents: JSON.stringify({ version }) };
			});
			build.onLoad({ filter: EXCEPTIONS }, ({ path }) => {
				const classes = readFileSync(path, "utf8");
				const maker = JSON.stringify(join(import.meta.dirname, "lean-sdk/service-exception.ts"));
				return { contents: `import { serviceException } from ${maker};\n${classes.replace(EXCEPTION, shortened)}` };
			});
			build.onEnd(() => ({
				errors: [...missing].map((file) => ({ text: `The SDK has no ${file} any more: see lib/lean-sdk.ts.` })),
			}));
		},
	};
}

/** One that the SDK may retry stays as it is: it says so in a field of its own. */
const shortened = (text: string, name: string, base: string, fault: string) =>
	text.includes("$retryable") ? text : `export const ${name} = serviceException(${base}, "${name}", "${fault}");`;

/**
 * Node.js's own modules by `require`. Importing one reads every property it exports, and for `node:http`, which the SDK
 * imports with its first request, that loads a second HTTP client: 18 ms of processor on Node.js 24.
 */
export function requireOwnModules(): Plugin {
	return {
		name: "require-own-modules",
		setup: (build) => {
			build.onResolve({ filter: /^node:/ }, ({ path, namespace }) =>
				namespace === "required" ? { path, external: true } : { path, namespace: "required" },
			);
			build.onLoad({ filter: /.*/, namespace: "required" }, ({ path }) => ({
				contents: `module.exports = require(${JSON.stringify(path)})`,
			}));
		},
	};
}
