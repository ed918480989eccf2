import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { runWithAws } from "./fake-aws.ts";

let directory = "";
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), "restore-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const at = "2026-11-23T18:59:00.000Z";
const toRestore = ["--table", "seats", "--at", at, "--stage", "prod"];

test("the table is restored beside the one that is served, and given all that a restored table lacks", () => {
	const answer = 'case "$*" in *LatestStreamArn*) echo arn:of:stream;; esac';

	const { status, output, asked } = runWithAws(directory, "restore.ts", toRestore, answer);

	expect(status).toBe(0);
	expect(asked).toEqual([
		`dynamodb restore-table-to-point-in-time --source-table-name seats --target-table-name seats-restored --restore-date-time ${at}`,
		"dynamodb wait table-exists --table-name seats-restored",
		"dynamodb update-time-to-live --table-name seats-restored --time-to-live-specification Enabled=true,AttributeName=expires",
		"dynamodb update-continuous-backups --table-name seats-restored --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true",
		"dynamodb update-table --table-name seats-restored --deletion-protection-enabled",
		"dynamodb wait table-exists --table-name seats-restored",
		"dynamodb update-table --table-name seats-restored --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES",
		"dynamodb wait table-exists --table-name seats-restored",
		"dynamodb describe-table --table-name seats-restored --query Table.LatestStreamArn --output text",
	]);
	expect(output).toContain(
		"npm run deploy -- --context stage=prod --context servedTable=seats-restored --context servedStream=arn:of:stream",
	);
});

test("a table that takes longer than the command line waits is waited for again", () => {
	const answer = `case "$*" in *wait*) [ -e ${join(directory, "asked-once")} ] || { touch ${join(directory, "asked-once")}; exit 255; };; esac`;

	const { status, output, asked } = runWithAws(directory, "restore.ts", toRestore, answer);

	expect(status).toBe(0);
	expect(output).toContain("Still restoring");
	expect(asked.filter((call) => call.includes("wait"))).toHaveLength(4);
});

test("what AWS refuses ends it, before anything else is asked", () => {
	const { status, asked } = runWithAws(directory, "restore.ts", toRestore, "exit 254");

	expect(status).toBe(1);
	expect(asked).toHaveLength(1);
});

test.each([[[]], [["--table", "seats"]], [["--table", "seats", "--at", "yesterday"]]])(
	"%j is no request",
	(args: string[]) => {
		const { status, output, asked } = runWithAws(directory, "restore.ts", args);

		expect(status).toBe(1);
		expect(output).toContain("--at 2026-11-23T18:59:00Z");
		expect(asked).toEqual([]);
	},
);
