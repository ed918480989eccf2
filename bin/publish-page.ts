/**
 * Uploads the page in `web/dist`, if there is one, to the bucket from which the edge serves it. Runs after a deployment,
 * finds the bucket in `build/outputs.json`, and uses AWS's command line.
 */
import { existsSync } from "node:fs";
import * as z from "zod/mini";
import { aws } from "./event/aws.ts";
import { failure } from "./event/failure.ts";
import { readOptions, runCommand } from "./event/run-command.ts";
import { readOutputs } from "./outputs/outputs.ts";

const USAGE = "npx tsx bin/publish-page.ts [--page web/dist] [--outputs build/outputs.json]";

const outputsOfEdge = z.object({
	PageBucket: z.string(),
	DistributionId: z.string(),
	PageAddress: z.string(),
	DeskPage: z.string(),
});

type Edge = z.output<typeof outputsOfEdge>;

function findEdge(outputs: string): Edge {
	const edge = Object.values(readOutputs(outputs)).find(({ PageBucket }) => PageBucket !== undefined);
	if (!edge) throw failure(`${outputs} has no bucket for the page: deploy the edge first (npm run deploy).`);
	const read = z.safeParse(outputsOfEdge, edge);
	if (read.success) return read.data;
	const missing = read.error.issues.map(({ path }) => path.join("/")).join(" and ");
	throw failure(`${outputs} has a bucket for the page, but no ${missing}: deploy the edge again (npm run deploy).`);
}

/** The files of the desk's page. */
const DESK_FILES = "desk*";

function publish(page: string, { PageBucket, DistributionId, PageAddress, DeskPage }: Edge) {
	const folder = `s3://${PageBucket}/map`;
	const hasDesk = DeskPage === "true";
	// File names do not change with their content, so browsers must not cache for longer than a minute.
	const without = hasDesk ? [] : ["--exclude", DESK_FILES];
	aws("s3", "sync", page, folder, "--delete", "--cache-control", "public, max-age=60", ...without);
	// What is excluded is not deleted either.
	if (!hasDesk) aws("s3", "rm", folder, "--recursive", "--exclude", "*", "--include", DESK_FILES);
	aws("cloudfront", "create-invalidation", "--distribution-id", DistributionId, "--paths", "/map*");
	console.log(`The page is at ${PageAddress}`);
	if (hasDesk) console.log(`The desk's page is at ${PageAddress}desk`);
}

await runCommand(() => {
	const { page, outputs } = readOptions(
		{
			page: { type: "string", default: "web/dist" },
			outputs: { type: "string", default: "build/outputs.json" },
		},
		USAGE,
	);
	if (existsSync(page)) publish(page, findEdge(outputs));
	else console.log(`There is no page in ${page}, so nothing is published.`);
});
