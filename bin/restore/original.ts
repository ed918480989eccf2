/** The table to restore, and the settings that its copy must get. A restored table has the keys, indexes and data only. */
import {
	DescribeBackupCommand,
	DescribeContinuousBackupsCommand,
	DescribeTableCommand,
	DescribeTimeToLiveCommand,
	type DynamoDBClient,
	ListBackupsCommand,
	type OnDemandThroughput,
	type TableDescription,
	type WarmThroughput,
} from "@aws-sdk/client-dynamodb";
import { failure } from "../event/failure.ts";

/** Of the table itself, or of one of its indexes. */
export interface Throughput {
	/** `undefined`: the table itself. */
	readonly index: string | undefined;
	readonly maximum: OnDemandThroughput | undefined;
	readonly warm: WarmThroughput | undefined;
}

export interface Original {
	readonly name: string;
	/** The backup that DynamoDB made when the table was deleted; `undefined` while it is there. */
	readonly backup: string | undefined;
	/** The attribute of its TTL, if that is on. */
	readonly ttl: string | undefined;
	/** How many days its recovery goes back. */
	readonly recoveryDays: number | undefined;
	readonly isProtected: boolean;
	readonly throughput: readonly Throughput[];
}

export async function describe(client: DynamoDBClient, TableName: string): Promise<TableDescription | undefined> {
	try {
		return (await client.send(new DescribeTableCommand({ TableName }))).Table;
	} catch (error) {
		if ((error as Error).name === "ResourceNotFoundException") return undefined;
		throw error;
	}
}

export function throughputOf(table: TableDescription): Throughput[] {
	return [
		{ index: undefined, maximum: table.OnDemandThroughput, warm: table.WarmThroughput },
		...(table.GlobalSecondaryIndexes ?? []).map(({ IndexName, OnDemandThroughput, WarmThroughput }) => ({
			index: IndexName,
			maximum: OnDemandThroughput,
			warm: WarmThroughput,
		})),
	];
}

/** Fails if there is neither the table nor the backup of its deletion. */
export async function findOriginal(client: DynamoDBClient, name: string): Promise<Original> {
	const table = await describe(client, name);
	if (!table) return deletedOriginal(client, name);
	return {
		name,
		backup: undefined,
		ttl: await ttlOf(client, name),
		recoveryDays: await recoveryDaysOf(client, name),
		isProtected: table.DeletionProtectionEnabled ?? false,
		throughput: throughputOf(table),
	};
}

/** The attribute by which records expire, from the moment that TTL is turned on. */
export async function ttlOf(client: DynamoDBClient, TableName: string): Promise<string | undefined> {
	const { TimeToLiveDescription: ttl } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
	return ttl?.TimeToLiveStatus?.startsWith("ENABL") ? ttl.AttributeName : undefined;
}

/** `undefined` if recovery is off. */
export async function recoveryDaysOf(client: DynamoDBClient, TableName: string): Promise<number | undefined> {
	const { ContinuousBackupsDescription: backups } = await client.send(
		new DescribeContinuousBackupsCommand({ TableName }),
	);
	const recovery = backups?.PointInTimeRecoveryDescription;
	return recovery?.PointInTimeRecoveryStatus === "ENABLED" ? (recovery.RecoveryPeriodInDays ?? MOST_DAYS) : undefined;
}

/** What DynamoDB keeps if nobody says less. */
const MOST_DAYS = 35;

/** DynamoDB deletes the recovery of a table with it, but keeps a backup of its last state, which has fewer settings. */
async function deletedOriginal(client: DynamoDBClient, TableName: string): Promise<Original> {
	const { BackupSummaries = [] } = await client.send(new ListBackupsCommand({ TableName, BackupType: "SYSTEM" }));
	const newest = BackupSummaries.sort((a, b) => Number(b.BackupCreationDateTime) - Number(a.BackupCreationDateTime))[0];
	if (!newest) throw failure(`There is no table ${TableName} in this region, and no backup of its deletion.`);
	const { BackupDescription } = await client.send(new DescribeBackupCommand({ BackupArn: newest.BackupArn }));
	const { SourceTableDetails: table, SourceTableFeatureDetails: features } = BackupDescription ?? {};
	return {
		name: TableName,
		backup: newest.BackupArn,
		ttl: features?.TimeToLiveDescription?.AttributeName,
		recoveryDays: MOST_DAYS,
		isProtected: true,
		throughput: [
			{ index: undefined, maximum: table?.OnDemandThroughput, warm: undefined },
			...(features?.GlobalSecondaryIndexes ?? []).map(({ IndexName, OnDemandThroughput }) => ({
				index: IndexName,
				maximum: OnDemandThroughput,
				warm: undefined,
			})),
		],
	};
}
