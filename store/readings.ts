/**
 * The shared reading (contract §3, I8; ADR 038): one compact record for each event, made from the counting index at most
 * once a second by a function that needs it, and read by all others. A lease, an item of its own, says who makes it. All of
 * this costs time when it fails, and never safety: seats are written under conditions of their own.
 *
 * Nobody waits for a maker that has died for longer than its lease. A clock that is wrong makes readings look older than
 * they are, or be made more often.
 */
import { asOf, ENDS_SECONDS, type Reading, readingOf } from "../domain/reading.ts";
import type { Event } from "./event.ts";
import { type KnownEvent, readPlans, type Store } from "./event-memory.ts";
import { isSmall } from "./house.ts";
import { nameOfKey, readingKey } from "./keys.ts";
import { newPicks, type Picks } from "./picks.ts";
import { readTaken } from "./read-taken.ts";
import { type Lease, readLease, readReading, takeLease, writeReading } from "./reading-records.ts";
import { newSightings, type Sightings } from "./sightings.ts";
import { TryAgain } from "./table.ts";
import { ifSoon, takeTurn } from "./turn.ts";

/** A reading this old is made again. */
const REMAKE_MS = 1_000;

/** No answer uses an older reading (I8), unless a maker has died. */
const MAX_AGE_MS = 2_000;

/** If a maker has died, its lease had to end first, so an answer may use a reading up to this age. */
const MAX_AGE_AFTER_A_DEATH_MS = 3_000;

/** How old a reading may be, in milliseconds, for what it is wanted for. */
interface Need {
	/** From this age on it is read again, and made again if that gave no newer one. */
	readonly remakeMs: number;
	/**
	 * Up to this age, a request that has just reread the reading uses it and leaves making a new one to the next request.
	 */
	readonly sufficesMs: number;
	/** Up to this age it serves where another one is just being made. */
	readonly maxAgeMs: number;
}

/** What an answer follows from. */
const FOR_ANSWERS: Need = { remakeMs: REMAKE_MS, sufficesMs: 0, maxAgeMs: MAX_AGE_MS };

/** To look for places to try. Most locks that a reading shows have still not ended ten seconds later. */
const FOR_GUESSES: Need = { remakeMs: REMAKE_MS, sufficesMs: MAX_AGE_MS, maxAgeMs: 10_000 };

/** To look in rows that no other copy tries (ADR 052): what the others have taken since does not matter there. */
const FOR_OWN_ROWS: Need = { remakeMs: 4_000, sufficesMs: 6_000, maxAgeMs: 10_000 };

/** How long nobody else makes a reading. */
const LEASE_MS = 1_000;

/** When a reading may be made, each copy of a function waits for another time below this, so that few try at once. */
const PAUSE_MS = 300;

/** A copy reads the reading at most twice a second. */
const REREAD_MS = 500;

/** A reading from further in the future has been made by a wrong clock, and is not used. */
const MAX_AHEAD_MS = 1_000;

/**
 * How many times a request looks: enough to wait for the current maker, for its successor, and to read what each made.
 */
const MAX_ROUNDS = 10;

/** A copy takes a new number this often, so that the numbers of the copies at work are close to each other. */
const TURN_MS = 60_000;

/** A copy that the table has given no number asks again this soon. */
const TURN_AGAIN_MS = 5_000;

/** What a copy of a function keeps of readings, in seats, and what an event counts without any: about 4 MB. */
const MAX_REMEMBERED_SEATS = 2_000_000;
const SEATS_OF_AN_EVENT = 1_000;

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
	/** The same, to look in rows of this copy's own (ADR 052): what other copies have taken since does not matter there. */
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

interface Surroundings {
	/** Epoch milliseconds. */
	readonly nowMs: () => number;
	readonly wait: (milliseconds: number) => Promise<void>;
	/** A random number in [0, 1). */
	readonly draw: () => number;
}

/** What this copy of a function knows of one event's reading and lease, each with the time at which it saw it first. */
interface Known {
	reading: { readonly value: Reading; readonly seenMs: number; readonly pauseMs: number } | undefined;
	lease: { readonly value: Lease; readonly seenMs: number } | undefined;
	readMs: number;
	reads: Promise<void> | undefined;
	makes: Promise<void> | undefined;
	readonly picks: Picks;
	readonly sightings: Sightings;
	turn: { readonly number: Promise<number | undefined>; readonly untilMs: number } | undefined;
}

export function rememberReadings({ nowMs, wait, draw }: Surroundings): Readings {
	const events = new Map<string, Known>();

	const ageMs = ({ value, seenMs }: NonNullable<Known["reading"]>) =>
		value.asOfMs > nowMs() + MAX_AHEAD_MS ? Number.POSITIVE_INFINITY : nowMs() - Math.min(value.asOfMs, seenMs);

	/** However wrong the clock of its holder is, a lease ends `LEASE_MS` after this copy has seen it. */
	const leftMs = ({ lease }: Known) =>
		lease === undefined ? 0 : Math.min(lease.value.untilMs, lease.seenMs + LEASE_MS) - nowMs();

	/** Whether a maker of a newer reading than this one has died, as far as this copy knows. */
	const hasDied = (known: Known) => {
		const { reading, lease } = known;
		if (reading === undefined || lease === undefined) return false;
		const { asOfMs } = reading.value;
		const { beforeMs = 0 } = lease.value;
		return leftMs(known) > 0 ? asOfMs < beforeMs : asOfMs < beganMs(lease.value);
	};

	const isUsable = (known: Known, maxAgeMs = MAX_AGE_MS) =>
		known.reading !== undefined &&
		ageMs(known.reading) <= Math.max(maxAgeMs, hasDied(known) ? MAX_AGE_AFTER_A_DEATH_MS : 0);

	const remember = (known: Known, value: Reading) => {
		if (known.reading && ageMs(known.reading) < Number.POSITIVE_INFINITY) {
			if (known.reading.value.asOfMs >= value.asOfMs) return;
		}
		known.reading = { value, seenMs: nowMs(), pauseMs: PAUSE_MS * draw() };
	};

	const noteLease = (known: Known, value: Lease) => {
		if (known.lease?.value.holder !== value.holder) known.lease = { value, seenMs: nowMs() };
	};

	/**
	 * Reads the reading, unless there can be no newer one, or this copy has just done so. Requests at one time share it.
	 * Returns whether anything was sent for that.
	 */
	const read = async (event: KnownEvent & Store, known: Known): Promise<boolean> => {
		const isNew = known.reading !== undefined && ageMs(known.reading) < REMAKE_MS;
		if (isNew || nowMs() - known.readMs < REREAD_MS) return false;
		known.reads ??= readReading(event)
			.then((reading) => {
				known.readMs = nowMs();
				if (reading) remember(known, reading);
			})
			.finally(() => {
				known.reads = undefined;
			});
		// If it cannot be read, what this copy knows may still do.
		await known.reads.catch(unlessPassing);
		return true;
	};

	/** Makes the reading, unless somebody else does. */
	const make = async (event: Event, known: Known): Promise<boolean> => {
		// Where many wait for the first reading, the pause spreads them. Otherwise the random age at which each copy comes
		// here spreads them.
		if (!isUsable(known)) await wait(PAUSE_MS * draw());
		const before = await readLease(event);
		if (before) noteLease(known, before);
		if (leftMs(known) > 0) return false;

		const lease = {
			holder: draw(),
			untilMs: nowMs() + LEASE_MS,
			...(before && { beforeMs: beganMs(before) }),
		};
		const winner = await takeLease(event, lease, before);
		noteLease(known, winner ?? lease);
		if (winner) return false;

		const plans = await readPlans(event);
		const asOfMs = nowMs();
		const recorded = await readTaken(event, undefined, asOf({ asOfMs }));
		const reading = readingOf(plans, recorded, asOfMs, ENDS_SECONDS);
		remember(known, reading);
		known.readMs = nowMs();
		// This lease has served its purpose, whatever a clock that was corrected since says of the two.
		known.lease = undefined;
		// If it cannot be written, it still answers this request.
		await writeReading(event, reading, nowMs() + MAX_AHEAD_MS).catch(unlessPassing);
		return true;
	};

	const find = async (event: Event, known: Known, { remakeMs, sufficesMs, maxAgeMs }: Need): Promise<Reading> => {
		let hasMade = false;
		for (let round = 1; round <= MAX_ROUNDS; round++) {
			if (known.reading && ageMs(known.reading) < remakeMs) return known.reading.value;
			const hasRead = await read(event, known);
			if (known.reading && ageMs(known.reading) < remakeMs + known.reading.pauseMs) return known.reading.value;
			if (hasRead && sufficesMs > 0 && known.reading && isUsable(known, sufficesMs)) return known.reading.value;

			if (known.makes === undefined && leftMs(known) <= 0) {
				// One that was too old when it was made would be so again, and each costs the whole index (I12).
				if (hasMade) break;
				known.makes = make(event, known)
					.then((made) => {
						hasMade = made;
					})
					.finally(() => {
						known.makes = undefined;
					});
				await known.makes.catch(unlessPassing);
			}
			if (known.reading && isUsable(known, maxAgeMs)) return known.reading.value;
			// Another request of this copy is making it, or another copy.
			if (known.makes) await known.makes.catch(() => undefined);
			else await wait(Math.max(known.readMs + REREAD_MS - nowMs(), Math.min(leftMs(known), REREAD_MS)));
		}
		throw new TryAgain("no reading of the house was to be had in time");
	};

	const knownOf = (event: KnownEvent): Known => {
		const key = nameOfKey(readingKey(event, event.seatOrder));
		const known = events.get(key) ?? {
			reading: undefined,
			lease: undefined,
			readMs: Number.NEGATIVE_INFINITY,
			reads: undefined,
			makes: undefined,
			picks: newPicks(nowMs),
			sightings: newSightings(nowMs),
			turn: undefined,
		};
		// The events that were looked at last are the last to go.
		events.delete(key);
		events.set(key, known);
		let seats = 0;
		for (const one of events.values()) seats += weightOf(one);
		for (const [oldest, one] of events) {
			if (seats <= MAX_REMEMBERED_SEATS || oldest === key) break;
			seats -= weightOf(one);
			events.delete(oldest);
		}
		return known;
	};

	return {
		of: (event) => find(event, knownOf(event), FOR_ANSWERS),
		guess: (event) => find(event, knownOf(event), FOR_GUESSES),
		guessForOwnRows: (event) => find(event, knownOf(event), FOR_OWN_ROWS),
		picksOf: (event) => knownOf(event).picks,
		glance: async (event) => {
			const known = knownOf(event);
			if (known.sightings.isRush() && !isSmall(event)) await read(event, known);
			return known.reading && ageMs(known.reading) <= FOR_GUESSES.maxAgeMs ? known.reading.value : undefined;
		},
		sightingsIn: (event) => knownOf(event).sightings,
		turn: (event) => {
			const known = knownOf(event);
			if (known.turn === undefined || nowMs() > known.turn.untilMs) {
				const now = Math.floor(nowMs() / 1_000);
				const turn = { number: ifSoon(event.table, takeTurn(event.table, event, now)), untilMs: nowMs() + TURN_MS };
				known.turn = turn;
				turn.number.then((number) => {
					if (number === undefined) turn.untilMs = nowMs() + TURN_AGAIN_MS;
				});
			}
			return known.turn.number;
		},
		nowMs,
	};
}

function unlessPassing(error: unknown): undefined {
	if (!(error instanceof TryAgain)) throw error;
}

const weightOf = ({ reading, sightings }: Known) =>
	SEATS_OF_AN_EVENT + (reading?.value.statuses.length ?? 0) + sightings.size() * SEATS_OF_A_SIGHTING;

const beganMs = ({ untilMs }: Lease) => untilMs - LEASE_MS;
