/**
 * Looks at the whole house (I8). A small house is read from the counting index by each request; of any other there is one
 * reading that all requests share.
 */
import type { SectionPlan } from "../domain/plan.ts";
import { asOf, type Reading, readingOf, type SectionView, statusesAt } from "../domain/reading.ts";
import type { Event } from "./event.ts";
import { type KnownEvent, readPlans, type Store } from "./event-memory.ts";
import { readTaken, shardsOf } from "./read-taken.ts";

/**
 * A house is small if reading it costs no more than reading the shared reading: two requests, and 2.5 read units for the
 * entries of all its seats (ADR 038). A unit is two blocks of 4 KB, and each shard begins a block of its own.
 */
const SMALL = { shards: 2, seats: 100, blocks: 5 };
const BLOCK_BYTES = 4_096;

/** What an entry of the index has beside the labels and the names in its keys: attributes' names, status, and end. */
const OTHER_BYTES = 60;

export interface House {
	/** When it was read, epoch seconds. */
	readonly asOf: number;
	/** The seats of a section, or of all, in plan order: the place of their status in `STATUSES`. */
	readonly statusesIn: (section?: string) => Uint8Array;
	readonly viewOf: (plan: SectionPlan) => SectionView;
}

/** The house as it is at the instant of the answer. */
export async function lookAtHouse(event: Event, now: number): Promise<House> {
	if (await isSmall(event)) return houseAt(event, await readSmallHouse(event, now), now);
	const reading = await event.readings.of(event);
	return houseAt(event, reading, asOf({ asOfMs: event.readings.nowMs() }));
}

export async function readSmallHouse(event: Event, now: number): Promise<Reading> {
	const plans = await readPlans(event);
	return readingOf(plans, await readTaken(event, undefined, now), now * 1_000);
}

const knownPlaces = new WeakMap<KnownEvent["sections"], ReadonlyMap<string, number>>();

/** The place of each section's first seat in a reading; found once for each event as it was read. */
export function firstPlaces({ sections }: KnownEvent): ReadonlyMap<string, number> {
	const known = knownPlaces.get(sections);
	if (known) return known;
	const places = new Map<string, number>();
	let seats = 0;
	for (const { section, capacity } of sections.values()) {
		places.set(section, seats);
		seats += capacity;
	}
	knownPlaces.set(sections, places);
	return places;
}

export function houseAt(event: KnownEvent, reading: Reading, now: number): House {
	const { sections } = event;
	const statuses = statusesAt(reading, now);
	const firsts = firstPlaces(event);
	const statusesIn = (section?: string) => {
		if (section === undefined) return statuses;
		const first = firsts.get(section) ?? 0;
		return statuses.subarray(first, first + (sections.get(section)?.capacity ?? 0));
	};
	return {
		asOf: asOf(reading),
		statusesIn,
		viewOf: (plan) => {
			const first = firsts.get(plan.section) ?? 0;
			return { plan, statuses: statusesIn(plan.section), endOf: (place) => reading.ends.get(first + place) };
		},
	};
}

/** Whether the house has so few seats that it is small, unless its labels are long. */
export function hasFewSeats(event: KnownEvent): boolean {
	return event.capacity <= SMALL.seats && shardsOf(event).length <= SMALL.shards;
}

export async function isSmall(event: KnownEvent & Store): Promise<boolean> {
	if (!hasFewSeats(event)) return false;
	const nameBytes = 2 * `${event.id}${event.life}`.length;
	let bytes = 0;
	for (const { section, seats } of await readPlans(event)) {
		for (const key of seats.keys()) bytes += nameBytes + Buffer.byteLength(section + key) + OTHER_BYTES;
	}
	return bytes <= (SMALL.blocks + 1 - shardsOf(event).length) * BLOCK_BYTES;
}
