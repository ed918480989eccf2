/**
 * The tables of the template, created in the DynamoDB that the local server uses, with the keys, indexes, stream and
 * TTL they would have on AWS. A table that exists keeps its data.
 */
import {
	CreateTableCommand,
	type CreateTableCommandInput,
	DescribeTableCommand,
	DescribeTimeToLiveCommand,
	type DynamoDBClient,
	type KeySchemaElement,
	type Projection,
	type TableDescription,
	UpdateTableCommand,
	UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import type { Synthesis } from "../lib/app.ts";
import { startRefusal } from "./start-refusal.ts";
import type { ExpiringTable } from "./sweep-expired.ts";
import { tableNames } from "./template.ts";

export interface TableDefinition {
	/** The input of CreateTable without the table's name. */
	readonly input: Omit<CreateTableCommandInput, "TableName">;
	/** The attribute that the template's TTL looks at; undefined without TTL. */
	readonly timeToLiveAttribute: string | undefined;
}

/** The definition of the table with this logical id in the template. */
export function tableDefinition(resources: Synthesis["resources"], logicalId: string): TableDefinition {
	const properties = resources[logicalId]?.Properties ?? {};
	const indexes: Index[] | undefined = properties.GlobalSecondaryIndexes;
	const ttl = properties.TimeToLiveSpecification;
	return {
		input: {
			AttributeDefinitions: properties.AttributeDefinitions,
			KeySchema: properties.KeySchema,
			BillingMode: properties.BillingMode,
			// The template's form of an index also has settings for replicas, which CreateTable does not accept.
			GlobalSecondaryIndexes: indexes?.map(({ IndexName, KeySchema, Projection }) => ({
				IndexName,
				KeySchema,
				Projection,
			})),
			StreamSpecification: properties.StreamSpecification && {
				...properties.StreamSpecification,
				StreamEnabled: true,
			},
		},
		timeToLiveAttribute: ttl?.Enabled ? ttl.AttributeName : undefined,
	};
}

interface Index {
	IndexName: string;
	KeySchema: KeySchemaElement[];
	Projection: Projection;
}

/**
 * Creates the tables of the template that do not exist, and returns their names. Refuses when a table exists with other
 * keys or indexes: another version of the service created it, and only its owner knows whether the data is needed.
 */
export async function createTables(
	client: DynamoDBClient,
	resources: Synthesis["resources"],
): Promise<ReadonlySet<string>> {
	const created = new Set<string>();
	for (const [logicalId, tableName] of tableNames(resources)) {
		if (await createTable(client, tableName, tableDefinition(resources, logicalId))) created.add(tableName);
	}
	return created;
}

/** The tables of the template whose records expire. */
export function expiringTables(resources: Synthesis["resources"]): ExpiringTable[] {
	return Array.from(tableNames(resources)).flatMap(([logicalId, name]) => {
		const { input, timeToLiveAttribute: attribute } = tableDefinition(resources, logicalId);
		const keys = (input.KeySchema ?? []).flatMap(({ AttributeName }) => AttributeName ?? []);
		return attribute === undefined ? [] : [{ name, keys, attribute }];
	});
}

/** Creates a table unless it exists. Resolves with true when it was created. */
export async function createTable(
	client: DynamoDBClient,
	tableName: string,
	{ input, timeToLiveAttribute }: TableDefinition,
): Promise<boolean> {
	let isCreated = false;
	try {
		await client.send(new CreateTableCommand({ ...input, TableName: tableName }));
		isCreated = true;
	} catch (error) {
		if (!(error instanceof Error) || error.name !== "ResourceInUseException") throw error;
		const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
		if (schema(Table) !== schema(input)) {
			throw startRefusal(
				`The table ${tableName} exists with other keys or indexes than this version of the service needs: use another directory or DynamoDB, or delete the table.`,
			);
		}
		// A version of the service without streams may have created it.
		const { StreamSpecification } = input;
		if (StreamSpecification && !Table?.StreamSpecification?.StreamEnabled) {
			await client.send(new UpdateTableCommand({ TableName: tableName, StreamSpecification }));
		}
	}
	if (timeToLiveAttribute !== undefined) await enableTimeToLive(client, tableName, timeToLiveAttribute);
	return isCreated;
}

/** Needed also for a table that exists: the process that created it may have been stopped before this step. */
async function enableTimeToLive(client: DynamoDBClient, tableName: string, attribute: string): Promise<void> {
	const { TimeToLiveDescription: current } = await client.send(new DescribeTimeToLiveCommand({ TableName: tableName }));
	if (current?.AttributeName === attribute) return;
	const set = (AttributeName: string, Enabled: boolean) => {
		const TimeToLiveSpecification = { AttributeName, Enabled };
		return client.send(new UpdateTimeToLiveCommand({ TableName: tableName, TimeToLiveSpecification }));
	};
	// Another version of the service looked at another attribute, and a table has one at a time.
	if (current?.AttributeName !== undefined) await set(current.AttributeName, false);
	await set(attribute, true);
}

type Schema = Pick<CreateTableCommandInput | TableDescription, "KeySchema" | "GlobalSecondaryIndexes">;

/** The keys and indexes as text, to be compared. */
function schema(table: Schema | undefined): string {
	const indexes = table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => [
		IndexName,
		keys(KeySchema),
		Projection?.ProjectionType,
		Projection?.NonKeyAttributes?.toSorted(),
	]);
	return JSON.stringify([keys(table?.KeySchema), indexes?.toSorted() ?? []]);
}

function keys(elements: KeySchemaElement[] | undefined): string[] | undefined {
	return elements?.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`).toSorted();
}
