/**
 * Saves an event document, whole or not at all (I10). Its plans are written first, each under the digest of what is in it,
 * where no reader looks for them yet; then one conditional write of the event's record makes them the plan (I4, I7). The
 * states that seats start with are part of the plan, so a document with sold seats writes nothing that a seat is read from
 * (ADR 021).
 */
import { createHash } from "node:crypto";
import { BatchWriteCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import type { EventDocument, SectionDocument } from "../documents/event-document.ts";
import { all, is, missing } from "../domain/clause.ts";
import { hasSeat, rowSeatKey, type SectionPlan, seatsOf } from "../domain/plan.ts";
import { type ChangedSeat, refuse } from "../domain/refusal.ts";
import type { Seat } from "../domain/seat.ts";
import type { EventSettings } from "../domain/settings.ts";
import { assignShards } from "../domain/shards.ts";
import {
	type EventItem,
	type EventRecord,
	readEventRecord,
	readPlanRecords,
	replacedWhileRead,
	type SectionEntry,
	type StoredPlan,
} from "./event-record.ts";
import { checkPreconditions, type Preconditions } from "./event-tag.ts";
import { onlyIf } from "./expression.ts";
import { inParallel } from "./in-parallel.ts";
import { documentKey, eventKey, type Key, listingKey, planKey } from "./keys.ts";
import { pack } from "./packed.ts";
import { sweepGraves } from "./sweep.ts";
import { type Table, TryAgain } from "./table.ts";

/** A record holds 400 KB; what is packed leaves room for its key and names. */
const MAX_PACKED_BYTES = 390_000;

/** DynamoDB writes at most 25 records in one batch. */
const RECORDS_PER_BATCH = 25;
const BATCHES_AT_ONCE = 8;

/** A refusal names at most this many seats. */
const MAX_NAMED_SEATS = 100;

/** When another request was faster, the document is compared with the event again, this many times in all. */
const MAX_ROUNDS = 3;

export interface SaveOptions extends Preconditions {
	/** A name that no event before had, should this document make a new one. */
	readonly newLife: string;
}

interface PackedSection extends SectionEntry {
	readonly plan: Uint8Array;
	readonly document: Uint8Array;
}

/**
 * Creates the event, or extends it: seats may come, none may go (`seats-removed`) or become another physical seat
 * (`seats-changed`). It reopens an event whose deletion is under way.
 */
export async function saveEvent(
	table: Table,
	id: string,
	document: EventDocument,
	{ newLife, ...preconditions }: SaveOptions,
): Promise<EventRecord> {
	for (let round = 1; round <= MAX_ROUNDS; round++) {
		const current = await readEventRecord(table, id);
		checkPreconditions(preconditions, current);
		if (current === undefined) await sweepGraves(table, id);

		const life = current?.life ?? newLife;
		const before = await plansBefore(table, current);
		refuseLostSeats(before, document.sections);
		refuseChangedSeats(before, document.sections);
		const packed = packSections(document, current, before);
		const record = recordOf({ id, life }, document, packed, current);
		if (current && isSame(current, record)) return current;

		const known = new Map(current?.sections.map(({ section, digest }) => [section, digest]));
		const changed = packed.filter(({ section, digest }) => known.get(section) !== digest);
		await savePlans(table, record, changed);
		if (await writeEventRecord(table, record, current)) return record;
	}
	throw new TryAgain("the event kept changing");
}

/** The plans of all sections that the event has. */
async function plansBefore(table: Table, current: EventRecord | undefined): Promise<Map<string, SectionPlan>> {
	if (current === undefined) return new Map();
	const plans = await readPlanRecords(table, current, current.sections);
	return plans.size < current.sections.length ? replacedWhileRead() : plans;
}

function refuseLostSeats(before: ReadonlyMap<string, SectionPlan>, documents: readonly SectionDocument[]): void {
	const after = new Map(documents.map(({ section, plan }) => [section, plan]));
	const isKept = (seat: Seat) => {
		const plan = after.get(seat.section);
		return plan !== undefined && hasSeat(plan, seat);
	};
	const lost = Array.from(before.values()).flatMap((plan) => seatsOf(plan).filter((seat) => !isKept(seat)));
	if (lost.length > 0) refuse({ kind: "seats-removed", total: lost.length, seats: lost.slice(0, MAX_NAMED_SEATS) });
}

/**
 * I11: a seat with an id is its id, so a known id keeps its labels and labels keep their id. A seat without one may be
 * given one.
 */
function refuseChangedSeats(before: ReadonlyMap<string, SectionPlan>, documents: readonly SectionDocument[]): void {
	const idBefore = idsByLabels(before.values());
	const seatBefore = new Map(Array.from(idBefore.values(), ({ seat, id }) => [id, seat]));
	const idAfter = idsByLabels(documents.map(({ plan }) => plan));
	const changed: ChangedSeat[] = [];
	for (const [labels, { seat, id }] of idBefore) {
		const wouldBe = idAfter.get(labels)?.id;
		if (wouldBe !== id) changed.push({ ...seat, was: id, wouldBe: wouldBe ?? null });
	}
	for (const [labels, { seat, id }] of idAfter) {
		const elsewhere = seatBefore.get(id);
		// Labels that had an id are in the list already.
		if (elsewhere && !idBefore.has(labels)) changed.push({ ...seat, was: null, wouldBe: id });
	}
	const total = changed.length;
	if (total > 0) refuse({ kind: "seats-changed", total, seats: changed.slice(0, MAX_NAMED_SEATS) });
}

function idsByLabels(plans: Iterable<SectionPlan>): Map<string, { readonly seat: Seat; readonly id: string }> {
	const ids = new Map<string, { seat: Seat; id: string }>();
	for (const { section, rows } of plans) {
		for (const { row, places } of rows) {
			for (const place of places) {
				if (place?.id === undefined) continue;
				const seat = { section, row, seat: place.seat };
				ids.set(JSON.stringify([section, row, place.seat]), { seat, id: place.id });
			}
		}
	}
	return ids;
}

function packSections(
	{ sections }: EventDocument,
	current: EventRecord | undefined,
	before: ReadonlyMap<string, SectionPlan>,
): PackedSection[] {
	const capacities = sections.map(({ section, plan }) => ({ section, capacity: plan.seats.size }));
	const shards = assignShards(capacities, new Map(current?.sections.map((entry) => [entry.section, entry.shards])));
	return sections.map(({ section, document, plan, starting }, index) => {
		const stored: StoredPlan = { rows: plan.rows, starts: startsOf(starting, before.get(section)) };
		const packed = { plan: pack(stored), document: pack(document) };
		for (const { length } of Object.values(packed)) {
			const message = `section ${section} takes ${length} bytes packed, more than ${MAX_PACKED_BYTES}: divide it`;
			if (length > MAX_PACKED_BYTES) refuse({ kind: "invalid-request", errors: [{ path: "/sections", message }] });
		}
		return {
			section,
			digest: digestOf([document, stored]),
			capacity: plan.seats.size,
			starts: stored.starts.length,
			shards: shards[index] ?? [0],
			...packed,
		};
	});
}

/** A seat that the event has starts as it did, whatever the document says of it now: its state is its own (I11). */
function startsOf(starting: SectionDocument["starting"], before: SectionPlan | undefined): StoredPlan["starts"] {
	const isKnown = (key: string) => before?.seats.has(key) ?? false;
	const fresh = starting.map(({ seat: { row, seat }, record }) => [rowSeatKey(row, seat), record] as const);
	return [...(before?.starts ?? []), ...fresh.filter(([key]) => !isKnown(key))];
}

const digestOf = (value: unknown): string =>
	createHash("sha256").update(JSON.stringify(value)).digest("base64url").slice(0, 22);

function recordOf(
	life: { readonly id: string; readonly life: string },
	{ settings, header, sections }: EventDocument,
	packed: readonly PackedSection[],
	current: EventRecord | undefined,
): EventRecord {
	return {
		...life,
		version: (current?.version ?? 0) + 1,
		settings,
		header,
		sections: packed.map(({ plan: _, document: __, ...entry }) => entry),
		seatOrder: digestOf(
			sections.map(({ plan }) => seatsOf(plan).map(({ section, row, seat }) => [section, row, seat])),
		),
	};
}

function isSame(current: EventRecord, record: EventRecord): boolean {
	const contents = ({ header, sections }: EventRecord) =>
		JSON.stringify([header, sections.map(({ section, digest }) => [section, digest])]);
	return current.deleting === undefined && contents(current) === contents(record);
}

/** What is kept under a digest is always the same, so these writes need no condition. */
async function savePlans(table: Table, event: EventRecord, sections: readonly PackedSection[]): Promise<void> {
	const put = (key: Key, packed: Uint8Array) => ({ PutRequest: { Item: { ...key, packed } } });
	const requests = sections.flatMap(({ section, digest, plan, document }) => [
		put(planKey(event, section, digest), plan),
		put(documentKey(event, section, digest), document),
	]);
	const batches = Array.from({ length: Math.ceil(requests.length / RECORDS_PER_BATCH) }, (_, index) =>
		requests.slice(index * RECORDS_PER_BATCH, (index + 1) * RECORDS_PER_BATCH),
	);
	await inParallel(batches, BATCHES_AT_ONCE, (batch) => writeBatch(table, batch));
}

/** Up to 25 records; DynamoDB returns those it had no room for. */
async function writeBatch(table: Table, batch: readonly object[]): Promise<void> {
	let left = batch;
	for (let attempt = 1; left.length > 0; attempt++) {
		if (attempt > 1) await table.pause(attempt);
		const { UnprocessedItems } = await table.send(new BatchWriteCommand({ RequestItems: { [table.name]: [...left] } }));
		left = UnprocessedItems?.[table.name] ?? [];
	}
}

/**
 * Writes the event's record over the one it was made from, with its place in the list of events. Refuses a record that
 * would be too large. Returns false if another request was faster.
 */
export async function writeEventRecord(
	table: Table,
	{ id, version, life, seatOrder, settings, header, sections }: EventRecord,
	current: EventRecord | undefined,
): Promise<boolean> {
	const TableName = table.name;
	const item: EventItem = { version, life, seatOrder, event: pack({ settings, header, sections }) };
	if (item.event.length > MAX_PACKED_BYTES) {
		const message = `the event takes ${item.event.length} bytes packed without its seats, more than ${MAX_PACKED_BYTES}`;
		refuse({
			kind: "invalid-request",
			errors: [{ path: "/sections", message: `${message}: shorten labels and comments` }],
		});
	}
	const unchanged = current ? all(is("version", current.version), is("life", current.life)) : missing("version");
	const { name, opens, closes }: EventSettings = settings;
	const capacity = sections.reduce((sum, section) => sum + section.capacity, 0);
	try {
		await table.send(
			new TransactWriteCommand({
				TransactItems: [
					{ Put: { TableName, Item: { ...eventKey(id), ...item }, ...onlyIf(unchanged) } },
					{ Put: { TableName, Item: { ...listingKey(id), name, opens, closes, capacity } } },
				],
			}),
		);
		return true;
	} catch (error) {
		if ((error as Error).name === "TransactionCanceledException") return false;
		throw error;
	}
}
