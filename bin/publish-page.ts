/**
 * Puts the page where the edge serves it from, after a deployment: what is in `web/dist`, when there is a page. Reads
 * from `build/outputs.json` where that is, and speaks to AWS through its own command line.
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

/** What `cdk deploy --outputs-file` writes: the outputs of each stack by its name. */
type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

const aws = (...args: string[]) => execFileSync("aws", args, { stdio: "inherit" });

function publish({ PageBucket, DistributionId, PageAddress }: Readonly<Record<string, string>>) {
	// The names of files say nothing of what is in them, so a browser asks again after a minute.
	aws("s3", "sync", values.page, `s3://${PageBucket}/web`, "--delete", "--cache-control", "public, max-age=60");
	aws("cloudfront", "create-invalidation", "--distribution-id", String(DistributionId), "--paths", "/web/*");
	console.log(`The page is at ${PageAddress}`);
}

const outputs: Outputs = existsSync(values.outputs) ? JSON.parse(readFileSync(values.outputs, "utf8")) : {};
const edge = Object.values(outputs).find(({ PageBucket }) => PageBucket !== undefined);

if (!existsSync(values.page)) console.log(`There is no page in ${values.page}, so none is published.`);
else if (edge) publish(edge);
else {
	console.error(`${values.outputs} names no bucket for the page: deploy the edge first (npm run deploy).`);
	process.exitCode = 1;
}
