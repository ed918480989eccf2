/** Records of the table's stream in the form DynamoDB documents, and a publisher whose bus belongs to the test. */
import { randomUUID } from "node:crypto";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBBatchResponse, DynamoDBRecord } from "aws-lambda";
import type { Seat } from "../../domain/seat.ts";
import type { SeatRecord } from "../../domain/seat-record.ts";
import type { Announcement, AnnounceResult } from "../../lambdas/feed/event-bus.ts";
import { publishChanges } from "../../lambdas/feed/publish-changes.ts";
import type { StreamIssue } from "../../lambdas/http/telemetry.ts";
import { seatRecordKey, shardKey } from "../../store/keys.ts";
import type { Table } from "../../store/table.ts";
import { FAR } from "./service.ts";

/** One write of a seat's record, for a stream record. */
export interface Written {
	readonly seat: Seat;
	readonly before?: SeatRecord | undefined;
	readonly after?: SeatRecord | undefined;
	readonly event?: string;
	readonly at?: number;
	/** Whether DynamoDB's TTL deleted the record. */
	readonly byTimeToLive?: boolean;
}

let sequence = 0n;

/** The stream record of one write. Each call returns a new record, with an id of its own. */
export function streamRecord({
	seat,
	before,
	after,
	at = FAR,
	byTimeToLive,
	event = "distant-worlds",
}: Written): DynamoDBRecord {
	sequence += 1n;
	const life = { id: event, life: "a-life" };
	const key = seatRecordKey(life, seat);
	const image = (record: SeatRecord) =>
		marshall({ ...key, ...record, shard: shardKey(life, 0) }, { removeUndefinedValues: true }) as never;
	return {
		eventID: randomUUID().replaceAll("-", ""),
		eventName: before && after ? "MODIFY" : after ? "INSERT" : "REMOVE",
		eventVersion: "1.1",
		eventSource: "aws:dynamodb",
		awsRegion: "eu-central-1",
		...(byTimeToLive && { userIdentity: { principalId: "dynamodb.amazonaws.com", type: "Service" } }),
		dynamodb: {
			ApproximateCreationDateTime: at,
			Keys: marshall(key) as never,
			...(before && { OldImage: image(before) }),
			...(after && { NewImage: image(after) }),
			SequenceNumber: String(sequence).padStart(21, "0"),
			SizeBytes: 200,
			StreamViewType: "NEW_AND_OLD_IMAGES",
		},
		eventSourceARN: "arn:aws:dynamodb:eu-central-1:111111111111:table/seats/stream/2026-11-22T10:00:00.000",
	};
}

export interface TestPublisher {
	/** Delivers a batch, as the event source mapping does. */
	readonly deliver: (records: readonly DynamoDBRecord[]) => Promise<DynamoDBBatchResponse>;
	/** Delivers a batch. Returns the index of the record to retry from, or `undefined` if all were published. */
	readonly deliverAndFindFailure: (records: readonly DynamoDBRecord[]) => Promise<number | undefined>;
	/** Everything the bus accepted, in order. */
	readonly bus: Announcement[];
	readonly issues: StreamIssue[];
	/** Makes the bus fail from now on; without an argument, it works again. */
	readonly breakBus: (fault?: (announcements: readonly Announcement[]) => Promise<AnnounceResult>) => void;
}

export function newPublisher(table: Table, now: () => number = () => FAR, bus: Announcement[] = []): TestPublisher {
	const issues: StreamIssue[] = [];
	let fault: ((announcements: readonly Announcement[]) => Promise<AnnounceResult>) | undefined;
	const publish = publishChanges({
		table,
		now,
		deadline: () => AbortSignal.timeout(20_000),
		observe: (issue) => issues.push(issue),
		bus: {
			announce: async (announcements) => {
				const result = fault ? await fault(announcements) : { accepted: announcements.length };
				bus.push(...announcements.slice(0, result.accepted));
				return result;
			},
		},
	});
	const deliver = (records: readonly DynamoDBRecord[]) => publish(JSON.parse(JSON.stringify({ Records: records })));
	return {
		deliver,
		deliverAndFindFailure: async (records) => {
			const [failure, ...others] = (await deliver(records)).batchItemFailures;
			if (others.length > 0) throw new Error("a batch of a stream reports its first failure only");
			if (failure === undefined) return undefined;
			return records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === failure.itemIdentifier);
		},
		bus,
		issues,
		breakBus: (next) => {
			fault = next;
		},
	};
}
