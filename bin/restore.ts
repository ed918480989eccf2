/**
 * Brings the table back as it was at an instant, under another name and beside the one that is served, with everything
 * that a restored table lacks; then says how to serve from it. Changes nothing that buyers use. docs/operations.md
 * ("The table as it was") says when, what is lost, and how sales are reconciled.
 */

import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";

const usage = "npx tsx bin/restore.ts --table NAME --at 2026-11-23T18:59:00Z [--name NAME-restored] [--stage prod]";

const { values } = parseArgs({
	options: {
		table: { type: "string", default: "" },
		at: { type: "string", default: "" },
		name: { type: "string" },
		stage: { type: "string", default: "dev" },
	},
});

const dynamodb = (...args: string[]) =>
	execFileSync("aws", ["dynamodb", ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

const restore = (source: string, at: Date, target: string) => {
	console.log(`Restoring ${source} as it was at ${at.toISOString()} into ${target}. This takes a while.`);
	dynamodb(
		"restore-table-to-point-in-time",
		...["--source-table-name", source, "--target-table-name", target],
		...["--restore-date-time", at.toISOString()],
	);
	// Asks every 20 s and gives up after some 8 minutes; a large table takes longer.
	while (!exists(target)) console.log("Still restoring …");

	const table = ["--table-name", target];
	// Of the table that was, a restored one keeps keys, index and data. The rest is ours to turn on again.
	dynamodb("update-time-to-live", ...table, "--time-to-live-specification", "Enabled=true,AttributeName=expires");
	dynamodb(
		"update-continuous-backups",
		...table,
		"--point-in-time-recovery-specification",
		"PointInTimeRecoveryEnabled=true",
	);
	dynamodb("update-table", ...table, "--deletion-protection-enabled");
	dynamodb("wait", "table-exists", ...table);
	dynamodb("update-table", ...table, "--stream-specification", "StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES");
	dynamodb("wait", "table-exists", ...table);
	return dynamodb("describe-table", ...table, "--query", "Table.LatestStreamArn", "--output", "text").trim();
};

const exists = (table: string) => {
	try {
		dynamodb("wait", "table-exists", "--table-name", table);
		return true;
	} catch (error) {
		// What the command line says when it has waited long enough.
		if ((error as { status?: number }).status === 255) return false;
		throw error;
	}
};

const at = new Date(values.at);
if (values.table === "" || Number.isNaN(at.getTime())) {
	console.error(usage);
	process.exitCode = 1;
} else {
	const target = values.name ?? `${values.table}-restored`;
	const stream = restore(values.table, at, target);
	console.log(`\nTo serve from it (and without the two last settings, from the table that was):

npm run deploy -- --context stage=${values.stage} --context servedTable=${target} --context servedStream=${stream}`);
}
