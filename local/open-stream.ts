/** Reads a table's stream in order: each shard to its end before the shards that continue it. */
import {
	type _Record,
	DescribeStreamCommand,
	type DynamoDBStreamsClient,
	GetRecordsCommand,
	type GetRecordsCommandOutput,
	GetShardIteratorCommand,
	type GetShardIteratorCommandInput,
	ListStreamsCommand,
	type Shard,
} from "@aws-sdk/client-dynamodb-streams";

export interface OpenStream {
	readonly arn: string;
	/** The records since the last read, possibly none. */
	readonly read: () => Promise<_Record[]>;
	/** How far the stream has been read. */
	readonly place: () => StreamPlace;
}

/** A place in a stream: the last record that was read of each shard. A shard without one is read from its start. */
export interface StreamPlace {
	readonly arn: string;
	readonly shards: Readonly<Record<string, LastRecord>>;
}

interface LastRecord {
	readonly sequenceNumber: string;
	/** Numbers start over when a table's stream was empty for long, so the number alone does not name a record. */
	readonly id: string;
}

/**
 * Where the reading starts: behind a place, at the oldest record that is kept, or at the next one to be written. A place
 * in another stream, or one whose record is no longer kept, is the oldest record that is kept.
 */
type Start = StreamPlace | "TRIM_HORIZON" | "LATEST";

/** A shard being read. */
interface OpenShard {
	readonly start: "TRIM_HORIZON" | "LATEST";
	readonly iterator: string;
}

type ReadShard = Pick<GetRecordsCommandOutput, "Records" | "NextShardIterator">;

export async function openStream(client: DynamoDBStreamsClient, tableName: string, from: Start): Promise<OpenStream> {
	const arn = await streamArn(client, tableName);
	const open = new Map<string, OpenShard>();
	/** Every shard that is or has been read. */
	const known = new Set<string>();
	/** Whether a shard has been read to its end, so that others may continue it. */
	let hasEnded = false;
	/** The last record read of each shard. */
	const lasts = new Map<string, LastRecord>(
		typeof from === "object" && from.arn === arn ? Object.entries(from.shards) : [],
	);

	async function iteratorFor(ShardId: string, position: Omit<GetShardIteratorCommandInput, "StreamArn" | "ShardId">) {
		const command = new GetShardIteratorCommand({ StreamArn: arn, ShardId, ...position });
		return (await client.send(command)).ShardIterator;
	}

	function iteratorAfter(shardId: string, start: OpenShard["start"]): Promise<string | undefined> {
		const SequenceNumber = lasts.get(shardId)?.sequenceNumber;
		return SequenceNumber === undefined
			? iteratorFor(shardId, { ShardIteratorType: start })
			: iteratorFor(shardId, { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber });
	}

	/** Forgets the last record of a shard if it is no longer kept: then everything that is kept comes after it. */
	async function checkLast(shardId: string): Promise<void> {
		const last = lasts.get(shardId);
		if (last === undefined) return;
		const position = { ShardIteratorType: "AT_SEQUENCE_NUMBER", SequenceNumber: last.sequenceNumber } as const;
		try {
			const ShardIterator = await iteratorFor(shardId, position);
			const { Records } = await client.send(new GetRecordsCommand({ ShardIterator, Limit: 1 }));
			if (Records?.[0]?.eventID !== last.id) lasts.delete(shardId);
		} catch (error) {
			if (!isTrimmed(error)) throw error;
			lasts.delete(shardId);
		}
	}

	async function openShards(start: OpenShard["start"]): Promise<void> {
		for (const { ShardId = "", ParentShardId = "" } of await shardsOf(client, arn)) {
			if (known.has(ShardId) || open.has(ParentShardId)) continue;
			await checkLast(ShardId);
			const iterator = await iteratorAfter(ShardId, start);
			known.add(ShardId);
			if (iterator) open.set(ShardId, { start, iterator });
		}
	}

	async function readShard(shardId: string, { start, iterator }: OpenShard): Promise<ReadShard> {
		try {
			return await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
		} catch (error) {
			// An iterator expires after 15 minutes, for example while the computer sleeps.
			if ((error as Error).name === "ExpiredIteratorException") {
				return { NextShardIterator: await iteratorAfter(shardId, start) };
			}
			// DynamoDB Local says so of every iterator of a shard whose records are all a day old, until the next write.
			if (!isTrimmed(error)) throw error;
			lasts.delete(shardId);
			return { NextShardIterator: await iteratorAfter(shardId, "TRIM_HORIZON") };
		}
	}

	/** Advances in every shard or in none, so that no record is lost when a request fails. */
	async function read(): Promise<_Record[]> {
		if (hasEnded || open.size === 0) await openShards("TRIM_HORIZON");
		hasEnded = false;
		const answers: [shardId: string, shard: OpenShard, answer: ReadShard][] = [];
		for (const [shardId, shard] of open) answers.push([shardId, shard, await readShard(shardId, shard)]);
		for (const [shardId, shard, { Records = [], NextShardIterator: iterator }] of answers) {
			const { eventID: id = "", dynamodb: { SequenceNumber: sequenceNumber } = {} } = Records.at(-1) ?? {};
			if (sequenceNumber !== undefined) lasts.set(shardId, { sequenceNumber, id });
			if (iterator) open.set(shardId, { ...shard, iterator });
			else hasEnded = open.delete(shardId);
		}
		return answers.flatMap(([, , { Records = [] }]) => Records);
	}

	await openShards(from === "LATEST" ? "LATEST" : "TRIM_HORIZON");
	return { arn, read, place: () => ({ arn, shards: Object.fromEntries(lasts) }) };
}

function isTrimmed(error: unknown): boolean {
	return (error as Error).name === "TrimmedDataAccessException";
}

async function streamArn(client: DynamoDBStreamsClient, TableName: string): Promise<string> {
	const { Streams = [] } = await client.send(new ListStreamsCommand({ TableName }));
	// A table whose stream was turned off and on again has several. Their names end with the time they were made.
	const latest = Streams.map(({ StreamArn }) => StreamArn)
		.toSorted()
		.at(-1);
	if (latest === undefined) throw new Error(`The table ${TableName} has no stream.`);
	return latest;
}

async function shardsOf(client: DynamoDBStreamsClient, StreamArn: string): Promise<Shard[]> {
	const shards: Shard[] = [];
	let ExclusiveStartShardId: string | undefined;
	do {
		const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn, ExclusiveStartShardId }));
		shards.push(...(StreamDescription?.Shards ?? []));
		ExclusiveStartShardId = StreamDescription?.LastEvaluatedShardId;
	} while (ExclusiveStartShardId);
	return shards;
}
