/**
 * Reads plans. An event's record says which plan each of its sections has; a plan never changes under its digest, so
 * only the event's record is read again: after a few seconds, or when a request names a seat it does not know.
 */
import { gunzipSync } from "node:zlib";
import { BatchGetCommand, GetCommand } from "@aws-sdk/lib-dynamodb";
import { planOfSection, settingsOf } from "../documents/section-plan.ts";
import { type EventSettings, hasSeat, type SectionPlan } from "../domain/plan.ts";
import { accept, type Result, refuseWith } from "../domain/result.ts";
import type { Seat } from "../domain/seat.ts";
import { shardOf } from "../domain/shards.ts";
import { eventKey, type Key, planKey, sectionPartition, shardKey } from "./keys.ts";
import { type Table, TryAgain } from "./table.ts";

/** How long a function trusts its memory of an event, in milliseconds. A deletion waits for it to pass. */
export const PLAN_FRESH_MS = 3_000;

/** Seats whose plans a function keeps in memory: about 40 MB. */
const REMEMBERED_SEATS = 400_000;

/** What the event's record says of a section; its plan stands under `digest`. */
export interface SectionEntry {
	readonly section: string;
	readonly digest: string;
	readonly capacity: number;
	/**
	 * Over how many shards its seats are counted. It grows with the event and never shrinks: a record keeps the key it
	 * was written with, and is counted under it for as long as it is there.
	 */
	readonly shards: number;
}

export interface EventPlan {
	readonly id: string;
	/**
	 * Grows with every change of the record, which is written only over the version it was made from. It begins with the
	 * second of its making, so that an event made again after a deletion never meets a version of the old one.
	 */
	readonly version: number;
	/** When its deletion began, epoch seconds; `undefined` while it is open. */
	readonly deletingSince: number | undefined;
	readonly settings: EventSettings;
	/** The document without its sections, as JSON. */
	readonly header: string;
	readonly sections: ReadonlyMap<string, SectionEntry>;
	readonly capacity: number;
	readonly shards: number;
}

/** The event's record as the table holds it. */
export interface EventRecord {
	readonly version: number;
	readonly deleting?: number;
	readonly header: string;
	readonly sections: readonly SectionEntry[];
}

/** A function's memory of the plans it has read. */
export interface PlanMemory {
	/** The event as it was at most a few seconds ago; `anew` as it is now. */
	readonly event: (table: Table, id: string, anew?: "anew") => Promise<EventPlan | undefined>;
	/** The plans of these sections, by label; one that is missing was replaced since the event was read. */
	readonly sections: (table: Table, event: EventPlan, labels: Iterable<string>) => Promise<Map<string, SectionPlan>>;
}

/** @param elapsed milliseconds that only ever grow: a clock that is set back must not keep an old plan alive. */
export function rememberPlans(elapsed: () => number): PlanMemory {
	const events = new Map<string, { readAt: number; plan: Promise<EventPlan | undefined> }>();
	const sections = new Map<string, { capacity: number; plan: Promise<SectionPlan | undefined> }>();
	let seats = 0;

	const forgetOldest = () => {
		for (const [key, { capacity }] of sections) {
			if (seats <= REMEMBERED_SEATS) return;
			sections.delete(key);
			seats -= capacity;
		}
	};

	return {
		event: (table, id, anew) => {
			const known = events.get(id);
			if (known && !anew && elapsed() - known.readAt < PLAN_FRESH_MS) return known.plan;
			const read = { readAt: elapsed(), plan: readEvent(table, id) };
			events.set(id, read);
			forgetUnless(read.plan, () => events.get(id) === read && events.delete(id));
			return read.plan;
		},
		sections: async (table, event, labels) => {
			const entries = Array.from(labels).flatMap((label) => event.sections.get(label) ?? []);
			const keyOf = ({ section, digest }: SectionEntry) => JSON.stringify([event.id, section, digest]);
			const missing = entries.filter((entry) => !sections.has(keyOf(entry)));
			const documents = readSectionDocuments(table, event.id, missing);
			for (const entry of missing) {
				const key = keyOf(entry);
				const read = { capacity: entry.capacity, plan: planIn(documents, entry.section) };
				sections.set(key, read);
				seats += entry.capacity;
				forgetUnless(read.plan, () => {
					if (sections.get(key) === read && sections.delete(key)) seats -= entry.capacity;
				});
			}
			const plans = await Promise.all(entries.map((entry) => sections.get(keyOf(entry))?.plan));
			forgetOldest();
			return new Map(plans.flatMap((plan) => (plan ? [[plan.section, plan]] : [])));
		},
	};
}

async function planIn(documents: Promise<Map<string, unknown>>, section: string) {
	const document = (await documents).get(section);
	return document === undefined ? undefined : planOfSection(section, document);
}

/** What could not be read, or is not there, is asked for again the next time. */
function forgetUnless(plan: Promise<unknown>, forget: () => void): void {
	plan.then((value) => value === undefined && forget(), forget);
}

/** What a request names of an event: seats, or whole sections. */
export interface Named {
	readonly seats?: readonly Seat[];
	readonly sections?: readonly string[] | undefined;
}

/** The event, if it has what the request names: from memory, or read again when memory does not know it. */
export async function planOf(memory: PlanMemory, table: Table, id: string, named: Named): Promise<Result<EventPlan>> {
	const remembered = await memory.event(table, id);
	if (remembered && isOpen(remembered) && (await unknownTo(memory, table, remembered, named)).length === 0) {
		return accept(remembered);
	}
	const event = await memory.event(table, id, "anew");
	if (event === undefined || !isOpen(event)) return refuseWith({ kind: "unknown-event", event: id });
	const unknown = await unknownTo(memory, table, event, named);
	return unknown.length === 0 ? accept(event) : refuseWith({ kind: "unknown-seat", seats: unknown });
}

const isOpen = ({ deletingSince }: EventPlan) => deletingSince === undefined;

async function unknownTo(
	memory: PlanMemory,
	table: Table,
	event: EventPlan,
	{ seats = [], sections = [] }: Named,
): Promise<Partial<Seat>[]> {
	const missing = sections.filter((section) => !event.sections.has(section)).map((section) => ({ section }));
	if (seats.length === 0) return missing;
	const plans = await memory.sections(table, event, new Set(seats.map((seat) => seat.section)));
	return seats.filter((seat) => {
		const plan = plans.get(seat.section);
		return plan === undefined || !hasSeat(plan, seat);
	});
}

/** The plans of these sections in their order, or of the whole event. */
export async function plansOf(
	memory: PlanMemory,
	table: Table,
	event: EventPlan,
	sections: readonly string[] | undefined,
): Promise<SectionPlan[]> {
	const wanted = sections ?? [...event.sections.keys()];
	const plans = await memory.sections(table, event, wanted);
	return wanted.map((label) => {
		const plan = plans.get(label);
		if (plan === undefined) throw new TryAgain("the event was replaced while it was read");
		return plan;
	});
}

/** How many seats a section has, or the whole event. */
export function capacityOf(event: EventPlan, section: string | undefined): number {
	return section === undefined ? event.capacity : (event.sections.get(section)?.capacity ?? 0);
}

/** The key under which this seat is counted. */
export function shardKeyOf(event: EventPlan, seat: Seat): string {
	return shardKey(event.id, shardOf(seat, event.sections.get(seat.section)?.shards ?? 1));
}

/** Consistently, for an event that is being deleted must not be remembered as open a moment longer (ADR 005). */
async function readEvent(table: Table, id: string): Promise<EventPlan | undefined> {
	const { Item } = await table.send(new GetCommand({ TableName: table.name, Key: eventKey(id), ConsistentRead: true }));
	return Item && eventPlanOf(id, Item as EventRecord);
}

export function eventPlanOf(id: string, { version, deleting, header, sections }: EventRecord): EventPlan {
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

const unzip = (document: Uint8Array): unknown => JSON.parse(gunzipSync(document).toString());

/** The event's document as it was put: what it says of the event, then its sections in order. */
export async function readDocument(table: Table, event: EventPlan): Promise<Record<string, unknown>> {
	const entries = [...event.sections.values()];
	const documents = await readSectionDocuments(table, event.id, entries);
	if (documents.size < entries.length) throw new TryAgain("the event was replaced while it was read");
	const sections = Object.fromEntries(entries.map(({ section }) => [section, documents.get(section)]));
	const header = JSON.parse(event.header);
	return { ...header, sections: { ...header.sections, ...sections } };
}

/** DynamoDB gives at most 100 records to a request. */
const KEYS_PER_REQUEST = 100;

/** The documents of these sections, by label, as they were written. */
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
			const document = byPartition.get(sectionPartition(event, section));
			return document === undefined ? [] : [[section, unzip(document)]];
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
