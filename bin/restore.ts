/**
 * Restores the table as it was at an instant, under another name, with the settings that a restored table lacks. It makes
 * readers of the feeds start again, prints how to serve from the new table, and changes nothing that buyers use.
 * docs/operations/restore.md says when to do this, what is lost, and how to reconcile sales.
 */
import { readAws } from "./event/aws.ts";
import { failure } from "./event/failure.ts";
import { many } from "./event/report.ts";
import { readOptions, runCommand } from "./event/run-command.ts";

const USAGE = "npx tsx bin/restore.ts --table NAME --at 2026-11-23T18:59:00Z [--name NAME-restored] [--stage prod]";

const dynamodb = (...args: string[]) => readAws("dynamodb", ...args);

function restore(source: string, at: Date, target: string) {
	console.log(`Restoring ${source} as it was at ${at.toISOString()} into ${target}. This takes a while.`);
	dynamodb(
		"restore-table-to-point-in-time",
		...["--source-table-name", source, "--target-table-name", target],
		...["--restore-date-time", at.toISOString()],
	);
	// The command line asks every 20 s and gives up after about 8 minutes; a large table takes longer.
	while (!exists(target)) console.log("Still restoring …");

	const table = ["--table-name", target];
	// A restored table has the keys, the index and the data. All other settings must be turned on again.
	dynamodb("update-time-to-live", ...table, "--time-to-live-specification", "Enabled=true,AttributeName=ttl");
	dynamodb(
		"update-continuous-backups",
		...table,
		"--point-in-time-recovery-specification",
		"PointInTimeRecoveryEnabled=true",
	);
	dynamodb("update-table", ...table, "--deletion-protection-enabled");
	dynamodb("wait", "table-exists", ...table);
	const feeds = moveFeedsOn(target);
	console.log(
		`Moved the numbers of ${many(feeds, "feed")} of seat changes on by ${FEED_GAP}: their readers start again.`,
	);
	dynamodb("update-table", ...table, "--stream-specification", "StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES");
	dynamodb("wait", "table-exists", ...table);
	return dynamodb("describe-table", ...table, "--query", "Table.LatestStreamArn", "--output", "text").trim();
}

/** More changes than a reader can have read since the instant. */
const FEED_GAP = 1_000_000_000;

/**
 * Moves the head of every feed on, and returns the number of feeds. Otherwise the numbers since the instant would be used
 * again, and a reader that has read them would skip the new changes. With the gap, the number that it wants next is
 * missing, and it starts again.
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
			// Never moves back, so it may be repeated.
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
		// The status of the command line when it has waited long enough.
		if ((error as { status?: number }).status === 255) return false;
		throw error;
	}
}

await runCommand(() => {
	const { table, at, name, stage } = readOptions(
		{
			table: { type: "string", default: "" },
			at: { type: "string", default: "" },
			name: { type: "string" },
			stage: { type: "string", default: "dev" },
		},
		USAGE,
	);
	const instant = new Date(at);
	if (table === "" || Number.isNaN(instant.getTime())) throw failure(USAGE);
	const target = name ?? `${table}-restored`;
	const stream = restore(table, instant, target);
	console.log(`\nTo serve from the restored table (without the last two settings, from the old one again):

npm run deploy -- --context stage=${stage} --context servedTable=${target} --context servedStream=${stream}`);
});
