/**
 * What every seat of an event is, as one look at the counting index saw it (I8): its status, in plan order, and when locks
 * end. Packed it takes half a byte a seat, so that compressed it costs a few read units (contract §3).
 */
import type { SectionPlan } from "./plan.ts";
import { type SeatRecord, type SeatStatus, stateOf } from "./seat-record.ts";

/** A reading names a status by its place in this list. */
export const STATUSES = ["available", "locked", "sold", "blocked"] as const satisfies readonly SeatStatus[];

export const AVAILABLE = STATUSES.indexOf("available");
const LOCKED = STATUSES.indexOf("locked");

export interface Reading {
	/** When it began, epoch milliseconds. */
	readonly asOfMs: number;
	/** Of each seat in plan order. */
	readonly statuses: Uint8Array;
	/** When locks end, epoch seconds, by the place of their seat: of all, or of those that end within `ENDS_SECONDS`. */
	readonly ends: ReadonlyMap<number, number>;
}

/**
 * The shared reading lists the locks that end this soon after it began. No answer uses it for longer (I8), so all others
 * still live then. Each second more would make it larger, where locks end soon.
 */
export const ENDS_SECONDS = 3;

/** A record of a seat, as the index shows it. */
export interface RecordedSeat {
	readonly section: string;
	/** The seat inside its section: `rowSeatKey`. */
	readonly key: string;
	readonly record: SeatRecord;
}

/** When a reading began, in whole epoch seconds. */
export function asOf({ asOfMs }: Pick<Reading, "asOfMs">): number {
	return Math.floor(asOfMs / 1_000);
}

/**
 * A seat without a record is as its plan starts it. Records of seats that no plan has are left out.
 * @param endsSeconds how soon a lock must end for the reading to say when.
 */
export function readingOf(
	plans: readonly SectionPlan[],
	recorded: Iterable<RecordedSeat>,
	asOfMs: number,
	endsSeconds: number = Number.POSITIVE_INFINITY,
): Reading {
	const now = asOf({ asOfMs });
	const sections = new Map<string, { readonly plan: SectionPlan; readonly first: number }>();
	let seats = 0;
	for (const plan of plans) {
		sections.set(plan.section, { plan, first: seats });
		seats += plan.seats.size;
	}
	const statuses = new Uint8Array(seats);
	const ends = new Map<number, number>();
	const show = (section: string, key: string, record: SeatRecord) => {
		const { plan, first = 0 } = sections.get(section) ?? {};
		const place = plan?.seats.get(key);
		if (place === undefined) return;
		const { status, expires } = stateOf(record, now);
		statuses[first + place] = STATUSES.indexOf(status);
		if (expires === undefined || expires > now + endsSeconds) ends.delete(first + place);
		else ends.set(first + place, expires);
	};
	for (const { section, starts } of plans) for (const [key, record] of starts) show(section, key, record);
	for (const { section, key, record } of recorded) show(section, key, record);
	return { asOfMs, statuses, ends };
}

/** The statuses at an instant: a lock that the reading saw alive may have ended since (I2). */
export function statusesAt({ statuses, ends }: Reading, now: number): Uint8Array {
	const then = statuses.slice();
	for (const [place, end] of ends) if (end <= now) then[place] = AVAILABLE;
	return then;
}

/** Two seats a byte. From `SOON` on, a seat is locked and ends 0, 1, 2 … seconds after the first whole second. */
const SOON = STATUSES.length;

/** Of a reading that says the ends of those locks only that end within `ENDS_SECONDS`. */
export function packReading(reading: Reading): Uint8Array {
	const { statuses, ends } = reading;
	const codes = statuses.slice();
	const firstEnd = asOf(reading) + 1;
	for (const [place, end] of ends) codes[place] = SOON + end - firstEnd;
	const packed = new Uint8Array(Math.ceil(codes.length / 2));
	for (let byte = 0; byte < packed.length; byte++) {
		packed[byte] = (codes[2 * byte] ?? 0) | ((codes[2 * byte + 1] ?? 0) << 4);
	}
	return packed;
}

/** `undefined` if this is no reading of an event with that number of seats. */
export function unpackReading(packed: Uint8Array, asOfMs: number, seats: number): Reading | undefined {
	if (packed.length !== Math.ceil(seats / 2)) return undefined;
	const firstEnd = asOf({ asOfMs }) + 1;
	const statuses = new Uint8Array(seats);
	const ends = new Map<number, number>();
	for (let place = 0; place < seats; place++) {
		const byte = packed[place >> 1] ?? 0;
		const code = place % 2 === 0 ? byte & 15 : byte >> 4;
		if (code >= SOON + ENDS_SECONDS) return undefined;
		statuses[place] = code < SOON ? code : LOCKED;
		if (code >= SOON) ends.set(place, firstEnd + code - SOON);
	}
	return { asOfMs, statuses, ends };
}

/** A section as a reading shows it at an instant. */
export interface SectionView {
	readonly plan: SectionPlan;
	/** Of its seats in plan order, at the instant. */
	readonly statuses: Uint8Array;
	/** When the lock of the seat at this place ends, if the reading knows. */
	readonly endOf: (place: number) => number | undefined;
}
