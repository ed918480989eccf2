/**
 * Saves an event document, whole or not at all (I10). Its plans are written first, each under the digest of what is in it,
 * where no reader looks for them yet; then one conditional write of the event's record makes them the plan (I4, I7). The
 * states that seats start with are part of the plan, so a document with sold seats writes nothing that a seat is read from
 * (ADR 026).
 */
import { randomUUID } from "node:crypto";
import { TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { chartOf } from "../documents/chart-of.ts";
import type { EventDocument, SectionDocument } from "../documents/event-document.ts";
import { all, is, missing } from "../domain/clause.ts";
import { rowSeatKey, type SectionPlan, seatsOf } from "../domain/plan.ts";
import { refuse } from "../domain/refusal.ts";
import { refuseChangedSeats, refuseLostSeats } from "../domain/same-seats.ts";
import type { SeatRecord } from "../domain/seat-record.ts";
import { assignShards } from "../domain/shards.ts";
import { type PackedChart, packChart, recordsOfChart } from "./charts.ts";
import { digestOf } from "./digest.ts";
import { beginDraft, type Draft, endOfDraft, readDraft } from "./draft.ts";
import {
	type EventItem,
	type EventRecord,
	listingOf,
	readBatch,
	readEventRecord,
	readPlanRecords,
	replacedWhileRead,
	type SectionEntry,
	type StoredPlan,
} from "./event-record.ts";
import { checkPreconditions, type Preconditions, readable } from "./event-tag.ts";
import { onlyIf } from "./expression.ts";
import { inChunks, inParallel } from "./in-parallel.ts";
import { documentKey, eventKey, type Key, type Life, listingKey, nameOfKey, planKey } from "./keys.ts";
import { pack } from "./packed.ts";
import { sweepGraves } from "./sweep.ts";
import { isCancelled, type Table, TryAgain } from "./table.ts";
import { RECORDS_PER_BATCH, writeBatch } from "./write-batch.ts";

/** A record holds 400 KB; what is packed leaves room for its key and names. */
const MAX_PACKED_BYTES = 390_000;

const BATCHES_AT_ONCE = 8;

/** A PUT of more sections needs several rounds of requests, so it keeps a draft to resume from. */
const SECTIONS_WITHOUT_DRAFT = (RECORDS_PER_BATCH * BATCHES_AT_ONCE) / 2;

/** When another request was faster, the document is compared with the event again, this many times in all. */
const MAX_ROUNDS = 3;

export interface SaveOptions extends Preconditions {
	/** Epoch seconds. */
	readonly now: number;
	/** A name that nothing had before. */
	readonly newName: () => string;
}

/** A section as the event's record will have it, and what else must be written for it. */
interface PackedSection {
	readonly entry: SectionEntry;
	/** Nothing for a section that the event has as it is. */
	readonly records: readonly PackedRecord[];
}

interface PackedRecord extends Key {
	readonly packed: Uint8Array;
}

/**
 * Creates the event, or extends it: seats may come, none may go (`seats-removed`) or become another physical seat
 * (`seats-changed`). It reopens an event whose deletion is under way.
 */
export async function saveEvent(
	table: Table,
	id: string,
	document: EventDocument,
	{ now, newName, ifMatch, ifNoneMatch }: SaveOptions,
): Promise<EventRecord> {
	const chart = packChart(chartOf(document.header, document.sections));
	const sections = document.sections.map((section) => ({ ...section, digest: digestOfJson(section.document) }));
	const documentDigest = digestOfJson([document.header, sections.map(({ section, digest }) => [section, digest])]);
	for (let round = 1; round <= MAX_ROUNDS; round++) {
		const current = await readEventRecord(table, id);
		checkPreconditions({ ifMatch }, readable(current));
		// A deletion that is under way may be refused, and then the event has its seats and sales still.
		checkPreconditions({ ifNoneMatch }, current);
		if (current === undefined) await sweepGraves(table, id);

		const had = new Map(current?.sections.map((entry) => [entry.section, entry]));
		const isUnchanged = ({ section, digest }: DigestedSection) => had.get(section)?.documentDigest === digest;
		const changed = sections.filter((section) => !isUnchanged(section));
		const unchanged = new Set(sections.filter(isUnchanged).map(({ section }) => section));
		const before = await plansOf(table, current, ({ section }) => !unchanged.has(section));
		const after = changed.map(({ plan }) => plan);
		refuseChangedSeats(before.values(), after);
		refuseLostSeats(before.values(), after);

		const fresh = { id, document: documentDigest, name: newName(), life: newName(), isNew: true, begun: now };
		const draft = changed.length > SECTIONS_WITHOUT_DRAFT ? await goOnOrBegin(table, fresh, current) : undefined;
		if (draft === "overtaken") continue;
		const life = { id, life: current?.life ?? draft?.life ?? fresh.life };
		const packed = packSections(life, sections, { entries: had, plans: before }, draft?.begun ?? now);
		const record = recordOf(life, document, packed, chart, current);
		if (current && isSame(current, record)) return current;
		const records = [...packed.flatMap(({ records }) => records), ...newChart(life, chart, current)];
		await saveRecords(table, records, draft);
		if (await writeEventRecord(table, record, current, draft)) return record;
	}
	throw new TryAgain("the event kept changing");
}

/** The draft of a large document: what an earlier PUT of it has left, or else a new one. */
async function goOnOrBegin(
	table: Table,
	fresh: Draft,
	current: EventRecord | undefined,
): Promise<(Draft & { readonly isBegun: boolean }) | "overtaken"> {
	const found = await readDraft(table, fresh.id, fresh.document);
	const isOurs = current ? found?.life === current.life : found?.isNew;
	if (found && isOurs) return { ...found, isBegun: true };
	const draft = current ? { ...fresh, life: current.life, isNew: false } : fresh;
	return (await beginDraft(table, draft, found)) ? { ...draft, isBegun: false } : "overtaken";
}

/** What must be written for a chart that the event does not have. */
export function newChart(life: Life, chart: PackedChart, current: EventRecord | undefined): PackedRecord[] {
	return current?.chart === chart.id ? [] : recordsOfChart(life, chart);
}

/** The plans of those sections of the event that the document changes or drops. */
async function plansOf(
	table: Table,
	current: EventRecord | undefined,
	isWanted: (entry: SectionEntry) => boolean,
): Promise<Map<string, SectionPlan>> {
	if (current === undefined) return new Map();
	const entries = current.sections.filter(isWanted);
	const plans = await readPlanRecords(table, current, entries);
	return plans.size < entries.length ? replacedWhileRead() : plans;
}

type DigestedSection = SectionDocument & { readonly digest: string };

/** What the event has of sections, by label: nothing of one that is new. */
interface Existing {
	readonly entries: ReadonlyMap<string, SectionEntry>;
	/** Of those that change. */
	readonly plans: ReadonlyMap<string, SectionPlan>;
}

function packSections(
	life: Life,
	sections: readonly DigestedSection[],
	{ entries, plans }: Existing,
	begun: number,
): PackedSection[] {
	const capacities = sections.map(({ section, plan }) => ({ section, capacity: plan.seats.size }));
	const shards = assignShards(capacities, new Map(Array.from(entries, ([section, entry]) => [section, entry.shards])));
	return sections.map((one, index) => {
		const { section, digest: documentDigest, document, plan, starting } = one;
		const entry = entries.get(section);
		if (entry?.documentDigest === documentDigest) return { entry, records: [] };

		const stored: StoredPlan = { rows: plan.rows, starts: startsOf(starting, plans.get(section), begun) };
		const planDigest = digestOfJson(stored);
		const records = [
			{ ...planKey(life, section, planDigest), packed: pack(stored) },
			{ ...documentKey(life, section, documentDigest), packed: pack(document) },
		];
		for (const { packed } of records) refuseLarge(section, packed);
		const capacity = plan.seats.size;
		const starts = stored.starts.length;
		return { entry: { section, documentDigest, planDigest, capacity, starts, shards: shards[index] ?? [0] }, records };
	});
}

function refuseLarge(section: string, { length }: Uint8Array): void {
	if (length <= MAX_PACKED_BYTES) return;
	const message = `section ${section} takes ${length} bytes packed, more than ${MAX_PACKED_BYTES}: divide it`;
	refuse({ kind: "invalid-request", errors: [{ path: "/sections", message }] });
}

/**
 * A seat that the event has starts as it did, whatever the document says of it now: its state is its own (I11).
 * @param begun when the others start: the same each time that a document is sent again, so that its plans are the same
 */
function startsOf(
	starting: SectionDocument["starting"],
	before: SectionPlan | undefined,
	begun: number,
): StoredPlan["starts"] {
	const isKnown = (key: string) => before?.seats.has(key) ?? false;
	const fresh = starting.map(
		({ seat: { row, seat }, record }) => [rowSeatKey(row, seat), since(record, begun)] as const,
	);
	return [...(before?.starts ?? []), ...fresh.filter(([key]) => !isKnown(key))];
}

function since(record: SeatRecord, begun: number): SeatRecord {
	if (record.status === "sold") return { ...record, soldAt: begun };
	return record.status === "locked" ? { ...record, lockedAt: begun } : record;
}

const digestOfJson = (value: unknown): string => digestOf(JSON.stringify(value));

function recordOf(
	life: Life,
	{ settings, header, sections }: EventDocument,
	packed: readonly PackedSection[],
	chart: PackedChart,
	current: EventRecord | undefined,
): EventRecord {
	return {
		...life,
		version: (current?.version ?? 0) + 1,
		settings,
		header,
		sections: packed.map(({ entry }) => entry),
		seatOrder: digestOfJson(
			sections.map(({ plan }) => seatsOf(plan).map(({ section, row, seat }) => [section, row, seat])),
		),
		chart: chart.id,
	};
}

function isSame(current: EventRecord, record: EventRecord): boolean {
	const contents = ({ header, chart, sections }: EventRecord) =>
		JSON.stringify([header, chart, sections.map(({ section, documentDigest }) => [section, documentDigest])]);
	return current.deleting === undefined && contents(current) === contents(record);
}

/**
 * Writes these records; with a draft, those that an earlier PUT has not written, and the failure says how far it came if
 * the time runs out. What is kept under a digest is always the same, so no write needs a condition.
 */
export async function saveRecords(
	table: Table,
	records: readonly PackedRecord[],
	draft?: { readonly isBegun: boolean },
): Promise<void> {
	let saved = 0;
	try {
		await inParallel(inChunks(records, RECORDS_PER_BATCH), BATCHES_AT_ONCE, async (batch) => {
			const left = draft?.isBegun ? await missingOf(table, batch) : batch;
			await writeBatch(
				table,
				left.map((Item) => ({ PutRequest: { Item } })),
			);
			saved += batch.length;
		});
	} catch (error) {
		throw draft && error instanceof TryAgain ? withProgress(error, saved / records.length) : error;
	}
}

/** Those of these records, at most a batch, that are not in the table. */
async function missingOf(table: Table, records: readonly PackedRecord[]): Promise<readonly PackedRecord[]> {
	const keys = records.map(({ pk, sk }) => ({ pk, sk }));
	const there = new Set((await readBatch(table, keys, "pk, sk")).map(nameOfKey));
	return records.filter((record) => !there.has(nameOfKey(record)));
}

const withProgress = (cause: TryAgain, progress: number) =>
	new TryAgain(cause.message, { cause, progress: Math.floor(100 * progress) / 100 });

/**
 * Writes the event's record over the one it was made from, with its place in the list of events. Refuses a record that
 * would be too large. Returns false if another request was faster.
 */
export async function writeEventRecord(
	table: Table,
	{ id, version, life, seatOrder, chart, settings, header, sections }: EventRecord,
	current: EventRecord | undefined,
	draft?: Draft,
): Promise<boolean> {
	const TableName = table.name;
	const item: EventItem = { version, life, seatOrder, chart, event: pack({ settings, header, sections }) };
	if (item.event.length > MAX_PACKED_BYTES) {
		const size = `the event takes ${item.event.length} bytes packed without its seats, more than ${MAX_PACKED_BYTES}`;
		const message = `${size}: shorten labels and comments`;
		refuse({ kind: "invalid-request", errors: [{ path: "", message }] });
	}
	const unchanged = current ? all(is("version", current.version), is("life", current.life)) : missing("version");
	try {
		await table.send(
			new TransactWriteCommand({
				// The same in every copy that is sent: one whose answer was lost is answered as done, not refused.
				ClientRequestToken: randomUUID(),
				TransactItems: [
					{ Put: { TableName, Item: { ...eventKey(id), ...item }, ...onlyIf(unchanged) } },
					{ Put: { TableName, Item: { ...listingKey(id), ...listingOf({ settings, sections }) } } },
					...(draft ? [endOfDraft(table, draft)] : []),
				],
			}),
		);
		return true;
	} catch (error) {
		if (isCancelled(error)) return false;
		// All of it is written, and only this is left.
		throw draft && error instanceof TryAgain ? withProgress(error, 1) : error;
	}
}
