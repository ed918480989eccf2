/**
 * How large the functions' bundles are, and how long loading one takes on the Node.js they are deployed on: `lock` and the
 * largest of them against the same functions bundled with esbuild's default settings. A round loads each bundle once, in a
 * process of its own; ratios are taken within a round.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { bundleFunctions, FUNCTION_NAMES } from "../../lib/bundle.ts";
import { nodeOfLambda } from "../as-lambda/node-of-lambda.ts";
import { percentile, type Row, writeReport } from "../report.ts";

const ROUNDS = 21;
const ROOT = join(import.meta.dirname, "../..");
const FUNCTIONS = ["lock", "put-event"] as const;

/** Loads a module and prints how many milliseconds that took, by the clock and of processor. */
const LOADER = `
	const [cpu, start] = [process.cpuUsage(), performance.now()];
	await import(process.argv[1]);
	const milliseconds = performance.now() - start;
	const { user, system } = process.cpuUsage(cpu);
	console.log(JSON.stringify({ milliseconds, cpu: (user + system) / 1000 }));
	process.exit();`;

interface Load {
	readonly milliseconds: number;
	readonly cpu: number;
}

const directory = mkdtempSync(join(tmpdir(), "ticket-sales-bundles-"));
const bundleOf = await bundleFunctions(join(directory, "ours"));
const files: [string, string][] = [];
for (const name of FUNCTIONS) {
	const byDefault = join(directory, "default", name, "index.js");
	await build({
		absWorkingDir: ROOT,
		entryPoints: [`lambdas/${name}.ts`],
		outfile: byDefault,
		bundle: true,
		platform: "node",
		logLevel: "error",
	});
	files.push([`${name}, default settings`, byDefault], [`${name}, as deployed`, join(bundleOf(name), "index.mjs")]);
}
const nothing = join(directory, "nothing.mjs");
writeFileSync(nothing, 'import "node:https";\nimport "node:crypto";\n');
files.push(["nothing but node:https and node:crypto", nothing]);

const loads = new Map<string, Load[]>();
for (const [name] of files) loads.set(name, []);
for (let round = 0; round < ROUNDS; round++) {
	for (const [name, file] of files) loads.get(name)?.push(load(file));
}

const sizes = FUNCTION_NAMES.map((name): Row => [name, statSync(join(bundleOf(name), "index.mjs")).size]);
const version = spawnSync(nodeOfLambda(), ["--version"], { encoding: "utf8" }).stdout.trim();
writeReport("bundles", "The functions' bundles", "npm run bench -- bundles", [
	`Loaded with Node.js ${version}, the one the functions run on: medians of ${ROUNDS} interleaved rounds; least and most in brackets. Each ratio is taken within a round, against the same function bundled with esbuild's default settings (\`--bundle --platform=node\`).`,
	[["bundle", "bytes", "ms", "of default settings", "ms of processor", "of default settings"], ...files.map(rowOf)],
	"Bytes of each bundle, largest first; a test refuses one above 265,000:",
	[["function", "bytes"], ...sizes.toSorted(([, one], [, other]) => Number(other) - Number(one))],
]);
rmSync(directory, { recursive: true });

function load(file: string): Load {
	const { stdout, stderr } = spawnSync(nodeOfLambda(), ["--input-type=module", "--eval", LOADER, file], {
		encoding: "utf8",
		env: { AWS_REGION: "eu-central-1", TABLE_NAME: "seats", DEFAULT_EVENT: "distant-worlds" },
	});
	if (stdout === "") throw new Error(stderr);
	return JSON.parse(stdout);
}

function rowOf([name, file]: [string, string]): Row {
	const own = loads.get(name) ?? [];
	const reference = loads.get(name.startsWith("put-event") ? "put-event, default settings" : "lock, default settings");
	const spread = (pick: (load: Load) => number) => {
		const ratios = own.map((one, round) => pick(one) / pick(reference?.[round] ?? one));
		return [percentile(own.map(pick), 50).toFixed(1), inBrackets(ratios)];
	};
	return [name, statSync(file).size, ...spread(({ milliseconds }) => milliseconds), ...spread(({ cpu }) => cpu)];
}

function inBrackets(ratios: readonly number[]): string {
	const [median, least, most] = [percentile(ratios, 50), Math.min(...ratios), Math.max(...ratios)];
	return `${median.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;
}
