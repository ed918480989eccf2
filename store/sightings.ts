/**
 * What this copy of a function has met of seats: what its own writes have made of them, and the records that were in their
 * way. It may be out of date at once, so nobody is refused by it: it says which seats are worth a look first.
 */
import { type Seat, seatKey } from "../domain/seat.ts";
import type { SeatRecord } from "../domain/seat-record.ts";

/** What was met longer ago counts as unknown. */
const KEPT_MS = 60_000;

/** The most seats of an event that are remembered, those met last. */
const MAX_SIGHTINGS = 4_000;

/** This many refusals within this time are a rush: then it pays to look at the shared reading. */
const RUSH = { refusals: 5, withinMs: 10_000 };

export interface Sighting {
	/** `undefined`: the seat was available. */
	readonly record: SeatRecord | undefined;
	/** When it was met, epoch milliseconds. */
	readonly atMs: number;
}

export interface Sightings {
	readonly of: (seat: Seat) => Sighting | undefined;
	readonly note: (seat: Seat, record: SeatRecord | undefined) => void;
	/** A request for several seats was refused. */
	readonly noteRefusal: () => void;
	readonly isRush: () => boolean;
	readonly size: () => number;
}

export function newSightings(nowMs: () => number): Sightings {
	const seats = new Map<string, Sighting>();
	let refusals: number[] = [];
	return {
		of: (seat) => {
			const sighting = seats.get(seatKey(seat));
			return sighting && nowMs() - sighting.atMs <= KEPT_MS ? sighting : undefined;
		},
		note: (seat, record) => {
			const key = seatKey(seat);
			seats.delete(key);
			seats.set(key, { record, atMs: nowMs() });
			const [oldest] = seats.keys();
			if (seats.size > MAX_SIGHTINGS && oldest !== undefined) seats.delete(oldest);
		},
		noteRefusal: () => {
			refusals = [...refusals, nowMs()].slice(-RUSH.refusals);
		},
		isRush: () => refusals.length === RUSH.refusals && nowMs() - (refusals[0] ?? 0) <= RUSH.withinMs,
		size: () => seats.size,
	};
}
