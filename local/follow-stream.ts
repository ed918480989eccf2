/**
 * Passes the stream of a table to a function as Lambda's event source mapping does: filtered, in batches, in order,
 * and starting again at the record that the function reports as failed.
 */
import { setTimeout as pause } from "node:timers/promises";
import { type _Record, DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import type { DynamoDBBatchResponse, DynamoDBRecord } from "aws-lambda";
import { DATABASE_LIMITS } from "./database-limits.ts";
import { matchesFilter } from "./event-filter.ts";
import type { LocalFunction } from "./functions.ts";
import { openStream } from "./open-stream.ts";
import { type Reading, readStreamNote, writeStreamNote } from "./stream-note.ts";
import { streamRecord } from "./stream-record.ts";
import type { DeployedStream } from "./template.ts";

export interface FollowedStream {
	/** Passes on what is in the stream by now, and resolves when nothing more is read or passed on. */
	readonly stop: () => Promise<void>;
}

export interface StreamReading extends LocalFunction {
	/** The address of the DynamoDB that has the table. */
	readonly endpoint: string;
	readonly stream: DeployedStream;
	/**
	 * Where to begin: at the oldest record that is kept, at the next one to be written, or behind the place that is noted
	 * in a file. Without a note yet, that is the oldest record; the file then keeps the place.
	 */
	readonly from: "TRIM_HORIZON" | "LATEST" | { readonly noteFile: string };
}

/** How long to wait before an empty stream is read again. */
const IDLE_MS = 200;
/** A failed batch is retried after this, then twice this, and so on up to `LONGEST_RETRY_PAUSE_MS`. */
const FIRST_RETRY_PAUSE_MS = 100;
const LONGEST_RETRY_PAUSE_MS = 5_000;
/** The attempt that reports a record as stuck. Earlier failures may pass by themselves. */
const REPORTED_ATTEMPT = 5;

/** Starts to follow a table's stream, and resolves when it has a place in it. */
export async function followStream(reading: StreamReading): Promise<FollowedStream> {
	const client = new DynamoDBStreamsClient({ ...DATABASE_LIMITS, endpoint: reading.endpoint, maxAttempts: 1 });
	const noteFile = typeof reading.from === "object" ? reading.from.noteFile : undefined;
	const note = noteFile === undefined ? undefined : readStreamNote(noteFile);
	const from = typeof reading.from === "object" ? (note?.place ?? "TRIM_HORIZON") : reading.from;
	const stream = await openStream(client, reading.stream.tableName, from);
	const stopping = new AbortController();
	let handled = stream.place();
	let readings: readonly Reading[] = note?.readings ?? [];

	function saveNote(): void {
		if (noteFile !== undefined) writeStreamNote(noteFile, { place: handled, readings });
	}

	async function read(): Promise<DynamoDBRecord[]> {
		const records = await stream.read();
		const nowMs = Date.now();
		const last = sequenceNumberOf(records.at(-1));
		if (last > (readings.at(-1)?.last ?? "")) readings = [...readings, { last, atMs: nowMs }];
		if (records.length > 0) saveNote();
		const readAtMs = (record: _Record) => readings.find(({ last }) => sequenceNumberOf(record) <= last)?.atMs ?? nowMs;
		return records
			.map((record) => streamRecord(record, stream.arn, readAtMs(record)))
			.filter((record) => reading.stream.filters.some((filter) => matchesFilter(filter, record)));
	}

	async function follow(): Promise<void> {
		let hasComplained = false;
		for (;;) {
			// One more read after the stop: one that is under way may have missed the last changes.
			const isLast = stopping.signal.aborted;
			try {
				const records = await read();
				hasComplained = false;
				if (!(await deliver(reading, records, stopping.signal))) return;
				handled = stream.place();
				readings = [];
				if (records.length > 0) {
					saveNote();
					continue;
				}
			} catch (error) {
				// During the stop, the database may be gone already.
				if (!stopping.signal.aborted && !hasComplained) console.error("The table's stream cannot be read.", error);
				hasComplained = true;
			}
			if (isLast) return;
			await pauseUnlessStopped(IDLE_MS, stopping.signal);
		}
	}

	saveNote();
	const following = follow();
	return {
		stop: async () => {
			stopping.abort();
			await following;
			client.destroy();
		},
	};
}

/**
 * Passes the records to the function, and retries from the record that failed, so that no record overtakes it. Lambda
 * gives up after hours. Here the retries end with the server, and the result is false when records are left.
 */
async function deliver(
	{ stream, invoke, timeoutMs }: StreamReading,
	records: DynamoDBRecord[],
	stopping: AbortSignal,
): Promise<boolean> {
	let left = records;
	for (let attempt = 1; left.length > 0; ) {
		const isLast = stopping.aborted;
		const batch = left.slice(0, stream.batchSize);
		const invocation = await invoke(JSON.stringify({ Records: batch }), crypto.randomUUID(), timeoutMs);
		const handled = invocation.outcome === "answered" ? handledOf(batch, JSON.parse(invocation.json)) : 0;
		left = left.slice(handled);
		if (handled === batch.length) continue;
		if (handled === 0 && isLast) return false;
		attempt = handled > 0 ? 1 : attempt + 1;
		if (attempt === REPORTED_ATTEMPT) {
			const number = left[0]?.dynamodb?.SequenceNumber;
			console.error("A record of the table's stream keeps failing, and the records behind it wait.", number);
		}
		await pauseUnlessStopped(Math.min(FIRST_RETRY_PAUSE_MS * attempt, LONGEST_RETRY_PAUSE_MS), stopping);
	}
	return true;
}

/** DynamoDB Local's numbers all have the same length, so they compare as text. */
function sequenceNumberOf(record: _Record | undefined): string {
	return record?.dynamodb?.SequenceNumber ?? "";
}

/** How many records at the start of the batch the function has handled. */
function handledOf(batch: readonly DynamoDBRecord[], answer: DynamoDBBatchResponse | null): number {
	const failures = answer?.batchItemFailures.map(({ itemIdentifier }) =>
		batch.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === itemIdentifier),
	);
	return Math.min(batch.length, ...(failures ?? []).map((place) => Math.max(0, place)));
}

async function pauseUnlessStopped(pauseMs: number, stopping: AbortSignal): Promise<void> {
	await pause(pauseMs, undefined, { signal: stopping }).catch(() => {});
}
