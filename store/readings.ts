/** What this copy of a function remembers of the events it was asked about lately, to look at their houses. */
import type { Reading } from "../domain/reading.ts";
import type { Event } from "./event.ts";
import type { KnownEvent, Store } from "./event-memory.ts";
import { hasFewSeats } from "./house.ts";
import { nameOfKey, readingKey } from "./keys.ts";
import { newPicks, type Picks } from "./picks.ts";
import {
	FOR_ANSWERS,
	FOR_GUESSES,
	FOR_OWN_ROWS,
	newSharedReading,
	type SharedReading,
	type Surroundings,
} from "./shared-reading.ts";
import { newSightings, type Sightings } from "./sightings.ts";
import { ifSoon, takeTurn } from "./turn.ts";

/** A copy takes a new number this often, so that the numbers of the copies at work are close to each other. */
const TURN_MS = 60_000;

/** A copy that the table has given no number asks again this soon. */
const TURN_AGAIN_MS = 5_000;

/** What a copy of a function keeps of readings, in seats, and what an event counts without any: about 4 MB. */
const MAX_REMEMBERED_SEATS = 2_000_000;
const SEATS_OF_AN_EVENT = 1_000;

/** The end of a lock takes 24 to 56 bytes in its map. Where all locks end within seconds, every seat has one. */
const SEATS_OF_AN_END = 28;

/** A seat that was met is remembered with its record: 250 bytes, where a seat of a reading takes two. */
const SEATS_OF_A_SIGHTING = 125;

export interface Readings {
	/** A reading of the event that answers may follow from (I8); throws `TryAgain` if there is none in time. */
	readonly of: (event: Event) => Promise<Reading>;
	/**
	 * A reading to look for seats in. It may be older, because the write decides: a party is given seats, and no picture of
	 * the house.
	 */
	readonly guess: (event: Event) => Promise<Reading>;
	/**
	 * The reading after the one that this copy has, for a party that has found that one wrong. It waits until that is due,
	 * so however many lose their places, the index is read no more often (I12).
	 */
	readonly next: (event: Event) => Promise<Reading>;
	/** The same as a guess, to look in rows of this copy's own (ADR 052): what other copies have taken since does not matter there. */
	readonly guessForOwnRows: (event: Event) => Promise<Reading>;
	/** The seats that this copy has tried to take. What else it remembers of the event for as long may be kept by them. */
	readonly picksOf: (event: KnownEvent) => Picks;
	/**
	 * The reading as this copy has it, to guess by; `undefined` if it has none of use. Nothing is sent for it, but in a rush
	 * of refused requests it is read at most twice a second. It is never made for this.
	 */
	readonly glance: (event: KnownEvent & Store) => Promise<Reading | undefined>;
	/** What this copy has met of the event's seats. */
	readonly sightingsIn: (event: KnownEvent) => Sightings;
	/** The number of this copy among those that look for seats together; `undefined` if the table has not given one. */
	readonly turn: (event: Event) => Promise<number | undefined>;
	/** The clock that readings are judged by, epoch milliseconds. */
	readonly nowMs: () => number;
}

/** What this copy remembers of one event. */
interface Remembered {
	readonly shared: SharedReading;
	readonly picks: Picks;
	readonly sightings: Sightings;
	readonly turn: (event: Event) => Promise<number | undefined>;
}

export function rememberReadings(surroundings: Surroundings): Readings {
	const { nowMs } = surroundings;
	const events = new Map<string, Remembered>();

	function remembered(event: KnownEvent): Remembered {
		const key = nameOfKey(readingKey(event, event.seatOrder));
		const one = events.get(key) ?? {
			shared: newSharedReading(surroundings),
			picks: newPicks(nowMs),
			sightings: newSightings(nowMs),
			turn: newTurn(nowMs),
		};
		// The events that were looked at last are the last to go.
		events.delete(key);
		events.set(key, one);
		forgetOldest(events, key);
		return one;
	}

	return {
		of: (event) => remembered(event).shared.find(event, FOR_ANSWERS),
		guess: (event) => remembered(event).shared.find(event, FOR_GUESSES),
		next: (event) => remembered(event).shared.next(event),
		guessForOwnRows: (event) => remembered(event).shared.find(event, FOR_OWN_ROWS),
		picksOf: (event) => remembered(event).picks,
		glance: async (event) => {
			const { shared, sightings } = remembered(event);
			if (sightings.isRush() && !hasFewSeats(event)) await shared.readAgain(event);
			return shared.known.youngerThan(FOR_GUESSES.maxAgeMs);
		},
		sightingsIn: (event) => remembered(event).sightings,
		turn: (event) => remembered(event).turn(event),
		nowMs,
	};
}

/** Forgets the events that were looked at longest ago, until the others fit; never the one that is asked for now. */
function forgetOldest(events: Map<string, Remembered>, current: string): void {
	let seats = 0;
	for (const one of events.values()) seats += weightOf(one);
	for (const [key, one] of events) {
		if (seats <= MAX_REMEMBERED_SEATS || key === current) break;
		seats -= weightOf(one);
		events.delete(key);
	}
}

function weightOf({ shared, sightings }: Remembered): number {
	const { seats, ends } = shared.known.size();
	return SEATS_OF_AN_EVENT + seats + ends * SEATS_OF_AN_END + sightings.size() * SEATS_OF_A_SIGHTING;
}

/** The number of this copy, taken again once a minute. */
function newTurn(nowMs: () => number): Remembered["turn"] {
	let turn: { readonly number: Promise<number | undefined>; untilMs: number } | undefined;
	return (event) => {
		if (turn === undefined || nowMs() > turn.untilMs) {
			const now = Math.floor(nowMs() / 1_000);
			const number = ifSoon(event.table, takeTurn(event.table, event, now));
			const taken = { number, untilMs: nowMs() + TURN_MS };
			number.then((given) => {
				if (given === undefined) taken.untilMs = nowMs() + TURN_AGAIN_MS;
			});
			turn = taken;
		}
		return turn.number;
	};
}
