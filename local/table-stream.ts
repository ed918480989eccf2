/**
 * The stream of a table, given to a function as Lambda's event source mapping does: in batches, filtered, in order, and
 * again from the record on that the function reports as failed. DynamoDB Local knows shards, iterators and records,
 * and this turns its records into those that the service documents.
 */

import { setTimeout as pause } from "node:timers/promises";
import {
	type _Record,
	DescribeStreamCommand,
	DynamoDBStreamsClient,
	GetRecordsCommand,
	GetShardIteratorCommand,
	ListStreamsCommand,
	type Shard,
} from "@aws-sdk/client-dynamodb-streams";
import type { DynamoDBBatchResponse, DynamoDBRecord } from "aws-lambda";
import type { Invoke } from "./functions.ts";
import type { DeployedStream } from "./template.ts";

export interface TableStream {
	/** Gives the function what is in the stream by now, and resolves when nothing is read or given any more. */
	readonly stop: () => Promise<void>;
}

export interface StreamReading {
	/** Of the DynamoDB that has the table. */
	readonly endpoint: string;
	readonly stream: DeployedStream;
	/** Whether the table has just been made: then all of its stream is new. Of another, what comes from now on. */
	readonly isNew: boolean;
	readonly invoke: Invoke;
	readonly timeoutMilliseconds: number;
}

/**
 * Begins to read a table's stream, and resolves when it has taken its place there. No place is remembered beyond this
 * process: of a server that is killed, the last moment's changes stay untold.
 */
export const followStream = async (reading: StreamReading): Promise<TableStream> => {
	const client = new DynamoDBStreamsClient({ endpoint: reading.endpoint, maxAttempts: 1 });
	const shards = shardsOf(client, await streamArn(client, reading.stream.tableName));
	await shards.open(reading.isNew ? "TRIM_HORIZON" : "LATEST");

	const stopping = new AbortController();
	const read = async (): Promise<DynamoDBRecord[]> => {
		const records = (await shards.read()).map((record) => lambdaRecord(record, shards.arn, Date.now()));
		return records.filter((record) => reading.stream.filters.some((filter) => fits(filter, record)));
	};
	const follow = async () => {
		let complained = false;
		for (;;) {
			// What was written before the stop is read after it: a reading under way may have begun before.
			const isLast = stopping.signal.aborted;
			try {
				const records = await read();
				complained = false;
				if (!(await deliver(reading, records, stopping.signal))) return;
				if (records.length > 0) continue;
			} catch (error) {
				// The database may be gone, and the service with it: whoever started it will say so.
				if (!stopping.signal.aborted && !complained) console.error("The table's stream cannot be read.", error);
				complained = true;
			}
			if (isLast) return;
			await pause(idleMilliseconds, undefined, { signal: stopping.signal }).catch(() => {});
		}
	};
	const following = follow();
	return {
		stop: async () => {
			stopping.abort();
			await following;
			client.destroy();
		},
	};
};

const idleMilliseconds = 200;

const streamArn = async (client: DynamoDBStreamsClient, TableName: string) => {
	const { Streams = [] } = await client.send(new ListStreamsCommand({ TableName }));
	// A table whose stream was turned off and on again has several; they are named by the instant.
	const [latest] = Streams.map(({ StreamArn }) => StreamArn)
		.toSorted()
		.reverse();
	if (latest === undefined) throw new Error(`The table ${TableName} has no stream.`);
	return latest;
};

/** The shards of a stream, each read up to its end before those that go on from it. */
const shardsOf = (client: DynamoDBStreamsClient, arn: string) => {
	const places = new Map<string, Place>();
	const known = new Set<string>();

	const list = async () => {
		const shards: Shard[] = [];
		let ExclusiveStartShardId: string | undefined;
		do {
			const { StreamDescription } = await client.send(
				new DescribeStreamCommand({ StreamArn: arn, ExclusiveStartShardId }),
			);
			shards.push(...(StreamDescription?.Shards ?? []));
			ExclusiveStartShardId = StreamDescription?.LastEvaluatedShardId;
		} while (ExclusiveStartShardId);
		return shards;
	};

	const iteratorAt = async (ShardId: string, { start, last }: Omit<Place, "iterator">) => {
		const from = last
			? ({ ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: last } as const)
			: { ShardIteratorType: start };
		const { ShardIterator } = await client.send(new GetShardIteratorCommand({ StreamArn: arn, ShardId, ...from }));
		return ShardIterator;
	};

	const open = async (start: Place["start"]) => {
		for (const { ShardId = "", ParentShardId = "" } of await list()) {
			if (known.has(ShardId) || places.has(ParentShardId)) continue;
			const iterator = await iteratorAt(ShardId, { start, last: undefined });
			known.add(ShardId);
			if (iterator) places.set(ShardId, { start, last: undefined, iterator });
		}
	};

	const read = async () => {
		const records: _Record[] = [];
		let hasEnded = places.size === 0;
		for (const [shardId, place] of [...places]) {
			const { Records = [], NextShardIterator: iterator } = await client
				.send(new GetRecordsCommand({ ShardIterator: place.iterator }))
				.catch(async (error: Error) => {
					// After a quarter of an hour, which a sleeping computer takes.
					if (error.name !== "ExpiredIteratorException") throw error;
					return { Records: [], NextShardIterator: await iteratorAt(shardId, place) };
				});
			records.push(...Records);
			if (iterator)
				places.set(shardId, { ...place, iterator, last: Records.at(-1)?.dynamodb?.SequenceNumber ?? place.last });
			else hasEnded = places.delete(shardId);
		}
		if (hasEnded) await open("TRIM_HORIZON");
		return records;
	};
	return { arn, open, read };
};

/** How far a shard has been read. */
interface Place {
	readonly start: "TRIM_HORIZON" | "LATEST";
	/** The number of the last record. */
	readonly last: string | undefined;
	readonly iterator: string;
}

/**
 * Gives the records to the function, and again from the one on that it failed at, so that nothing passes it. Lambda goes
 * on like this for hours; here it ends with the server, and then says that some are left.
 */
const deliver = async (
	{ stream, invoke, timeoutMilliseconds }: StreamReading,
	records: DynamoDBRecord[],
	stopping: AbortSignal,
): Promise<boolean> => {
	let left = records;
	for (let attempt = 1; left.length > 0; ) {
		const isLast = stopping.aborted;
		const batch = left.slice(0, stream.batchSize);
		const invocation = await invoke(JSON.stringify({ Records: batch }), crypto.randomUUID(), timeoutMilliseconds);
		const told = invocation.outcome === "answered" ? toldOf(batch, JSON.parse(invocation.json)) : 0;
		left = left.slice(told);
		if (told === batch.length) continue;
		if (told === 0 && isLast) return false;
		attempt = told > 0 ? 1 : attempt + 1;
		if (attempt === noticedAttempt) {
			const number = left[0]?.dynamodb?.SequenceNumber;
			console.error("A record of the table's stream is not taken, and holds up those behind it.", number);
		}
		await pause(Math.min(100 * attempt, longestPause), undefined, { signal: stopping }).catch(() => {});
	}
	return true;
};

/** Before it a failure may pass by itself. */
const noticedAttempt = 5;
const longestPause = 5_000;

/** How many of the batch's first records the function has dealt with. */
const toldOf = (batch: readonly DynamoDBRecord[], answer: DynamoDBBatchResponse | null) => {
	const failures = answer?.batchItemFailures.map(({ itemIdentifier }) =>
		batch.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === itemIdentifier),
	);
	return Math.min(batch.length, ...(failures ?? []).map((place) => Math.max(0, place)));
};

/** The record as Lambda gives it to a function. */
export const lambdaRecord = (record: _Record, eventSourceARN: string, nowMilliseconds: number): DynamoDBRecord => {
	const { userIdentity, dynamodb, ...rest } = record;
	// The engine calls its own removals by no name, and does not say that it was it.
	const byTimeToLive = !["INSERT", "MODIFY", "REMOVE"].includes(record.eventName ?? "") && !dynamodb?.NewImage;
	const minute = (dynamodb?.ApproximateCreationDateTime?.getTime() ?? nowMilliseconds) / 1_000;
	const identity = byTimeToLive
		? timeToLive
		: userIdentity && { type: userIdentity.Type, principalId: userIdentity.PrincipalId };
	return asJson({
		...rest,
		...(byTimeToLive && { eventName: "REMOVE" }),
		...(identity && { userIdentity: identity }),
		// The engine knows the minute alone. The second is that in which the record is read, a moment later.
		dynamodb: {
			...dynamodb,
			ApproximateCreationDateTime: Math.min(Math.max(Math.floor(nowMilliseconds / 1_000), minute), minute + 59),
		},
		eventSourceARN,
	}) as DynamoDBRecord;
};

const timeToLive = { type: "Service", principalId: "dynamodb.amazonaws.com" };

/** Bytes as base64, as they stand in JSON. */
const asJson = (value: object): unknown =>
	JSON.parse(
		JSON.stringify(value, (_, part) => (part instanceof Uint8Array ? Buffer.from(part).toString("base64") : part)),
	);

/** Whether a record fits a filter of the mapping. Knows exact values and prefixes, and throws for anything else. */
export const fits = (filter: unknown, value: unknown): boolean => {
	if (Array.isArray(filter)) return filter.some((rule) => fitsRule(rule, value));
	if (typeof filter !== "object" || filter === null) throw unknownFilter(filter);
	return Object.entries(filter).every(([name, part]) =>
		fits(part, (value as Record<string, unknown> | undefined)?.[name]),
	);
};

const fitsRule = (rule: unknown, value: unknown) => {
	if (typeof rule === "string") return value === rule;
	const { prefix, ...others } = (rule ?? {}) as { prefix?: unknown };
	if (typeof prefix !== "string" || Object.keys(others).length > 0) throw unknownFilter(rule);
	return typeof value === "string" && value.startsWith(prefix);
};

const unknownFilter = (filter: unknown) =>
	new Error(`The local server does not know the filter ${JSON.stringify(filter)}.`);
