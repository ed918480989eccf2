/**
 * The keys of every record (contract §3; drawn in docs/data-model.md). They stay unambiguous with any label: an event
 * id has no `#`, so the first one ends it; row and seat are kept apart by JSON.
 */
import type { Seat } from "../domain/seat.ts";

export interface Key {
	readonly pk: string;
	readonly sk: string;
}

/** Seats are partitioned by event and section: a partition takes 1,000 writes a second, and an event needs more. */
export const sectionPartition = (event: string, section: string): string => `${event}#${section}`;

export const seatRecordKey = (event: string, { section, row, seat }: Seat): Key => ({
	pk: sectionPartition(event, section),
	sk: JSON.stringify([row, seat]),
});

/** The seat whose record has this key. */
export function seatOfKey(event: string, { pk, sk }: Key): Seat {
	const [row, seat] = JSON.parse(sk) as [string, string];
	return { section: pk.slice(event.length + 1), row, seat };
}

export const eventKey = (event: string): Key => ({ pk: event, sk: "event" });

/** A section's plan never changes under its key: a changed plan has another digest. */
export const planKey = (event: string, section: string, digest: string): Key => ({
	pk: sectionPartition(event, section),
	sk: `plan#${digest}`,
});

/** No event id begins with `#`, so the list has a partition of its own. */
export const EVENT_LIST = "#events";

export const listingKey = (event: string): Key => ({ pk: EVENT_LIST, sk: event });

/** The seats that `lock_together` gave a token, for each kind of request. */
export const partyKey = (event: string, tokenHash: string, request: string): Key => ({
	pk: `#together#${event}#${tokenHash}`,
	sk: request,
});

/** The event of a seat record. */
export const eventOfKey = ({ pk }: Key): string => pk.slice(0, pk.indexOf("#"));

/** The changes of an event have a partition of their own, so no query for seats ever meets them. */
export const feedPartition = (event: string): string => `#changes#${event}`;

/** The last number given to a change of the event; sorts after every page. */
export const headKey = (event: string): Key => ({ pk: feedPartition(event), sk: "head" });

/** A page of changes that were numbered together, under the last of their numbers, padded so that text sorts as numbers. */
export const pageKey = (event: string, last: number): Key => ({ pk: feedPartition(event), sk: digitsOf(last) });

export const digitsOf = (number: number): string => String(number).padStart(16, "0");

/** The numbers given to a section's writes of one second: at most 1,000, which take 40 KB. */
export const receiptKey = (event: string, section: string, at: number): Key => ({
	pk: `#receipts#${event}#${section}`,
	sk: String(at),
});

/** The key under which a seat is counted. */
export const shardKey = (event: string, shard: number): string => `${event}#${shard}`;

/** The index that counts: partition `shard`, sort key the table's own `pk`. */
export const COUNT_INDEX = "count";
