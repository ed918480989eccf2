/**
 * Tells what becomes of seats. Every write of a seat comes here by the table's stream, in the seat's order and at least
 * once: its changes are numbered into the feed of their event, and then put on the bus. What cannot be told is reported
 * with all that follows it, and given again, so that nothing of a seat overtakes it. A record that is no seat's is passed
 * over: it cannot be a change.
 */
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { changesOf } from "../../domain/change.ts";
import { numberChanges, numbered, type ToldWrite } from "../../store/changes.ts";
import { readStreamRecord } from "../../store/stream-record.ts";
import { openTable, type Table } from "../../store/table.ts";
import { environment } from "../http/runtime.ts";
import { type Hindrance, logHindrances, type ObserveHindrance } from "../http/telemetry.ts";
import { type Announcement, type EventBus, openBus } from "./event-bus.ts";

export interface Publisher {
	readonly table: Table;
	readonly bus: EventBus;
	/** The present instant, epoch seconds. */
	readonly now: () => number;
	/** For a batch that begins now: ends when its time is over. */
	readonly deadline: () => AbortSignal;
	readonly observe: ObserveHindrance;
}

/** A write that changed something, and the place of its record in the batch. */
interface BatchWrite extends ToldWrite {
	readonly event: string;
	readonly place: number;
}

export const publishChanges =
	({ table, bus, now, deadline, observe }: Publisher) =>
	async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
		const signal = deadline();
		// The first place that could not be told; all places before it are.
		let end = Records.length;
		const say = (place: number, reason: Hindrance["reason"], error?: unknown) =>
			observe({ reason, sequenceNumber: Records[place]?.dynamodb?.SequenceNumber, error });
		const endAt: typeof say = (place, reason, error) => {
			end = Math.min(end, place);
			say(place, reason, error);
		};

		const writes = readWrites(Records, {
			onStranger: (place) => say(place, "stranger"),
			onUnreadable: (place, error) => endAt(place, "unreadable", error),
		});
		const numbers = new Map<string, number>();
		for (const [event, ofEvent] of byEvent(writes)) {
			const outcome = await numberChanges(until(signal, table), event, ofEvent, now());
			for (const [id, number] of outcome.numbers) numbers.set(id, number);
			const missing = ofEvent.find(({ id }) => !numbers.has(id));
			if (missing) endAt(missing.place, "unpublished", outcome.failure);
		}

		const told = writes.filter(({ place }) => place < end);
		const announcements = told.flatMap((write): (Announcement & { place: number })[] =>
			numbered(write, numbers.get(write.id) as number).map((change) => ({ ...write, change })),
		);
		const { taken, failure } = await bus.announce(announcements, signal);
		const next = announcements[taken];
		if (next) endAt(next.place, "unpublished", failure);

		const itemIdentifier = Records[end]?.dynamodb?.SequenceNumber;
		if (end < Records.length && itemIdentifier === undefined) throw new Error("a stream record has no number");
		return { batchItemFailures: itemIdentifier === undefined ? [] : [{ itemIdentifier }] };
	};

interface Found {
	/** The record in this place is no seat's. */
	readonly onStranger: (place: number) => void;
	readonly onUnreadable: (place: number, error: unknown) => void;
}

/** The writes that changed something, up to the first record of a seat that cannot be read. */
function readWrites(records: readonly DynamoDBRecord[], { onStranger, onUnreadable }: Found): BatchWrite[] {
	const writes: BatchWrite[] = [];
	for (const [place, record] of records.entries()) {
		try {
			const read = readStreamRecord(record);
			if (read === undefined) {
				onStranger(place);
				continue;
			}
			const { id, event, seat, at, ...write } = read;
			const changes = changesOf({ ...write, at });
			if (changes.length > 0) writes.push({ id, event, seat, at, changes, place });
		} catch (error) {
			onUnreadable(place, error);
			break;
		}
	}
	return writes;
}

function byEvent(writes: readonly BatchWrite[]): Map<string, BatchWrite[]> {
	const events = new Map<string, BatchWrite[]>();
	for (const write of writes) {
		const ofEvent = events.get(write.event);
		if (ofEvent) ofEvent.push(write);
		else events.set(write.event, [write]);
	}
	return events;
}

/** The table until the batch's time is over. What fails is not tried again here: the whole batch will be. */
const until = (abortSignal: AbortSignal, table: Table): Table => ({
	...table,
	send: ((command: never) => table.send(command, { abortSignal })) as Table["send"],
});

/** The function may run for 60 s; this leaves it time to say what it did. */
const BATCH_MILLISECONDS = 45_000;

export const handler = publishChanges({
	table: openTable(environment("TABLE_NAME")),
	bus: openBus(environment("BUS_NAME")),
	now: () => Math.floor(Date.now() / 1_000),
	deadline: () => AbortSignal.timeout(BATCH_MILLISECONDS),
	observe: logHindrances(),
});
