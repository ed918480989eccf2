/**
 * What a function remembers of events. An event's record names the plan of each section by a digest, and a plan never
 * changes under its digest. So only the record is read again: after a few seconds, or for a seat that memory does not know.
 */
import { gunzipSync } from "node:zlib";
import { BatchGetCommand, GetCommand } from "@aws-sdk/lib-dynamodb";
import { planOfSection, settingsOf } from "../documents/section-plan.ts";
import type { SectionPlan } from "../domain/plan.ts";
import type { EventSettings } from "../domain/settings.ts";
import { eventKey, type Key, planKey, sectionPartition } from "./keys.ts";
import { type Table, TryAgain } from "./table.ts";

/** How long a function trusts its memory of an event. A deletion waits for it to pass (ADR 005). */
export const EVENT_FRESH_MS = 3_000;

/** The plans a function keeps in memory, in seats: about 40 MB. */
const MAX_REMEMBERED_SEATS = 400_000;

/** DynamoDB returns at most 100 records to one request. */
const KEYS_PER_REQUEST = 100;

/** What the event's record says of a section; its plan has its own record, under `digest`. */
export interface SectionEntry {
	readonly section: string;
	readonly digest: string;
	readonly capacity: number;
	/**
	 * How many shards its seats are counted over. It grows with the event and never shrinks: a record keeps the key it
	 * was written with, and is counted under it for its whole life.
	 */
	readonly shards: number;
}

/** The event's record as the table holds it. */
export interface EventRecord {
	/**
	 * Grows with every change of the record, which is written only over the version it was made from. It begins with the
	 * second of its making, so an event made again after a deletion never meets a version of the old one.
	 */
	readonly version: number;
	/** When its deletion began, epoch seconds; absent while there is none. */
	readonly deleting?: number;
	/** The document without its sections, as JSON. */
	readonly header: string;
	readonly sections: readonly SectionEntry[];
}

/** An event as it was read. */
export interface KnownEvent {
	readonly id: string;
	readonly version: number;
	readonly deletingSince: number | undefined;
	readonly settings: EventSettings;
	readonly header: string;
	readonly sections: ReadonlyMap<string, SectionEntry>;
	readonly capacity: number;
	readonly shards: number;
}

/** The table, and this function's memory of the events in it. */
export interface Store {
	readonly table: Table;
	readonly memory: EventMemory;
}

export interface EventMemory {
	/** The event as it was at most `EVENT_FRESH_MS` ago; with `"read again"` as it is now. */
	readonly event: (table: Table, id: string, how?: "read again") => Promise<KnownEvent | undefined>;
	/** The plans of these sections, by label; one that is missing was replaced since the event was read. */
	readonly plans: (table: Table, event: KnownEvent, sections: Iterable<string>) => Promise<Map<string, SectionPlan>>;
}

/** @param elapsedMs only ever grows: a clock that is set back must not keep an old event alive. */
export function rememberEvents(elapsedMs: () => number): EventMemory {
	const events = new Map<string, { readAt: number; event: Promise<KnownEvent | undefined> }>();
	const plans = new Map<string, { capacity: number; plan: Promise<SectionPlan | undefined> }>();
	let seats = 0;

	const forgetOldest = () => {
		for (const [key, { capacity }] of plans) {
			if (seats <= MAX_REMEMBERED_SEATS) return;
			plans.delete(key);
			seats -= capacity;
		}
	};

	return {
		event: (table, id, how) => {
			const known = events.get(id);
			if (known && how === undefined && elapsedMs() - known.readAt < EVENT_FRESH_MS) return known.event;
			const read = { readAt: elapsedMs(), event: readEvent(table, id) };
			events.set(id, read);
			forgetUnless(read.event, () => events.get(id) === read && events.delete(id));
			return read.event;
		},
		plans: async (table, event, sections) => {
			const entries = Array.from(sections).flatMap((section) => event.sections.get(section) ?? []);
			const keyOf = ({ section, digest }: SectionEntry) => JSON.stringify([event.id, section, digest]);
			const unread = entries.filter((entry) => !plans.has(keyOf(entry)));
			const documents = readSectionDocuments(table, event.id, unread);
			for (const entry of unread) {
				const key = keyOf(entry);
				const read = { capacity: entry.capacity, plan: planIn(documents, entry.section) };
				plans.set(key, read);
				seats += entry.capacity;
				forgetUnless(read.plan, () => {
					if (plans.get(key) === read && plans.delete(key)) seats -= entry.capacity;
				});
			}
			const found = await Promise.all(entries.map((entry) => plans.get(keyOf(entry))?.plan));
			forgetOldest();
			return new Map(found.flatMap((plan) => (plan ? [[plan.section, plan]] : [])));
		},
	};
}

async function planIn(documents: Promise<Map<string, unknown>>, section: string): Promise<SectionPlan | undefined> {
	const document = (await documents).get(section);
	return document === undefined ? undefined : planOfSection(section, document);
}

/** What could not be read, or was not there, is asked for again the next time. */
function forgetUnless(read: Promise<unknown>, forget: () => void): void {
	read.then((value) => value === undefined && forget(), forget);
}

/** Strongly consistent: a function must not remember an event as open after its deletion began (ADR 005). */
async function readEvent(table: Table, id: string): Promise<KnownEvent | undefined> {
	const { Item } = await table.send(new GetCommand({ TableName: table.name, Key: eventKey(id), ConsistentRead: true }));
	return Item && knownEvent(id, Item as EventRecord);
}

export function knownEvent(id: string, { version, deleting, header, sections }: EventRecord): KnownEvent {
	return {
		id,
		version,
		deletingSince: deleting,
		header,
		settings: settingsOf(JSON.parse(header)),
		sections: new Map(sections.map((entry) => [entry.section, entry])),
		capacity: sections.reduce((sum, { capacity }) => sum + capacity, 0),
		shards: Math.max(1, ...sections.map(({ shards }) => shards)),
	};
}

/** The plans of these sections in their order, or of the whole event. */
export async function readPlans(
	event: KnownEvent & Store,
	sections: readonly string[] = [...event.sections.keys()],
): Promise<SectionPlan[]> {
	const plans = await event.memory.plans(event.table, event, sections);
	return sections.map((section) => plans.get(section) ?? replacedMeanwhile());
}

/** The event's document as it was put: its header, then its sections in order. */
export async function readDocument(table: Table, event: KnownEvent): Promise<Record<string, unknown>> {
	const entries = [...event.sections.values()];
	const documents = await readSectionDocuments(table, event.id, entries);
	if (documents.size < entries.length) replacedMeanwhile();
	const sections = Object.fromEntries(entries.map(({ section }) => [section, documents.get(section)]));
	const header = JSON.parse(event.header);
	return { ...header, sections: { ...header.sections, ...sections } };
}

export function replacedMeanwhile(): never {
	throw new TryAgain("the event was replaced while it was read");
}

/** The documents of these sections, by label, as they were put. */
export async function readSectionDocuments(
	table: Table,
	event: string,
	entries: readonly SectionEntry[],
): Promise<Map<string, unknown>> {
	const keys = entries.map(({ section, digest }) => planKey(event, section, digest));
	const batches = Array.from({ length: Math.ceil(keys.length / KEYS_PER_REQUEST) }, (_, index) =>
		readBatch(table, keys.slice(index * KEYS_PER_REQUEST, (index + 1) * KEYS_PER_REQUEST)),
	);
	const items = (await Promise.all(batches)).flat();
	const byPartition = new Map(items.map((item) => [item["pk"], item["document"] as Uint8Array]));
	return new Map(
		entries.flatMap(({ section }) => {
			const packed = byPartition.get(sectionPartition(event, section));
			return packed === undefined ? [] : [[section, JSON.parse(gunzipSync(packed).toString())]];
		}),
	);
}

async function readBatch(table: Table, keys: readonly Key[]): Promise<Record<string, unknown>[]> {
	const found: Record<string, unknown>[] = [];
	let asked: Record<string, unknown>[] = keys.map((key) => ({ ...key }));
	for (let attempt = 1; asked.length > 0; attempt++) {
		if (attempt > 1) await table.pause(attempt);
		const { Responses, UnprocessedKeys } = await table.send(
			new BatchGetCommand({ RequestItems: { [table.name]: { Keys: asked, ConsistentRead: true } } }),
		);
		found.push(...(Responses?.[table.name] ?? []));
		asked = UnprocessedKeys?.[table.name]?.Keys ?? [];
	}
	return found;
}
