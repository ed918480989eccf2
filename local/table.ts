/**
 * The tables of the template, made in the DynamoDB that the local server uses: keys, indexes and TTL as they would be
 * deployed. A table that is there already keeps its data.
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
import { tableNames } from "./template.ts";

export interface TableDefinition {
	/** What CreateTable takes, but for the table's name. */
	readonly input: Omit<CreateTableCommandInput, "TableName">;
	/** The attribute of the template's TTL. */
	readonly timeToLiveAttribute: string | undefined;
}

/** What the template says of the table with that logical id. */
export const tableDefinition = (resources: Synthesis["resources"], logicalId: string): TableDefinition => {
	const properties = resources[logicalId]?.Properties ?? {};
	const indexes: Index[] | undefined = properties.GlobalSecondaryIndexes;
	const ttl = properties.TimeToLiveSpecification;
	return {
		input: {
			AttributeDefinitions: properties.AttributeDefinitions,
			KeySchema: properties.KeySchema,
			BillingMode: properties.BillingMode,
			// Only what both forms of an index know: the template's has settings for replicas.
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
};

interface Index {
	IndexName: string;
	KeySchema: KeySchemaElement[];
	Projection: Projection;
}

/**
 * Makes every table of the template that is not there yet, and tells the names of those it has made. Refuses when one is there with other keys or indexes: it
 * was made by another version of the service, and only its owner can say what its data is worth.
 */
export const createTables = async (
	client: DynamoDBClient,
	resources: Synthesis["resources"],
): Promise<ReadonlySet<string>> => {
	const made = new Set<string>();
	for (const [logicalId, tableName] of tableNames(resources)) {
		if (await createTable(client, tableName, tableDefinition(resources, logicalId))) made.add(tableName);
	}
	return made;
};

/** Makes one table under that name, unless it is there; tells whether it was made. */
export const createTable = async (
	client: DynamoDBClient,
	tableName: string,
	{ input, timeToLiveAttribute }: TableDefinition,
): Promise<boolean> => {
	let isMade = false;
	try {
		await client.send(new CreateTableCommand({ ...input, TableName: tableName }));
		isMade = true;
	} catch (error) {
		if (!(error instanceof Error) || error.name !== "ResourceInUseException") throw error;
		const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
		if (schema(Table) !== schema(input)) {
			throw startRefusal(
				`The table ${tableName} is there, with other keys or indexes than this version of the service has: use another directory or DynamoDB, or delete the table.`,
			);
		}
		// A version before streams has made it, perhaps.
		const { StreamSpecification } = input;
		if (StreamSpecification && !Table?.StreamSpecification?.StreamEnabled) {
			await client.send(new UpdateTableCommand({ TableName: tableName, StreamSpecification }));
		}
	}
	if (timeToLiveAttribute !== undefined) await enableTimeToLive(client, tableName, timeToLiveAttribute);
	return isMade;
};

/** Asked for also when the table was there: whoever made it may have been stopped before it came to this. */
const enableTimeToLive = async (client: DynamoDBClient, tableName: string, attribute: string) => {
	const { TimeToLiveDescription: now } = await client.send(new DescribeTimeToLiveCommand({ TableName: tableName }));
	if (now?.AttributeName === attribute) return;
	await client.send(
		new UpdateTimeToLiveCommand({
			TableName: tableName,
			TimeToLiveSpecification: { AttributeName: attribute, Enabled: true },
		}),
	);
};

type Schema = Pick<CreateTableCommandInput | TableDescription, "KeySchema" | "GlobalSecondaryIndexes">;

const schema = (table: Schema | undefined) =>
	JSON.stringify([
		keys(table?.KeySchema),
		table?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => [
			IndexName,
			keys(KeySchema),
			Projection?.ProjectionType,
			Projection?.NonKeyAttributes?.toSorted(),
		]).toSorted() ?? [],
	]);

const keys = (elements: KeySchemaElement[] | undefined) =>
	elements?.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`).toSorted();
