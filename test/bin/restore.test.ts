import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, ScanCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { seat } from "../support/seats.ts";
import { FAR, newSale } from "../support/service.ts";
import { newPublisher, streamRecord } from "../support/stream-records.ts";
import { runWithAws } from "./fake-aws.ts";

let directory = "";
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), "restore-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const AT = "2026-11-23T18:59:00.000Z";
const RESTORE_ARGS = ["--table", "seats", "--at", AT, "--stage", "prod"];
const NO_FEEDS = `*scan*) echo '{"Items":[]}';;`;

test("the table is restored under another name, with all settings that a restored table lacks", () => {
	const answer = `case "$*" in ${NO_FEEDS} *LatestStreamArn*) echo arn:of:stream;; esac`;

	const { status, output, asked } = runWithAws(directory, "restore.ts", RESTORE_ARGS, answer);

	expect(status).toBe(0);
	expect(asked).toEqual([
		`dynamodb restore-table-to-point-in-time --source-table-name seats --target-table-name seats-restored --restore-date-time ${AT}`,
		"dynamodb wait table-exists --table-name seats-restored",
		"dynamodb update-time-to-live --table-name seats-restored --time-to-live-specification Enabled=true,AttributeName=ttl",
		"dynamodb update-continuous-backups --table-name seats-restored --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true",
		"dynamodb update-table --table-name seats-restored --deletion-protection-enabled",
		"dynamodb wait table-exists --table-name seats-restored",
		expect.stringContaining("dynamodb scan"),
		"dynamodb update-table --table-name seats-restored --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES",
		"dynamodb wait table-exists --table-name seats-restored",
		"dynamodb describe-table --table-name seats-restored --query Table.LatestStreamArn --output text",
	]);
	expect(output).toContain(
		"npm run deploy -- --context stage=prod --context servedTable=seats-restored --context servedStream=arn:of:stream",
	);
});

test("when a restore takes longer than AWS's command line waits, the command waits again", () => {
	const answer = `case "$*" in *wait*) [ -e ${join(directory, "asked-once")} ] || { touch ${join(directory, "asked-once")}; exit 255; };; ${NO_FEEDS} esac`;

	const { status, output, asked } = runWithAws(directory, "restore.ts", RESTORE_ARGS, answer);

	expect(status).toBe(0);
	expect(output).toContain("Still restoring");
	expect(asked.filter((call) => call.includes("wait"))).toHaveLength(4);
});

test("after a restore every reader of a feed gets 410 and must start again, and the feed goes on", async () => {
	const service = await newSale();
	const { name } = service.runtime.table;
	const lock = { status: "locked", tokenHash: "hash-of-alice", lockedAt: FAR, expires: FAR + 600 } as const;
	const publish = (...places: number[]) =>
		newPublisher(service.another().runtime.table).deliver(
			places.map((place) => streamRecord({ seat: seat("a", place), after: lock })),
		);
	const after = async (number: number) => {
		const target = `/events/distant-worlds/changes?after=${number}&wait=0`;
		const { status, body } = await service.another().seller("GET", target);
		return status === 200 ? body.changes.map((change: { number: number }) => change.number) : status;
	};
	await publish(1, 3, 5);

	await restoreIn(name);
	const [asItWas, before, beyond] = [await after(3), await after(1), await after(1_000)];
	await publish(7);

	// Readers that had read up to the instant, less than that, and more than that.
	expect([asItWas, before, beyond]).toEqual([410, [2, 3], 410]);
	expect([await after(3), await after(4), await after(1_000)]).toEqual([410, 410, 410]);
	expect(await after(1_000_000_003)).toEqual([1_000_000_004]);
});

/** Restores into an existing table: the real engine does the command's scan and its updates. */
async function restoreIn(table: string) {
	const client = new DynamoDBClient();
	const answers = join(directory, "heads");
	const run = () => {
		const answer = `case "$*" in *scan*) cat ${answers};; esac`;
		return runWithAws(directory, "restore.ts", [...RESTORE_ARGS, "--name", table], answer);
	};
	const asked = (verb: string, { status, asked }: ReturnType<typeof run>) => {
		expect(status).toBe(0);
		return asked
			.filter((call) => call.startsWith(`dynamodb ${verb} `))
			.map((call) => JSON.parse(call.slice(call.indexOf("{"))));
	};
	writeFileSync(answers, '{"Items":[]}');
	const [scan] = asked("scan", run());
	writeFileSync(answers, JSON.stringify(await client.send(new ScanCommand(scan))));
	for (const update of asked("update-item", run())) await client.send(new UpdateItemCommand(update));
	client.destroy();
}

test("a restore that AWS refuses ends the command before it asks for anything else", () => {
	const { status, asked } = runWithAws(directory, "restore.ts", RESTORE_ARGS, "exit 254");

	expect(status).toBe(1);
	expect(asked).toHaveLength(1);
});

test.each([[[]], [["--table", "seats"]], [["--table", "seats", "--at", "yesterday"]]])(
	"a restore with the arguments %j is refused with the usage",
	(args: string[]) => {
		const { status, output, asked } = runWithAws(directory, "restore.ts", args);

		expect(status).toBe(1);
		expect(output).toContain("--at 2026-11-23T18:59:00Z");
		expect(asked).toEqual([]);
	},
);
