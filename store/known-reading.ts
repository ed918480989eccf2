/**
 * What this copy of a function knows of an event's shared reading and of the lease to make it, and how far both can be
 * trusted. A clock that is wrong makes readings look older than they are, or be made more often.
 */
import type { Reading } from "../domain/reading.ts";
import type { Lease } from "./reading-records.ts";

/** How long nobody else makes a reading. */
export const LEASE_MS = 1_000;

/** If a maker has died, its lease had to end first, so an answer may use a reading up to this age. */
const MAX_AGE_AFTER_A_DEATH_MS = 3_000;

/** A reading from further in the future has been made by a wrong clock, and is not used. */
export const MAX_AHEAD_MS = 1_000;

/** When a reading may be made, each copy of a function waits for another time below this, so that few try at once. */
export const PAUSE_MS = 300;

export interface KnownReading {
	/** The reading, unless it is this old. */
	readonly youngerThan: (ageMs: number) => Reading | undefined;
	/** The same, but this copy's own pause later. */
	readonly youngerThanWithPause: (ageMs: number) => Reading | undefined;
	/** In how many milliseconds it will be this old, and this copy's pause over; 0 or less when they are, or without one. */
	readonly untilMs: (ageMs: number) => number;
	/** The reading up to this age, or up to three seconds while nobody else could make one because a maker has died. */
	readonly upTo: (ageMs: number) => Reading | undefined;
	/** Keeps the newer one of two. */
	readonly note: (reading: Reading) => void;
	readonly noteLease: (lease: Lease) => void;
	/** For how many milliseconds nobody may make a reading; 0 or less when somebody may. */
	readonly leaseLeftMs: () => number;
	/** This copy has made the reading that its lease was for. */
	readonly endLease: () => void;
	/** The seats in it, and the ends of locks, for what it weighs. */
	readonly size: () => { readonly seats: number; readonly ends: number };
}

/**
 * @param nowMs the clock, epoch milliseconds
 * @param draw a random number in [0, 1)
 */
export function newKnownReading(nowMs: () => number, draw: () => number): KnownReading {
	// Each with the time at which this copy saw it first, and the reading with the pause before the next one.
	let newest: { readonly reading: Reading; readonly seenMs: number; readonly pauseMs: number } | undefined;
	let lease: { readonly value: Lease; readonly seenMs: number } | undefined;

	const ageMs = () => {
		if (newest === undefined || newest.reading.asOfMs > nowMs() + MAX_AHEAD_MS) return Number.POSITIVE_INFINITY;
		return nowMs() - Math.min(newest.reading.asOfMs, newest.seenMs);
	};

	/** However wrong the clock of its holder is, a lease ends `LEASE_MS` after this copy has seen it. */
	const leaseLeftMs = () =>
		lease === undefined ? 0 : Math.min(lease.value.untilMs, lease.seenMs + LEASE_MS) - nowMs();

	/** Whether a maker of a newer reading than this one has died, as far as this copy knows. */
	const hasMakerDied = () => {
		if (newest === undefined || lease === undefined) return false;
		const { asOfMs } = newest.reading;
		const { beforeMs = 0 } = lease.value;
		return leaseLeftMs() > 0 ? asOfMs < beforeMs : asOfMs < beganMs(lease.value);
	};

	const youngerThan = (limitMs: number) => (ageMs() < limitMs ? newest?.reading : undefined);

	return {
		youngerThan,
		youngerThanWithPause: (limitMs) => youngerThan(limitMs + (newest?.pauseMs ?? 0)),
		untilMs: (limitMs) => (newest === undefined ? 0 : limitMs + newest.pauseMs - ageMs()),
		upTo: (limitMs) =>
			ageMs() <= Math.max(limitMs, hasMakerDied() ? MAX_AGE_AFTER_A_DEATH_MS : 0) ? newest?.reading : undefined,
		note: (reading) => {
			if (newest && ageMs() < Number.POSITIVE_INFINITY && newest.reading.asOfMs >= reading.asOfMs) return;
			newest = { reading, seenMs: nowMs(), pauseMs: PAUSE_MS * draw() };
		},
		noteLease: (value) => {
			if (lease?.value.holder !== value.holder) lease = { value, seenMs: nowMs() };
		},
		leaseLeftMs,
		endLease: () => {
			lease = undefined;
		},
		size: () => ({ seats: newest?.reading.statuses.length ?? 0, ends: newest?.reading.ends.size ?? 0 }),
	};
}

export const beganMs = ({ untilMs }: Lease) => untilMs - LEASE_MS;
