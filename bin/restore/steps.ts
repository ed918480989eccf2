/** The steps of a restore, in order. Each looks where it is, does what comes next, and may be asked any number of times. */
import {
	type DynamoDBClient,
	RestoreTableFromBackupCommand,
	RestoreTableToPointInTimeCommand,
	type TableDescription,
	UpdateContinuousBackupsCommand,
	UpdateTableCommand,
	type UpdateTableCommandInput,
	UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { failure } from "../event/failure.ts";
import { moveFeedsOn } from "./feeds.ts";
import { describe, type Original, recoveryDaysOf, type Throughput, throughputOf, ttlOf } from "./original.ts";

export interface Restoration {
	readonly client: DynamoDBClient;
	readonly original: Original;
	readonly at: Date;
	/** The name of the new table. */
	readonly target: string;
}

/** `sent`: something was begun, so look again. `waiting`: DynamoDB is at it. */
type Progress = "done" | "sent" | "waiting";

interface Step {
	readonly says: string;
	readonly goOn: (restoration: Restoration) => Promise<Progress>;
}

export const STEPS: readonly Step[] = [
	{ says: "the data, keys and indexes", goOn: copy },
	{ says: "TTL, as the original has it", goOn: expire },
	{ says: "point-in-time recovery", goOn: recover },
	{ says: "the maximum of table and indexes", goOn: (restoration) => setThroughput(restoration, maximumMissing) },
	{
		says: "the warm throughput of table and indexes",
		goOn: (restoration) => setThroughput(restoration, warmthMissing),
	},
	{ says: "protection from deletion, as the original has it", goOn: protect },
	// Before the stream is on, because a stream that is on says that this is done.
	{ says: "the numbers of all feeds of seat changes, so that their readers start again", goOn: moveOn },
	{ says: "the stream", goOn: stream },
];

/** The ARN of the new table's stream. */
export async function streamOf({ client, target }: Restoration): Promise<string> {
	return (await describe(client, target))?.LatestStreamArn ?? "";
}

async function copy(restoration: Restoration): Promise<Progress> {
	const { client, original, at, target: TargetTableName } = restoration;
	const found = await describe(client, TargetTableName);
	if (found) {
		refuseAnother(found, restoration);
		return isSettled(found) ? "done" : "waiting";
	}
	const command = original.backup
		? new RestoreTableFromBackupCommand({ BackupArn: original.backup, TargetTableName })
		: new RestoreTableToPointInTimeCommand({ SourceTableName: original.name, TargetTableName, RestoreDateTime: at });
	// The two commands have one shape of answer, but the client takes one type at a time.
	if (command instanceof RestoreTableFromBackupCommand) await client.send(command);
	else await client.send(command);
	return "sent";
}

/** A table of that name that is something else must not be served from. */
function refuseAnother({ RestoreSummary: from }: TableDescription, { original, at, target }: Restoration): void {
	const isOfBackup = from?.SourceBackupArn !== undefined && from.SourceBackupArn === original.backup;
	const isOfTable =
		from?.SourceTableArn?.endsWith(`:table/${original.name}`) && inSeconds(from.RestoreDateTime) === inSeconds(at);
	if (original.backup ? isOfBackup : isOfTable) return;
	const known = from
		? `${from.SourceTableArn} as it was at ${from.RestoreDateTime?.toISOString()}`
		: "no restored table";
	throw failure(`There is a table ${target} already, and it is ${known}. Give another --name, or delete it.`);
}

const inSeconds = (instant: Date | undefined) => Math.floor(Number(instant) / 1_000);

const isSettled = ({ TableStatus, RestoreSummary, GlobalSecondaryIndexes = [] }: TableDescription) =>
	TableStatus === "ACTIVE" &&
	RestoreSummary?.RestoreInProgress !== true &&
	GlobalSecondaryIndexes.every(({ IndexStatus }) => IndexStatus === "ACTIVE");

async function expire({ client, original: { ttl }, target: TableName }: Restoration): Promise<Progress> {
	if (ttl === undefined || (await ttlOf(client, TableName)) === ttl) return "done";
	const TimeToLiveSpecification = { Enabled: true, AttributeName: ttl };
	await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
	return "sent";
}

async function recover({ client, original: { recoveryDays }, target: TableName }: Restoration): Promise<Progress> {
	if (recoveryDays === undefined || (await recoveryDaysOf(client, TableName)) === recoveryDays) return "done";
	const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: recoveryDays };
	await client.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
	return "sent";
}

type Change = Omit<UpdateTableCommandInput, "TableName">;

/** Changes the table, once what was begun before is settled. */
async function update(
	{ client, target: TableName }: Restoration,
	table: TableDescription,
	change: Change,
): Promise<Progress> {
	if (!isSettled(table)) return "waiting";
	await client.send(new UpdateTableCommand({ TableName, ...change }));
	return "sent";
}

async function targetOf({ client, target }: Restoration): Promise<TableDescription> {
	const table = await describe(client, target);
	if (!table) throw failure(`The table ${target} is gone: somebody has deleted it.`);
	return table;
}

/** One place at a time, because DynamoDB refuses a change while it makes another. */
async function setThroughput(restoration: Restoration, missing: typeof maximumMissing): Promise<Progress> {
	const table = await targetOf(restoration);
	const now = new Map(throughputOf(table).map((place) => [place.index, place]));
	for (const wanted of restoration.original.throughput) {
		const change = missing(wanted, now.get(wanted.index));
		if (!change) continue;
		const { index } = wanted;
		const asChange: Change =
			index === undefined ? change : { GlobalSecondaryIndexUpdates: [{ Update: { IndexName: index, ...change } }] };
		return update(restoration, table, asChange);
	}
	return isSettled(table) ? "done" : "waiting";
}

type ThroughputChange = Pick<UpdateTableCommandInput, "OnDemandThroughput" | "WarmThroughput">;

function maximumMissing({ maximum: wanted }: Throughput, now: Throughput | undefined): ThroughputChange | undefined {
	if (!wanted || isSame(wanted, now?.maximum)) return undefined;
	return { OnDemandThroughput: wanted };
}

const isSame = (wanted: NonNullable<Throughput["maximum"]>, now: Throughput["maximum"]) =>
	wanted.MaxReadRequestUnits === now?.MaxReadRequestUnits && wanted.MaxWriteRequestUnits === now?.MaxWriteRequestUnits;

/** A table may be warmer than wanted, never colder. */
function warmthMissing({ warm: wanted }: Throughput, now: Throughput | undefined): ThroughputChange | undefined {
	const { ReadUnitsPerSecond: reads = 0, WriteUnitsPerSecond: writes = 0 } = wanted ?? {};
	const { ReadUnitsPerSecond: nowReads = 0, WriteUnitsPerSecond: nowWrites = 0 } = now?.warm ?? {};
	if (nowReads >= reads && nowWrites >= writes) return undefined;
	return {
		WarmThroughput: {
			ReadUnitsPerSecond: Math.max(reads, nowReads),
			WriteUnitsPerSecond: Math.max(writes, nowWrites),
		},
	};
}

async function protect(restoration: Restoration): Promise<Progress> {
	const table = await targetOf(restoration);
	if (!restoration.original.isProtected || table.DeletionProtectionEnabled) return "done";
	return update(restoration, table, { DeletionProtectionEnabled: true });
}

async function moveOn(restoration: Restoration): Promise<Progress> {
	const table = await targetOf(restoration);
	if (!table.StreamSpecification?.StreamEnabled) await moveFeedsOn(restoration.client, restoration.target);
	return "done";
}

async function stream(restoration: Restoration): Promise<Progress> {
	const table = await targetOf(restoration);
	if (table.StreamSpecification?.StreamEnabled) return isSettled(table) ? "done" : "waiting";
	return update(restoration, table, {
		StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
	});
}
