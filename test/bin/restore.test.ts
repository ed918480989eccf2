import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { afterEach, expect, test } from "@jest/globals";
import { seat } from "../support/seats.ts";
import { FAR, newSale, type TestService } from "../support/service.ts";
import { newPublisher, streamRecord } from "../support/stream-records.ts";
import { type Answer, type Asked, type EmulatedAws, emulateAws, refused, runProgram } from "./emulated-aws.ts";
import { ask, restorableAws } from "./restorable-aws.ts";

let aws: EmulatedAws;
afterEach(() => aws?.stop());

const AT = "2026-11-23T18:59:00.000Z";

const restore = (table: string, ...args: string[]) =>
	runProgram(
		tmpdir(),
		"restore.ts",
		["--table", table, "--at", AT, "--stage", "prod", "--every", "0", ...args],
		aws.environment,
	);

const CHANGES = /^(Restore|Update)/;
const changesAsked = () =>
	aws.asked.filter(({ operation }) => CHANGES.test(operation)).map(({ operation }) => operation);

const MAXIMUM = { MaxReadRequestUnits: 40_000, MaxWriteRequestUnits: 30_000 };
const WARM = { ReadUnitsPerSecond: 34_000, WriteUnitsPerSecond: 25_000 };

/** A sale whose table has every setting that a restored table lacks, and a feed with three changes. */
async function saleToRestore(wrap: (answer: Answer) => Answer = (answer) => answer, busyLooks = 1) {
	const service = await newSale();
	const { name } = service.runtime.table;
	const restorable = restorableAws(busyLooks);
	Object.assign(restorable.extraOf(name), {
		DeletionProtectionEnabled: true,
		maximum: { "": MAXIMUM, count: { ...MAXIMUM, MaxReadRequestUnits: 20_000 }, orders: MAXIMUM },
		warm: { "": WARM, count: { ...WARM, WriteUnitsPerSecond: 9_000 } },
		recoveryDays: 35,
	});
	await publish(service, 1, 3, 5);
	aws = await emulateAws(wrap(restorable.answer));
	return { service, name, target: `${name}-restored`, extraOf: restorable.extraOf };
}

function publish(service: TestService, ...places: number[]) {
	const lock = { status: "locked", tokenHash: "hash-of-alice", lockedAt: FAR, expires: FAR + 600 } as const;
	const records = places.map((place) => streamRecord({ seat: seat("a", place), after: lock }));
	return newPublisher(service.another().runtime.table).deliver(records);
}

async function expectLikeOriginal({ name, target, extraOf }: Awaited<ReturnType<typeof saleToRestore>>) {
	const { DeletionProtectionEnabled, maximum, warm, recoveryDays } = extraOf(name);
	expect(extraOf(target)).toMatchObject({ DeletionProtectionEnabled, maximum, warm, recoveryDays });
	const ttlOf = (TableName: string) => ask("DescribeTimeToLive", { TableName });
	expect(await ttlOf(target)).toEqual(await ttlOf(name));
	expect((await ttlOf(target)).TimeToLiveDescription.AttributeName).toBe("ttl");
	const { Table } = await ask("DescribeTable", { TableName: target });
	expect(Table.StreamSpecification).toEqual({ StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" });
	return Table.LatestStreamArn;
}

test("the table is restored under another name, with every setting of the original that a restored table lacks", async () => {
	const sale = await saleToRestore();

	const { status, output } = await restore(sale.name);

	expect(output).not.toMatch(/refuses/);
	expect(status).toBe(0);
	const stream = await expectLikeOriginal(sale);
	expect(output).toContain(
		`npm run deploy -- --context stage=prod --context servedTable=${sale.target} --context servedStream=${stream}`,
	);
});

test("a restore whose credentials expire after every change ends each time with one sentence, and goes on when it is repeated", async () => {
	let changesLeft = 1;
	const sale = await saleToRestore((answer) => (asked: Asked) => {
		if (CHANGES.test(asked.operation) && changesLeft-- <= 0) {
			throw refused("ExpiredTokenException", "The security token included in the request is expired");
		}
		return answer(asked);
	});

	let runs = 0;
	let last = await restore(sale.name);
	for (runs = 1; last.status !== 0 && runs < 20; runs++) {
		expect(last.output).toContain("AWS does not accept your credentials (ExpiredTokenException");
		expect(last.output).toContain("run the command again; it continues where it stopped.");
		changesLeft = 1;
		last = await restore(sale.name);
	}

	expect(last.status).toBe(0);
	await expectLikeOriginal(sale);
	// Each change was refused once, except the first one, and then made once.
	const once = ["RestoreTableToPointInTime", ...changesAsked().slice(1)];
	expect(runs).toBe((once.length + 1) / 2);
	expect(once.filter((operation) => operation === "RestoreTableToPointInTime")).toHaveLength(1);
	const { Item } = await ask("GetItem", {
		TableName: sale.target,
		Key: { pk: { S: "#changes#distant-worlds" }, sk: { S: "head" } },
	});
	expect(Item.last.N).toBe("1000000003");
});

test("a restore that is finished changes nothing when it is repeated, and prints the same command", async () => {
	const { name } = await saleToRestore();
	const first = await restore(name);
	const changes = changesAsked().length;

	const second = await restore(name);

	expect(second.status).toBe(0);
	expect(second.output.split("npm run deploy")[1]).toBe(first.output.split("npm run deploy")[1]);
	expect(changesAsked()).toHaveLength(changes);
});

test("a restore waits for as long as DynamoDB takes, and asks for nothing twice", async () => {
	const sale = await saleToRestore(undefined, 7);

	const { status } = await restore(sale.name);

	expect(status).toBe(0);
	await expectLikeOriginal(sale);
	expect(changesAsked().filter((operation) => operation === "RestoreTableToPointInTime")).toHaveLength(1);
});

test("a table that was deleted is restored from the backup that DynamoDB made of it", async () => {
	const service = await newSale();
	const { answer, extraOf } = restorableAws();
	const source = service.runtime.table.name;
	extraOf(source).recoveryDays = 35;
	const gone = `deleted-${randomUUID()}`;
	const BackupArn = `arn:aws:dynamodb:eu-central-1:1:table/${gone}/backup/1`;
	const backup = { BackupArn, BackupCreationDateTime: 1_795_000_000 };
	const key = [{ AttributeName: "pk", KeyType: "HASH" }];
	const SourceTableDetails = {
		...{ TableName: gone, TableId: "1", KeySchema: key, TableCreationDateTime: 1, ProvisionedThroughput: {} },
		OnDemandThroughput: MAXIMUM,
	};
	const index = { IndexName: "count", OnDemandThroughput: MAXIMUM };
	const SourceTableFeatureDetails = {
		GlobalSecondaryIndexes: [index],
		TimeToLiveDescription: { TimeToLiveStatus: "ENABLED", AttributeName: "ttl" },
	};
	aws = await emulateAws(async (asked) => {
		if (asked.operation === "ListBackups") return { BackupSummaries: [backup] };
		if (asked.operation === "DescribeBackup") {
			return { BackupDescription: { BackupDetails: backup, SourceTableDetails, SourceTableFeatureDetails } };
		}
		if (asked.operation === "RestoreTableFromBackup") {
			const { TargetTableName } = asked.input;
			const input = { SourceTableName: source, TargetTableName, RestoreDateTime: 1_795_000_000 };
			const restored = await answer({ ...asked, operation: "RestoreTableToPointInTime", input });
			extraOf(TargetTableName).summary = { SourceBackupArn: BackupArn, RestoreInProgress: false };
			return restored;
		}
		return answer(asked);
	});

	const { status, output } = await restore(gone);

	expect(output).toContain(`Restoring ${gone} as it was when it was deleted`);
	expect(status).toBe(0);
	expect(extraOf(`${gone}-restored`)).toMatchObject({
		DeletionProtectionEnabled: true,
		recoveryDays: 35,
		maximum: { "": MAXIMUM, count: MAXIMUM },
	});
});

test("a table that neither exists nor was deleted lately is named, and nothing is restored", async () => {
	const { answer } = restorableAws();
	aws = await emulateAws((asked) => (asked.operation === "ListBackups" ? { BackupSummaries: [] } : answer(asked)));

	const { status, output } = await restore("no-such-table");

	expect(output).toBe("There is no table no-such-table in this region, and no backup of its deletion.\n");
	expect(status).toBe(1);
	expect(changesAsked()).toEqual([]);
});

test.each([
	["is no restored table", undefined, "it is no restored table"],
	[
		"was restored as of another instant",
		{ SourceTableArn: "arn:aws:dynamodb:eu-central-1:1:table/TABLE", RestoreDateTime: 1_000, RestoreInProgress: false },
		"as it was at 1970-01-01T00:16:40.000Z",
	],
])("a table of the new name that %s is not touched", async (_, summary, expected) => {
	const { name, extraOf } = await saleToRestore();
	const target = (await newSale()).runtime.table.name;
	extraOf(target).summary = summary && { ...summary, SourceTableArn: summary.SourceTableArn.replace("TABLE", name) };

	const { status, output } = await restore(name, "--name", target);

	expect(output).toContain(`There is a table ${target} already`);
	expect(output).toContain(expected);
	expect(status).toBe(1);
	expect(changesAsked()).toEqual([]);
});

test("a restore that AWS refuses ends with its reason, before anything else is asked for", async () => {
	const { name, extraOf } = await saleToRestore();
	delete extraOf(name).recoveryDays;

	const { status, output } = await restore(name);

	expect(output).toContain(
		"AWS refused: PointInTimeRecoveryUnavailableException: recovery is not enabled. Fix that and run the command again",
	);
	expect(status).toBe(1);
	expect(changesAsked()).toEqual(["RestoreTableToPointInTime"]);
});

test("after a restore every reader of a feed gets 410 and must start again, and the feed goes on", async () => {
	const { service, name, target } = await saleToRestore();
	const restored = (await newSale()).another();
	const after = async (number: number) => {
		const path = `/events/distant-worlds/changes?after=${number}&wait=0`;
		const { status, body } = await restored.another().seller("GET", path);
		return status === 200 ? body.changes.map((change: { number: number }) => change.number) : status;
	};

	await restore(name);
	const { Items } = await ask("Scan", { TableName: target });
	for (const Item of Items) await ask("PutItem", { TableName: restored.runtime.table.name, Item });
	// Readers that had read up to the instant, less than that, and more than that.
	const [asItWas, before, beyond] = [await after(3), await after(1), await after(1_000)];
	await publish(restored, 7);

	expect(service.runtime.table.name).toBe(name);
	expect([asItWas, before, beyond]).toEqual([410, [2, 3], 410]);
	expect([await after(3), await after(4), await after(1_000)]).toEqual([410, 410, 410]);
	expect(await after(1_000_000_003)).toEqual([1_000_000_004]);
});

test("after a restore to before the first change of an event, its readers get 410, too", async () => {
	const { name, target, service } = await saleToRestore();
	await service.seller("PUT", "/events/quiet", { name: "Quiet", sections: { stalls: { A: { "1": {} } } } });
	const restored = (await newSale()).another();
	const { table } = restored.runtime;

	await restore(name);
	const { Items } = await ask("Scan", { TableName: target });
	for (const Item of Items) await ask("PutItem", { TableName: table.name, Item });
	const after = async (number: number) =>
		(await restored.another().seller("GET", `/events/quiet/changes?after=${number}&wait=0`)).status;

	// Readers that had read ten changes since the instant, and none yet.
	expect([await after(10), await after(0)]).toEqual([410, 410]);
	expect(await after(1_000_000_000)).toBe(200);
});

test.each([
	[[]],
	[["--table", "seats"]],
	[["--table", "seats", "--at", "yesterday"]],
	[["--table", "seats", "--at", "2026-11-23T18:59:00"]],
	[["--table", "seats", "--at", "2026-11-23"]],
])("a restore with the arguments %j is refused with the usage", async (args: string[]) => {
	aws = await emulateAws(() => undefined);

	const { status, output } = await runProgram(tmpdir(), "restore.ts", args, aws.environment);

	expect(status).toBe(1);
	expect(output).toContain("--at 2026-11-23T18:59:00Z");
	expect(aws.asked).toEqual([]);
});

test("without a region the command says so in one sentence", async () => {
	aws = await emulateAws(() => undefined);
	const nowhere = { ...aws.environment, AWS_REGION: "", AWS_DEFAULT_REGION: "" };

	const { status, output } = await runProgram(tmpdir(), "restore.ts", ["--table", "seats", "--at", AT], nowhere);

	expect(output).toBe("No region is set. Set AWS_REGION and run the command again.\n");
	expect(status).toBe(1);
});
