/**
 * Uploads the page in `web/dist`, if there is one, to the bucket from which the edge serves it. Runs after a deployment,
 * finds the bucket in `build/outputs.json`, and uses AWS's command line.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";

const { values } = parseArgs({
	options: {
		page: { type: "string", default: "web/dist" },
		outputs: { type: "string", default: "build/outputs.json" },
	},
});

/** What `cdk deploy --outputs-file` writes: the outputs of each stack, by the stack's name. */
type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

const aws = (...args: string[]) => execFileSync("aws", args, { stdio: "inherit" });

function publish({ PageBucket, DistributionId, PageAddress }: Readonly<Record<string, string>>) {
	// File names do not change with their content, so browsers must not cache for longer than a minute.
	aws("s3", "sync", values.page, `s3://${PageBucket}/web`, "--delete", "--cache-control", "public, max-age=60");
	aws("cloudfront", "create-invalidation", "--distribution-id", String(DistributionId), "--paths", "/web/*");
	console.log(`The page is at ${PageAddress}`);
}

const outputs: Outputs = existsSync(values.outputs) ? JSON.parse(readFileSync(values.outputs, "utf8")) : {};
const edge = Object.values(outputs).find(({ PageBucket }) => PageBucket !== undefined);

if (!existsSync(values.page)) console.log(`There is no page in ${values.page}, so nothing is published.`);
else if (edge) publish(edge);
else {
	console.error(`${values.outputs} has no bucket for the page: deploy the edge first (npm run deploy).`);
	process.exitCode = 1;
}
