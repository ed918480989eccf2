/**
 * Saves an event document, whole or not at all. Plans are written first, each under the digest of its text, where no
 * reader looks for them yet; then one conditional write of the event's record makes them the plan (I4, I7).
 */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { BatchWriteCommand, PutCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { EventDocument, SectionDocument, StartingSeat } from "../documents/event-document.ts";
import { planOfSection } from "../documents/section-plan.ts";
import { all, is, missing } from "../domain/clause.ts";
import { hasSeat, seatsOf } from "../domain/plan.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import type { Seat } from "../domain/seat.ts";
import { isAvailable } from "../domain/seat-record.ts";
import { shardOf, shardsFor } from "../domain/shards.ts";
import {
	type EventRecord,
	type KnownEvent,
	knownEvent,
	readSectionDocuments,
	replacedMeanwhile,
	type SectionEntry,
	type Store,
} from "./event-memory.ts";
import { onlyIf } from "./expression.ts";
import { inParallel } from "./in-parallel.ts";
import { eventKey, listingKey, planKey, seatRecordKey, sectionPartition, shardKey } from "./keys.ts";
import { pagesOf } from "./query.ts";
import { type Table, TryAgain } from "./table.ts";

/** A record holds 400 KB; a section's packed plan leaves room for its key and names. */
const MAX_PLAN_BYTES = 390_000;

/** DynamoDB writes at most 25 records in one batch. */
const RECORDS_PER_BATCH = 25;
const BATCHES_AT_ONCE = 8;
const SEATS_AT_ONCE = 64;

/** A refusal names at most this many of the dropped seats. */
const MAX_NAMED_SEATS = 100;

/** When another PUT was faster, the document is compared with the event again, this many times in all. */
const MAX_ROUNDS = 3;

interface PackedSection extends SectionEntry {
	readonly packed: Uint8Array;
}

/** Creates the event, or extends it: seats may come, none may go (`seats-removed`). */
export async function saveEvent(
	{ table, memory }: Store,
	id: string,
	document: EventDocument,
	now: number,
): Promise<KnownEvent> {
	for (let round = 1; round <= MAX_ROUNDS; round++) {
		const current = await memory.event(table, id, "read again");
		if (current?.deletingSince !== undefined) throw new TryAgain("the event is being deleted");

		const sections = packSections(document, current);
		const oversized = sections.find(({ packed }) => packed.length > MAX_PLAN_BYTES);
		if (oversized) return refuse(tooLarge(oversized));
		const record: EventRecord = {
			version: current ? current.version + 1 : now,
			header: JSON.stringify(document.header),
			sections: sections.map(({ packed: _, ...entry }) => entry),
		};
		if (current && isSame(current, record)) return current;

		const changed = sections.filter(({ section, digest }) => current?.sections.get(section)?.digest !== digest);
		const before = await seatsBefore(table, current, document, changed);
		if (before.removed.length > 0) {
			return refuse({ kind: "seats-removed", seats: before.removed.slice(0, MAX_NAMED_SEATS) });
		}
		const names = new Set(changed.map(({ section }) => section));
		const touched = document.sections.filter(({ section }) => names.has(section));
		await saveStarting(table, id, sections, touched, before.isKnown, now);
		await savePlans(table, id, changed);
		if (await saveRecord(table, id, document, record, current?.version)) return knownEvent(id, record);
	}
	throw new TryAgain("the event kept changing");
}

function packSections({ sections }: EventDocument, current: KnownEvent | undefined): PackedSection[] {
	const capacity = sections.reduce((sum, { plan }) => sum + plan.seats.size, 0);
	return sections.map(({ section, document, plan }) => {
		const text = JSON.stringify(document);
		return {
			section,
			digest: createHash("sha256").update(text).digest("base64url").slice(0, 22),
			capacity: plan.seats.size,
			shards: Math.max(current?.sections.get(section)?.shards ?? 0, shardsFor(capacity)),
			packed: gzipSync(text),
		};
	});
}

function tooLarge({ section, packed }: PackedSection): Refusal {
	const message = `section ${section} takes ${packed.length} bytes packed, more than ${MAX_PLAN_BYTES}: divide it`;
	return { kind: "invalid-request", errors: [{ path: "/sections", message }] };
}

function isSame(current: KnownEvent, record: EventRecord): boolean {
	const written = [...current.sections.values()].map(({ section, digest }) => [section, digest]);
	const wanted = record.sections.map(({ section, digest }) => [section, digest]);
	return current.header === record.header && JSON.stringify(written) === JSON.stringify(wanted);
}

/** Compares the document with the seats the event had: those it drops, and whether a given seat was there. */
async function seatsBefore(
	table: Table,
	current: KnownEvent | undefined,
	document: EventDocument,
	changed: readonly SectionEntry[],
): Promise<{ removed: Seat[]; isKnown: (seat: Seat) => boolean }> {
	const plans = new Map(document.sections.map(({ section, plan }) => [section, plan]));
	const names = new Set(changed.map(({ section }) => section));
	if (current === undefined) return { removed: [], isKnown: () => false };
	const entries = [...current.sections.values()];
	const replaced = entries.filter(({ section }) => names.has(section) || !plans.has(section));
	const documents = await readSectionDocuments(table, current.id, replaced);
	if (documents.size < replaced.length) replacedMeanwhile();
	const before = new Map(Array.from(documents, ([section, text]) => [section, planOfSection(section, text)]));
	const removed = Array.from(before.values()).flatMap((plan) =>
		seatsOf(plan).filter((seat) => {
			const after = plans.get(seat.section);
			return after === undefined || !hasSeat(after, seat);
		}),
	);
	const isKnown = (seat: Seat) => {
		const plan = before.get(seat.section);
		return plan !== undefined && hasSeat(plan, seat);
	};
	return { removed, isKnown };
}

/**
 * Writes the records of new seats that start taken, before their plan is in force, so that nobody locks them first.
 * A seat the event had keeps its state. Records that an earlier try wrote are skipped, so trying again makes progress.
 */
async function saveStarting(
	table: Table,
	event: string,
	entries: readonly SectionEntry[],
	documents: readonly SectionDocument[],
	isKnown: (seat: Seat) => boolean,
	now: number,
): Promise<void> {
	const shards = new Map(entries.map((entry) => [entry.section, entry.shards]));
	const starting = documents.filter((document) => document.starting.length > 0);
	await inParallel(starting, BATCHES_AT_ONCE, async ({ section, starting }) => {
		const written = await recordedSeats(table, event, section);
		const missing = starting.filter(({ seat }) => !isKnown(seat) && !written.has(seatRecordKey(event, seat).sk));
		await inParallel(missing, SEATS_AT_ONCE, (start) => saveStart(table, event, start, shards.get(section) ?? 1, now));
	});
}

async function saveStart(table: Table, event: string, { seat, record }: StartingSeat, shards: number, now: number) {
	const shard = shardKey(event, shardOf(seat, shards));
	const Item = { ...seatRecordKey(event, seat), ...record, shard };
	await isWritten(table.send(new PutCommand({ TableName: table.name, Item, ...onlyIf(isAvailable(now)) })));
}

/** The sort keys of the records a section has. */
async function recordedSeats(table: Table, event: string, section: string): Promise<Set<string>> {
	const keys = new Set<string>();
	const records = pagesOf(table, {
		KeyConditionExpression: "pk = :partition AND begins_with(sk, :seat)",
		ExpressionAttributeValues: { ":partition": sectionPartition(event, section), ":seat": "[" },
		ProjectionExpression: "sk",
		ConsistentRead: true,
	});
	for await (const { Items = [] } of records) {
		for (const { sk } of Items) keys.add(sk as string);
	}
	return keys;
}

/** A plan under its digest is always the same, so these writes need no condition. */
async function savePlans(table: Table, event: string, sections: readonly PackedSection[]): Promise<void> {
	const requests = sections.map(({ section, digest, packed }) => ({
		PutRequest: { Item: { ...planKey(event, section, digest), document: packed } },
	}));
	const batches = Array.from({ length: Math.ceil(requests.length / RECORDS_PER_BATCH) }, (_, index) =>
		requests.slice(index * RECORDS_PER_BATCH, (index + 1) * RECORDS_PER_BATCH),
	);
	await inParallel(batches, BATCHES_AT_ONCE, (batch) => writeBatch(table, batch));
}

interface PutRecord {
	readonly PutRequest: { readonly Item: Record<string, unknown> };
}

/** Up to 25 records; DynamoDB returns those it had no room for. */
async function writeBatch(table: Table, batch: readonly PutRecord[]): Promise<void> {
	let left = [...batch];
	for (let attempt = 1; left.length > 0; attempt++) {
		if (attempt > 1) await table.pause(attempt);
		const { UnprocessedItems } = await table.send(new BatchWriteCommand({ RequestItems: { [table.name]: left } }));
		left = (UnprocessedItems?.[table.name] ?? []) as PutRecord[];
	}
}

/** Makes the document the event's, unless another PUT or a deletion was faster. */
async function saveRecord(
	table: Table,
	id: string,
	{ settings }: EventDocument,
	record: EventRecord,
	before: number | undefined,
): Promise<boolean> {
	const { name, opens, closes } = settings;
	const capacity = record.sections.reduce((sum, section) => sum + section.capacity, 0);
	const TableName = table.name;
	const unchanged = before === undefined ? missing("version") : all(is("version", before), missing("deleting"));
	const transaction = new TransactWriteCommand({
		TransactItems: [
			{ Put: { TableName, Item: { ...eventKey(id), ...record }, ...onlyIf(unchanged) } },
			{ Put: { TableName, Item: { ...listingKey(id), name, opens, closes, capacity } } },
		],
	});
	return isWritten(table.send(transaction));
}

/** Whether a conditional write went through. */
async function isWritten(write: Promise<unknown>): Promise<boolean> {
	try {
		await write;
		return true;
	} catch (error) {
		const { name } = error as Error;
		if (name === "ConditionalCheckFailedException" || name === "TransactionCanceledException") return false;
		throw error;
	}
}
