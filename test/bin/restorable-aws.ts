/**
 * DynamoDB as a restore needs it: the real engine, and beside it what the engine does not do by itself, which is restoring,
 * recovery, throughput, and taking its time.
 */
import type { TableDescription } from "@aws-sdk/client-dynamodb";
import { type Answer, type Asked, refused } from "./emulated-aws.ts";

const ENGINE = process.env["AWS_ENDPOINT_URL_DYNAMODB"] ?? "";

// biome-ignore lint/suspicious/noExplicitAny: DynamoDB's JSON, which differs for each operation
type Json = any;

/** Asks the engine. */
export async function ask(operation: string, input: object): Promise<Json> {
	const response = await fetch(ENGINE, {
		method: "POST",
		headers: {
			"x-amz-target": `DynamoDB_20120810.${operation}`,
			"content-type": "application/x-amz-json-1.0",
			authorization:
				"AWS4-HMAC-SHA256 Credential=a/20261129/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=a",
		},
		body: JSON.stringify(input),
	});
	const body: Json = await response.json();
	if (!response.ok) throw refused(String(body.__type).split("#").at(-1) ?? "", body.message ?? body.Message);
	return body;
}

type Extra = Pick<TableDescription, "DeletionProtectionEnabled"> & {
	/** By the index's name; `""` is the table itself. */
	maximum: Record<string, object>;
	warm: Record<string, object>;
	recoveryDays?: number;
	summary?: object | undefined;
	/** How many more times the table is found busy. */
	busy: number;
};

export interface RestorableAws {
	readonly answer: Answer;
	readonly extraOf: (table: string) => Extra;
}

/** @param busyLooks how many times a table is found busy after each change. */
export function restorableAws(busyLooks = 1): RestorableAws {
	const extras = new Map<string, Extra>();
	const extraOf = (table: string) => {
		const extra = extras.get(table) ?? { maximum: {}, warm: {}, busy: 0 };
		extras.set(table, extra);
		return extra;
	};
	const describe = async ({ TableName }: Json) => {
		const { Table } = await ask("DescribeTable", { TableName });
		const extra = extraOf(TableName);
		const isBusy = extra.busy-- > 0;
		return {
			Table: {
				...Table,
				TableStatus: isBusy ? "UPDATING" : Table.TableStatus,
				DeletionProtectionEnabled: extra.DeletionProtectionEnabled ?? false,
				OnDemandThroughput: extra.maximum[""],
				WarmThroughput: extra.warm[""],
				RestoreSummary: extra.summary,
				GlobalSecondaryIndexes: Table.GlobalSecondaryIndexes?.map((index: Json) => ({
					...index,
					OnDemandThroughput: extra.maximum[index.IndexName],
					WarmThroughput: extra.warm[index.IndexName],
				})),
			},
		};
	};
	const copy = async (source: string, target: string, summary: object) => {
		const { Table } = await ask("DescribeTable", { TableName: source });
		await ask("CreateTable", {
			TableName: target,
			AttributeDefinitions: Table.AttributeDefinitions,
			KeySchema: Table.KeySchema,
			BillingMode: "PAY_PER_REQUEST",
			GlobalSecondaryIndexes: Table.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }: Json) => ({
				IndexName,
				KeySchema,
				Projection,
			})),
		});
		const { Items } = await ask("Scan", { TableName: source });
		for (const Item of Items) await ask("PutItem", { TableName: target, Item });
		Object.assign(extraOf(target), { summary: { ...summary, RestoreInProgress: false }, busy: busyLooks });
		return { TableDescription: {} };
	};
	const update = ({ TableName, StreamSpecification, ...input }: Json) => {
		const extra = extraOf(TableName);
		if (extra.busy > 0) throw refused("ResourceInUseException", `${TableName} is being updated`);
		extra.busy = busyLooks;
		if (StreamSpecification) return ask("UpdateTable", { TableName, StreamSpecification });
		const [{ Update } = { Update: { IndexName: "", ...input } }] = input.GlobalSecondaryIndexUpdates ?? [];
		if (Update.OnDemandThroughput) extra.maximum[Update.IndexName] = Update.OnDemandThroughput;
		if (Update.WarmThroughput) extra.warm[Update.IndexName] = Update.WarmThroughput;
		if (input.DeletionProtectionEnabled) extra.DeletionProtectionEnabled = true;
		return { TableDescription: {} };
	};
	const recovery = ({ TableName }: Json) => {
		const days = extraOf(TableName).recoveryDays;
		const PointInTimeRecoveryDescription = days
			? { PointInTimeRecoveryStatus: "ENABLED", RecoveryPeriodInDays: days }
			: { PointInTimeRecoveryStatus: "DISABLED" };
		return { ContinuousBackupsDescription: { ContinuousBackupsStatus: "ENABLED", PointInTimeRecoveryDescription } };
	};
	const answers: Record<string, (input: Json) => unknown> = {
		DescribeTable: describe,
		UpdateTable: update,
		DescribeContinuousBackups: recovery,
		UpdateContinuousBackups: (input) => {
			extraOf(input.TableName).recoveryDays = input.PointInTimeRecoverySpecification.RecoveryPeriodInDays;
			return recovery(input);
		},
		RestoreTableToPointInTime: ({ SourceTableName, TargetTableName, RestoreDateTime }) => {
			if (!extraOf(SourceTableName).recoveryDays) {
				throw refused("PointInTimeRecoveryUnavailableException", "recovery is not enabled");
			}
			const SourceTableArn = `arn:aws:dynamodb:eu-central-1:1:table/${SourceTableName}`;
			return copy(SourceTableName, TargetTableName, { SourceTableArn, RestoreDateTime });
		},
	};
	return { answer: ({ operation, input }: Asked) => answers[operation]?.(input) ?? ask(operation, input), extraOf };
}
