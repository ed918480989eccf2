/**
 * Brings the table back as it was at an instant, under another name and beside the one that is served, with everything
 * that a restored table lacks, and tells the readers of its feeds to begin anew; then says how to serve from it. Changes
 * nothing that buyers use. docs/operations.md ("The table as it was") says when, what is lost, and how sales are
 * reconciled.
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
	execFileSync("aws", ["dynamodb", ...args], {
		encoding: "utf8",
		stdio: ["ignore", "pipe", "inherit"],
		// A line or two for each event that there ever was.
		maxBuffer: Number.POSITIVE_INFINITY,
	});

function restore(source: string, at: Date, target: string) {
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
	const feeds = moveFeedsOn(target);
	console.log(`The numbers of ${feeds} feeds of seat changes go on ${FEED_GAP} later: their readers begin anew.`);
	dynamodb("update-table", ...table, "--stream-specification", "StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES");
	dynamodb("wait", "table-exists", ...table);
	return dynamodb("describe-table", ...table, "--query", "Table.LatestStreamArn", "--output", "text").trim();
}

/** Farther than anybody can have read since the instant. */
const FEED_GAP = 1_000_000_000;

/**
 * Moves every feed's head on, and says how many there are. The numbers since the instant would be given again, and a
 * reader that has them would pass over what they tell now. As it is, the number after its own is missing.
 */
function moveFeedsOn(TableName: string): number {
	const scan = {
		TableName,
		ConsistentRead: true,
		FilterExpression: "begins_with(pk, :feed) AND sk = :head",
		ExpressionAttributeValues: { ":feed": { S: "#changes#" }, ":head": { S: "head" } },
	};
	const heads: { Items: { pk: { S: string }; sk: { S: string }; last: { N: string } }[] } = JSON.parse(
		dynamodb("scan", "--output", "json", "--cli-input-json", JSON.stringify(scan)),
	);
	for (const { pk, sk, last } of heads.Items) {
		const update = {
			TableName,
			Key: { pk, sk },
			UpdateExpression: "SET #last = :last",
			// Never back, and sent again it does no harm.
			ConditionExpression: "#last <= :last",
			ExpressionAttributeNames: { "#last": "last" },
			ExpressionAttributeValues: { ":last": { N: String(Number(last.N) + FEED_GAP) } },
		};
		dynamodb("update-item", "--cli-input-json", JSON.stringify(update));
	}
	return heads.Items.length;
}

function exists(table: string) {
	try {
		dynamodb("wait", "table-exists", "--table-name", table);
		return true;
	} catch (error) {
		// What the command line says when it has waited long enough.
		if ((error as { status?: number }).status === 255) return false;
		throw error;
	}
}

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
