/** Reads a table's stream in order: each shard to its end before the shards that continue it. */
import {
	type _Record,
	DescribeStreamCommand,
	type DynamoDBStreamsClient,
	GetRecordsCommand,
	GetShardIteratorCommand,
	ListStreamsCommand,
	type Shard,
} from "@aws-sdk/client-dynamodb-streams";

export interface OpenStream {
	readonly arn: string;
	/** The records since the last read, possibly none. */
	readonly read: () => Promise<_Record[]>;
}

/** Where the reading starts: at the oldest record that is kept, or at the next one to be written. */
type Start = "TRIM_HORIZON" | "LATEST";

/** How far a shard has been read. */
interface Place {
	readonly start: Start;
	/** The sequence number of the last record read. */
	readonly last: string | undefined;
	readonly iterator: string;
}

export async function openStream(client: DynamoDBStreamsClient, tableName: string, start: Start): Promise<OpenStream> {
	const arn = await streamArn(client, tableName);
	/** The shards being read. */
	const places = new Map<string, Place>();
	/** Every shard that is or has been read. */
	const known = new Set<string>();

	async function iteratorAt(ShardId: string, { start, last }: Omit<Place, "iterator">): Promise<string | undefined> {
		const from = last
			? ({ ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: last } as const)
			: { ShardIteratorType: start };
		const { ShardIterator } = await client.send(new GetShardIteratorCommand({ StreamArn: arn, ShardId, ...from }));
		return ShardIterator;
	}

	async function openShards(start: Start): Promise<void> {
		for (const { ShardId = "", ParentShardId = "" } of await shardsOf(client, arn)) {
			if (known.has(ShardId) || places.has(ParentShardId)) continue;
			const iterator = await iteratorAt(ShardId, { start, last: undefined });
			known.add(ShardId);
			if (iterator) places.set(ShardId, { start, last: undefined, iterator });
		}
	}

	async function readShard(shardId: string, place: Place) {
		try {
			return await client.send(new GetRecordsCommand({ ShardIterator: place.iterator }));
		} catch (error) {
			// An iterator expires after 15 minutes, for example while the computer sleeps.
			if ((error as Error).name !== "ExpiredIteratorException") throw error;
			return { Records: [], NextShardIterator: await iteratorAt(shardId, place) };
		}
	}

	async function read(): Promise<_Record[]> {
		const records: _Record[] = [];
		let hasEnded = places.size === 0;
		for (const [shardId, place] of [...places]) {
			const { Records = [], NextShardIterator: iterator } = await readShard(shardId, place);
			records.push(...Records);
			const last = Records.at(-1)?.dynamodb?.SequenceNumber ?? place.last;
			if (iterator) places.set(shardId, { ...place, iterator, last });
			else hasEnded = places.delete(shardId);
		}
		if (hasEnded) await openShards("TRIM_HORIZON");
		return records;
	}

	await openShards(start);
	return { arn, read };
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
