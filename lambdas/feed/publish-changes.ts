/**
 * Publishes what happens to seats: numbers the changes in the table's stream, adds them to their event's feed, and puts
 * them on the bus. The stream delivers every write of a seat at least once and in the seat's order. A failed record is
 * reported together with everything after it, so changes to a seat stay in order.
 */
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { deriveChanges } from "../../domain/change.ts";
import { numberChanges, numberedChanges, type WriteChanges } from "../../store/changes.ts";
import { readStreamRecord } from "../../store/stream-record.ts";
import { openTable, type Table } from "../../store/table.ts";
import { environment } from "../http/runtime.ts";
import { logStreamIssues, type ObserveStreamIssue } from "../http/telemetry.ts";
import { type Announcement, type EventBus, openBus } from "./event-bus.ts";

export interface Publisher {
	readonly table: Table;
	readonly bus: EventBus;
	/** The current time, epoch seconds. */
	readonly now: () => number;
	/** A signal for a batch that starts now; aborts when the batch is out of time. */
	readonly deadline: () => AbortSignal;
	readonly observe: ObserveStreamIssue;
}

/** The changes of one write, and its record's index in the batch. */
interface BatchWrite extends WriteChanges {
	readonly event: string;
	readonly index: number;
}

interface BatchAnnouncement extends Announcement {
	readonly index: number;
}

/** A record that could not be published, by its index in the batch. */
interface Failure {
	readonly index: number;
	readonly reason: "unreadable" | "unpublished";
	readonly error: unknown;
}

export function publishChanges({ table, bus, now, deadline, observe }: Publisher) {
	return async ({ Records: records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
		const signal = deadline();
		const read = readWrites(records);
		const numbering = await numberWrites(withSignal(table, signal), read.writes, now());
		const failures = [...read.failures, ...numbering.failures];

		const publishable = numbering.announcements.filter(({ index }) => index < firstIndex(failures));
		const { accepted, error } = await bus.announce(publishable, signal);
		const next = publishable[accepted];
		if (next) failures.push({ index: next.index, reason: "unpublished", error });

		const sequenceNumberOf = (index: number) => records[index]?.dynamodb?.SequenceNumber;
		for (const index of read.skipped) observe({ reason: "not-a-seat", sequenceNumber: sequenceNumberOf(index) });
		for (const { index, ...failure } of failures) observe({ ...failure, sequenceNumber: sequenceNumberOf(index) });
		if (failures.length === 0) return { batchItemFailures: [] };
		const itemIdentifier = sequenceNumberOf(firstIndex(failures));
		if (itemIdentifier === undefined) throw new Error("the failed stream record has no sequence number");
		return { batchItemFailures: [{ itemIdentifier }] };
	};
}

const firstIndex = (failures: readonly Failure[]) => Math.min(...failures.map(({ index }) => index));

interface Read {
	/** The writes that changed something, up to the first record that cannot be read. */
	readonly writes: readonly BatchWrite[];
	/** The indexes of records that are not a seat's. They hold no change, so nothing waits for them. */
	readonly skipped: readonly number[];
	readonly failures: readonly Failure[];
}

function readWrites(records: readonly DynamoDBRecord[]): Read {
	const writes: BatchWrite[] = [];
	const skipped: number[] = [];
	for (const [index, record] of records.entries()) {
		try {
			const read = readStreamRecord(record);
			if (read === undefined) {
				skipped.push(index);
				continue;
			}
			const { id, event, seat, at } = read;
			const changes = deriveChanges(read);
			if (changes.length > 0) writes.push({ id, event, seat, at, changes, index });
		} catch (error) {
			return { writes, skipped, failures: [{ index, reason: "unreadable", error }] };
		}
	}
	return { writes, skipped, failures: [] };
}

interface NumberedWrites {
	/** The numbered changes, in the order of the batch. */
	readonly announcements: readonly BatchAnnouncement[];
	/** For each event that was not numbered completely, its first write without a number. */
	readonly failures: readonly Failure[];
}

async function numberWrites(table: Table, writes: readonly BatchWrite[], now: number): Promise<NumberedWrites> {
	const numbers = new Map<string, number>();
	const failures: Failure[] = [];
	for (const [event, eventWrites] of groupByEvent(writes)) {
		const numbering = await numberChanges(table, event, eventWrites, now);
		for (const [id, number] of numbering.numbers) numbers.set(id, number);
		const missing = eventWrites.find(({ id }) => !numbers.has(id));
		if (missing) failures.push({ index: missing.index, reason: "unpublished", error: numbering.error });
	}
	const announcements = writes.flatMap((write): BatchAnnouncement[] => {
		const { id, event, index } = write;
		const first = numbers.get(id);
		return first === undefined ? [] : numberedChanges(write, first).map((change) => ({ event, change, index }));
	});
	return { announcements, failures };
}

function groupByEvent(writes: readonly BatchWrite[]): Map<string, BatchWrite[]> {
	const groups = new Map<string, BatchWrite[]>();
	for (const write of writes) {
		const group = groups.get(write.event);
		if (group) group.push(write);
		else groups.set(write.event, [write]);
	}
	return groups;
}

/** The same table, whose requests end with the batch. Errors are not retried here: the whole batch is retried. */
function withSignal(table: Table, abortSignal: AbortSignal): Table {
	return { ...table, send: ((command: never) => table.send(command, { abortSignal })) as Table["send"] };
}

/** Leaves the function, which may run for 60 s, enough time to report what it did. */
const BATCH_MS = 45_000;

export const handler = publishChanges({
	table: openTable(environment("TABLE_NAME")),
	bus: openBus(environment("BUS_NAME")),
	now: () => Math.floor(Date.now() / 1_000),
	deadline: () => AbortSignal.timeout(BATCH_MS),
	observe: logStreamIssues(),
});
