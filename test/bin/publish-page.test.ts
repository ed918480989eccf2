import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { runWithAws } from "./fake-aws.ts";

let directory = "";
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), "publish-page-"));
	mkdirSync(join(directory, "build"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const page = () => mkdirSync(join(directory, "web/dist"), { recursive: true });
const outputs = (stacks: Record<string, Record<string, string>>) =>
	writeFileSync(join(directory, "build/outputs.json"), JSON.stringify(stacks));

test("without a page, nothing is published and the deployment succeeds", async () => {
	outputs({ "ticket-sales-dev-edge": { PageBucket: "pages" } });

	expect(await runWithAws(directory, "publish-page.ts", [])).toEqual({
		status: 0,
		output: "There is no page in web/dist, so nothing is published.\n",
		asked: [],
	});
});

test("a page is uploaded to the bucket of the edge, and the edge's cache of it is invalidated", async () => {
	page();
	outputs({
		"ticket-sales-dev": { ApiAddress: "https://api" },
		"ticket-sales-dev-edge": {
			PageBucket: "pages",
			DistributionId: "E123",
			PageAddress: "https://d.net/map/",
			DeskPage: "true",
		},
	});

	const { status, output, asked } = await runWithAws(directory, "publish-page.ts", []);

	expect(status).toBe(0);
	expect(output).toBe("The page is at https://d.net/map/\nThe desk's page is at https://d.net/map/desk\n");
	expect(asked).toEqual([
		"s3 sync web/dist s3://pages/map --delete --cache-control public, max-age=60",
		"cloudfront create-invalidation --distribution-id E123 --paths /map*",
	]);
});

test("where the desk's page is off it is not published, and one that was published before is deleted", async () => {
	page();
	outputs({
		"ticket-sales-prod-edge": {
			PageBucket: "pages",
			DistributionId: "E123",
			PageAddress: "https://d.net/map/",
			DeskPage: "false",
		},
	});

	const { output, asked } = await runWithAws(directory, "publish-page.ts", []);

	expect(output).toBe("The page is at https://d.net/map/\n");
	expect(asked).toEqual([
		"s3 sync web/dist s3://pages/map --delete --cache-control public, max-age=60 --exclude desk*",
		"s3 rm s3://pages/map --recursive --exclude * --include desk*",
		"cloudfront create-invalidation --distribution-id E123 --paths /map*",
	]);
});

test("a page is not published without an edge, and the command fails", async () => {
	page();

	const { status, output, asked } = await runWithAws(directory, "publish-page.ts", []);

	expect(status).toBe(1);
	expect(output).toContain("deploy the edge first");
	expect(asked).toEqual([]);
});
