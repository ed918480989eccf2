/**
 * What a function remembers of events and of plans. Only the event's record is read again: when it is a few seconds old,
 * or, at most once a second, for a label that memory does not know. Both memories are bounded.
 */
import type { SectionPlan } from "../domain/plan.ts";
import {
	capacityOf,
	type EventRecord,
	readEventRecord,
	readPlanRecords,
	replacedWhileRead,
	type SectionEntry,
} from "./event-record.ts";
import type { Readings } from "./readings.ts";
import type { Table } from "./table.ts";

/** How long an event may be remembered by a function that makes records of available seats. A deletion waits for it. */
export const EVENT_FRESH_MS = 3_000;

/** An event this old is read again: that leaves a write one second to finish while the event is still fresh. */
export const EVENT_READ_AGAIN_MS = 2_000;

/** A label that memory does not know makes a function read the event again, but not more often than this. */
const REREAD_MS = 1_000;

/** What a function keeps in memory of events, in sections: about 6 MB. */
const MAX_REMEMBERED_SECTIONS = 50_000;

/** And of plans, in seats: about 40 MB. */
const MAX_REMEMBERED_SEATS = 400_000;

/** An event as it was read. */
export interface KnownEvent extends Omit<EventRecord, "sections"> {
	readonly sections: ReadonlyMap<string, SectionEntry>;
	readonly capacity: number;
	/** The number of seats that start taken. */
	readonly starts: number;
	/** How long ago the record was read. */
	readonly ageMs: () => number;
}

/** The table, and this function's memory of the events in it. */
export interface Store {
	readonly table: Table;
	readonly memory: EventMemory;
	readonly readings: Readings;
}

export interface EventMemory {
	/** The event as it was at most this long ago; 0 is now. Throws if it must be read and cannot be. */
	readonly event: (table: Table, id: string, maxAgeMs?: number) => Promise<KnownEvent | undefined>;
	/**
	 * The event read again for a label that memory does not know; as it is in memory if it was just read again. There is
	 * none while its deletion is under way: what is read only then must not make records (ADR 028).
	 */
	readonly reread: (table: Table, id: string) => Promise<KnownEvent | undefined>;
	/** The event as memory has it, however old. */
	readonly lastKnown: (id: string) => KnownEvent | undefined;
	/** The plans of these sections, by label; one that is missing was replaced since the event was read. */
	readonly plans: (table: Table, event: KnownEvent, sections: Iterable<string>) => Promise<Map<string, SectionPlan>>;
}

/**
 * @param clocks milliseconds. The age is taken from the clock that moved most: one may stop while the function is
 * frozen, another may be set back.
 */
export function rememberEvents(...clocks: readonly (() => number)[]): EventMemory {
	const events = new Map<string, { readonly ageMs: () => number; readonly event: Promise<KnownEvent | undefined> }>();
	const known = new Map<string, KnownEvent>();
	const rereads = new Map<string, () => number>();
	let sections = 0;

	const startTimer = () => {
		const started = clocks.map((clock) => clock());
		return () => Math.max(...clocks.map((clock, index) => clock() - (started[index] ?? 0)));
	};
	const weightOf = (event: KnownEvent) => 1 + event.sections.size;
	const forget = (id: string) => {
		const event = known.get(id);
		if (event && known.delete(id)) sections -= weightOf(event);
		events.delete(id);
		rereads.delete(id);
	};
	const remember = (event: KnownEvent) => {
		const before = known.get(event.id);
		if (before && known.delete(event.id)) sections -= weightOf(before);
		known.set(event.id, event);
		sections += weightOf(event);
		for (const id of known.keys()) {
			if (sections <= MAX_REMEMBERED_SECTIONS || id === event.id) return;
			forget(id);
		}
	};

	const readEvent: EventMemory["event"] = (table, id, maxAgeMs = EVENT_READ_AGAIN_MS) => {
		const before = events.get(id);
		if (before && before.ageMs() < maxAgeMs) return before.event;
		const ageMs = startTimer();
		const read = { ageMs, event: readEventRecord(table, id).then((record) => record && knownEvent(record, ageMs)) };
		events.set(id, read);
		read.event.then(
			(event) => {
				if (events.get(id) !== read) return;
				if (event) remember(event);
				else forget(id);
			},
			// The event stays known as it was, for requests that need no fresh one.
			() => events.get(id) === read && events.delete(id),
		);
		return read.event;
	};

	return {
		event: readEvent,
		reread: async (table, id) => {
			const sinceLastMs = rereads.get(id)?.() ?? Number.POSITIVE_INFINITY;
			const isDue = sinceLastMs >= REREAD_MS;
			if (isDue) rereads.set(id, startTimer());
			const event = await (isDue ? readEvent(table, id, 0) : readEvent(table, id));
			return event?.deleting === undefined ? event : undefined;
		},
		lastKnown: (id) => known.get(id),
		plans: rememberPlans(),
	};
}

/**
 * The keys of an event's plans, by section, made once for each event as it was read: a request that looks at the whole house
 * asks for up to 1,000 plans, several times.
 */
const keysOfPlans = new WeakMap<KnownEvent["sections"], Map<string, string>>();

/** Bounded: the plans that were used last are the last to go, so looks at other events do not drive out those on sale. */
function rememberPlans(): EventMemory["plans"] {
	const plans = new Map<string, { readonly capacity: number; readonly plan: Promise<SectionPlan | undefined> }>();
	let seats = 0;

	const keyOf = ({ id, life, sections }: KnownEvent, { section, planDigest }: SectionEntry) => {
		const keys = keysOfPlans.get(sections) ?? new Map<string, string>();
		keysOfPlans.set(sections, keys);
		const key = keys.get(section) ?? JSON.stringify([id, life, section, planDigest]);
		keys.set(section, key);
		return key;
	};

	const read = (table: Table, event: KnownEvent, entries: readonly SectionEntry[]) => {
		if (entries.length === 0) return;
		const records = readPlanRecords(table, event, entries);
		for (const entry of entries) {
			const { section, capacity } = entry;
			const key = keyOf(event, entry);
			const reading = { capacity, plan: records.then((found) => found.get(section)) };
			plans.set(key, reading);
			seats += capacity;
			const forget = () => {
				if (plans.get(key) === reading && plans.delete(key)) seats -= capacity;
			};
			// What could not be read, or was not there, is asked for again the next time.
			reading.plan.then((plan) => plan === undefined && forget(), forget);
		}
	};

	const use = (key: string) => {
		const reading = plans.get(key);
		if (reading && plans.delete(key)) plans.set(key, reading);
		return reading?.plan;
	};

	const forgetOldest = () => {
		for (const [key, { capacity }] of plans) {
			if (seats <= MAX_REMEMBERED_SEATS) return;
			plans.delete(key);
			seats -= capacity;
		}
	};

	return async (table, event, labels) => {
		const entries = Array.from(new Set(labels)).flatMap((label) => event.sections.get(label) ?? []);
		read(
			table,
			event,
			entries.filter((entry) => !plans.has(keyOf(event, entry))),
		);
		const found = await Promise.all(entries.map((entry) => use(keyOf(event, entry))));
		forgetOldest();
		return new Map(found.flatMap((plan) => (plan ? [[plan.section, plan]] : [])));
	};
}

export function knownEvent(record: EventRecord, ageMs: () => number): KnownEvent {
	const { sections } = record;
	return {
		...record,
		sections: new Map(sections.map((entry) => [entry.section, entry])),
		capacity: capacityOf(record),
		starts: sections.reduce((sum, { starts }) => sum + starts, 0),
		ageMs,
	};
}

/** The plans of these sections in their order, or of the whole event. */
export async function readPlans(
	event: KnownEvent & Store,
	sections: readonly string[] = [...event.sections.keys()],
): Promise<SectionPlan[]> {
	const plans = await event.memory.plans(event.table, event, sections);
	return sections.map((section) => plans.get(section) ?? replacedWhileRead());
}
