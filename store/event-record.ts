/**
 * An event's record and the plans of its sections, as the table holds them. The record is changed by one conditional write
 * at a time, and only over the version it was made from. Plans are kept under their digest and never change.
 */
import { BatchGetCommand, GetCommand } from "@aws-sdk/lib-dynamodb";
import { type PlanRow, rowSeatKey, type SectionPlan } from "../domain/plan.ts";
import { refuse } from "../domain/refusal.ts";
import type { SeatRecord } from "../domain/seat-record.ts";
import type { EventSettings } from "../domain/settings.ts";
import { inChunks } from "./in-parallel.ts";
import { documentKey, eventKey, type Key, type Life, planKey } from "./keys.ts";
import { unpack } from "./packed.ts";
import { type Table, TryAgain } from "./table.ts";

/** DynamoDB returns at most 100 records to one request. */
export const KEYS_PER_REQUEST = 100;

/** What the event's record says of a section. */
export interface SectionEntry {
	readonly section: string;
	/** The section as it was put is kept under this digest. */
	readonly documentDigest: string;
	/** Its rows, and the records its seats start with, are kept under this digest. */
	readonly planDigest: string;
	readonly capacity: number;
	/** The number of seats that start taken. */
	readonly starts: number;
	/** The shards its seats are counted under. They only become more: a record keeps the key it was written with. */
	readonly shards: readonly number[];
}

export interface EventRecord extends Life {
	/** Grows by one with every change. */
	readonly version: number;
	/** The mark of the deletion that is under way, if there is one: a value of its own for each attempt. */
	readonly deleting?: string | undefined;
	readonly settings: EventSettings;
	/** The document without its sections, as it was put. */
	readonly header: Readonly<Record<string, unknown>>;
	readonly sections: readonly SectionEntry[];
	/** Of the order of all seats: charts and readings of the whole house are made for one order. */
	readonly seatOrder: string;
	/** The id of the chart that it has now. */
	readonly chart: string;
}

export const capacityOf = ({ sections }: Pick<EventRecord, "sections">): number =>
	sections.reduce((sum, { capacity }) => sum + capacity, 0);

/** What the list of events says of one. Times are epoch seconds. */
export interface EventListing {
	readonly name: string;
	readonly opens?: number | undefined;
	readonly closes?: number | undefined;
	readonly capacity: number;
}

export function listingOf(event: Pick<EventRecord, "settings" | "sections">): EventListing {
	const { name, opens, closes } = event.settings;
	return { name, opens, closes, capacity: capacityOf(event) };
}

/** The record of an event as an item. */
export interface EventItem {
	readonly version: number;
	readonly life: string;
	readonly deleting?: string;
	readonly seatOrder: string;
	readonly chart: string;
	/** Settings, header and sections, packed. */
	readonly event: Uint8Array;
}

export function eventOfItem(id: string, { version, life, deleting, seatOrder, chart, event }: EventItem): EventRecord {
	const { settings, header, sections } = unpack(event) as Pick<EventRecord, "settings" | "header" | "sections">;
	return { id, version, life, deleting, seatOrder, chart, settings, header, sections };
}

/** Strongly consistent: a function must not remember an event as open after its deletion began (ADR 028). */
export async function readEventRecord(table: Table, id: string): Promise<EventRecord | undefined> {
	const { Item } = await table.send(new GetCommand({ TableName: table.name, Key: eventKey(id), ConsistentRead: true }));
	return Item && eventOfItem(id, Item as EventItem);
}

/**
 * Reads what goes with an event as it is now. Refuses with `unknown-event`.
 * @param read is asked once more, with the event read again, if the event was replaced or deleted before it had all of it.
 */
export async function readFromEvent<Found>(
	table: Table,
	id: string,
	read: (event: EventRecord) => Promise<Found>,
): Promise<Found> {
	const readOnce = async () => {
		const event = await readEventRecord(table, id);
		if (event === undefined || event.deleting) return refuse({ kind: "unknown-event", event: id });
		return read(event);
	};
	try {
		return await readOnce();
	} catch (error) {
		if (!(error instanceof EventReplaced)) throw error;
		return readOnce();
	}
}

/** A plan as a record keeps it. */
export interface StoredPlan {
	readonly rows: readonly PlanRow[];
	readonly starts: readonly (readonly [string, SeatRecord])[];
}

/** The plans of these sections, by label; one that is missing was swept up with its event. */
export async function readPlanRecords(
	table: Table,
	event: Life,
	entries: readonly SectionEntry[],
): Promise<Map<string, SectionPlan>> {
	const keys = entries.map(({ section, planDigest }) => planKey(event, section, planDigest));
	const packed = await readPacked(table, keys, entries);
	return new Map(Array.from(packed, ([section, plan]) => [section, planOf(section, plan as StoredPlan)]));
}

export function planOf(section: string, { rows, starts }: StoredPlan): SectionPlan {
	const seats = new Map<string, number>();
	for (const { row, places } of rows) {
		for (const place of places) if (place) seats.set(rowSeatKey(row, place.seat), seats.size);
	}
	return { section, rows, seats, starts: new Map(starts) };
}

/** The event's document as it was put: its header, then its sections in order. */
export async function readDocument(table: Table, event: EventRecord): Promise<Record<string, unknown>> {
	const keys = event.sections.map(({ section, documentDigest }) => documentKey(event, section, documentDigest));
	const documents = await readPacked(table, keys, event.sections);
	if (documents.size < event.sections.length) replacedWhileRead();
	const sections = Object.fromEntries(event.sections.map(({ section }) => [section, documents.get(section)]));
	return { ...event.header, sections: { ...(event.header["sections"] as object | undefined), ...sections } };
}

/** Nothing has happened yet, and the event read again has what is missing. */
export class EventReplaced extends TryAgain {}

export function replacedWhileRead(): never {
	throw new EventReplaced("the event was replaced while it was read");
}

async function readPacked(
	table: Table,
	keys: readonly Key[],
	entries: readonly SectionEntry[],
): Promise<Map<string, unknown>> {
	const items = await readAll(table, keys);
	const byPartition = new Map(items.map((item) => [item.pk, item["packed"] as Uint8Array]));
	return new Map(
		entries.flatMap(({ section }, index) => {
			const packed = byPartition.get(keys[index]?.pk ?? "");
			return packed === undefined ? [] : [[section, unpack(packed)]];
		}),
	);
}

/** A record as the table has it. */
type Item = Key & Readonly<Record<string, unknown>>;

/** The records with these keys, in no order: strongly consistent. */
export async function readAll(table: Table, keys: readonly Key[]): Promise<Item[]> {
	const batches = inChunks(keys, KEYS_PER_REQUEST).map((chunk) => readBatch(table, chunk));
	return (await Promise.all(batches)).flat();
}

/**
 * The same for up to 100 keys.
 * @param ProjectionExpression which attributes are read; all of them unless given.
 */
export async function readBatch(table: Table, keys: readonly Key[], ProjectionExpression?: string): Promise<Item[]> {
	const found: Item[] = [];
	let asked: Record<string, unknown>[] = keys.map((key) => ({ ...key }));
	for (let attempt = 1; asked.length > 0; attempt++) {
		if (attempt > 1) await table.pause(attempt);
		const wanted = { Keys: asked, ConsistentRead: true, ...(ProjectionExpression && { ProjectionExpression }) };
		const { Responses, UnprocessedKeys } = await table.send(
			new BatchGetCommand({ RequestItems: { [table.name]: wanted } }),
		);
		found.push(...((Responses?.[table.name] ?? []) as Item[]));
		asked = UnprocessedKeys?.[table.name]?.Keys ?? [];
	}
	return found;
}
