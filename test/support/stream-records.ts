/** Stream records of the table in DynamoDB's documented form, and a publisher of changes whose bus the test controls. */
import { randomUUID } from "node:crypto";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBBatchResponse, DynamoDBRecord } from "aws-lambda";
import type { Seat } from "../../domain/seat.ts";
import type { SeatRecord } from "../../domain/seat-record.ts";
import type { Announced, Announcement } from "../../lambdas/feed/event-bus.ts";
import { publishChanges } from "../../lambdas/feed/publish-changes.ts";
import type { Hindrance } from "../../lambdas/http/telemetry.ts";
import { seatRecordKey, shardKey } from "../../store/keys.ts";
import type { Table } from "../../store/table.ts";
import { FAR } from "./service.ts";

export interface Written {
	readonly seat: Seat;
	readonly before?: SeatRecord | undefined;
	readonly after?: SeatRecord | undefined;
	readonly event?: string;
	readonly at?: number;
	/** Whether TTL removed the record. */
	readonly byTimeToLive?: boolean;
}

let sequence = 0n;

/** The stream record of one write; each call makes a new one with the next sequence number. */
export function streamRecord({
	seat,
	before,
	after,
	at = FAR,
	byTimeToLive,
	event = "distant-worlds",
}: Written): DynamoDBRecord {
	sequence += 1n;
	const key = seatRecordKey(event, seat);
	const image = (record: SeatRecord) =>
		marshall({ ...key, ...record, shard: shardKey(event, 0) }, { removeUndefinedValues: true }) as never;
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
	/** Delivers a batch; the index of the record from which it must be delivered again, or `undefined` if all were announced. */
	readonly deliveredUpTo: (records: readonly DynamoDBRecord[]) => Promise<number | undefined>;
	/** Every announcement that the bus took, in order. */
	readonly bus: Announcement[];
	readonly hindrances: Hindrance[];
	/** Decides what happens to announcements from now on; without an argument, the bus takes them. */
	readonly breakBus: (fault?: (announcements: readonly Announcement[]) => Promise<Announced>) => void;
}

export function newPublisher(table: Table, now: () => number = () => FAR, bus: Announcement[] = []): TestPublisher {
	const hindrances: Hindrance[] = [];
	let fault: ((announcements: readonly Announcement[]) => Promise<Announced>) | undefined;
	const publish = publishChanges({
		table,
		now,
		deadline: () => AbortSignal.timeout(20_000),
		observe: (hindrance) => hindrances.push(hindrance),
		bus: {
			announce: async (announcements) => {
				const announced = fault ? await fault(announcements) : { taken: announcements.length };
				bus.push(...announcements.slice(0, announced.taken));
				return announced;
			},
		},
	});
	const deliver = (records: readonly DynamoDBRecord[]) => publish(JSON.parse(JSON.stringify({ Records: records })));
	return {
		deliver,
		deliveredUpTo: async (records) => {
			const [failure, ...others] = (await deliver(records)).batchItemFailures;
			if (others.length > 0) throw new Error("a stream's batch has one first failure");
			if (failure === undefined) return undefined;
			return records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === failure.itemIdentifier);
		},
		bus,
		hindrances,
		breakBus: (next) => {
			fault = next;
		},
	};
}
