/**
 * The keys of every record (contract §3; drawn in docs/data-model.md). An event id and a life have no `#`, so the first
 * two end them, and labels may contain any separator; row and seat are kept apart by JSON.
 *
 * A life is one existence of an event, from the PUT that creates it to its deletion. Seats, plans and parties are kept
 * under the life, so whatever an earlier event of the same id has left behind is never read (I10).
 */
import { rowSeatKey, seatInRow } from "../domain/plan.ts";
import type { Seat } from "../domain/seat.ts";

export interface Key {
	readonly pk: string;
	readonly sk: string;
}

/** The key as one text, for a set or a map. */
export const nameOfKey = ({ pk, sk }: Key): string => JSON.stringify([pk, sk]);

/** One existence of an event. */
export interface Life {
	readonly id: string;
	readonly life: string;
}

/**
 * A partition takes 1,000 write units a second, and a section of 1,000 seats that sells first meets more. So a section has
 * two: each holds the seats of half of its rows (ADR 050).
 */
const HALVES = [0, 1] as const;

/** The half is the last character, so a section's label may end in anything. */
const halfOf = ({ id, life }: Life, section: string, half: number): string => `${id}#${life}#${section}#${half}`;

/** Both partitions of a section, in the order of their keys. */
export const sectionPartitions = (event: Life, section: string): readonly [string, string] => [
	halfOf(event, section, HALVES[0]),
	halfOf(event, section, HALVES[1]),
];

/**
 * The partition of a row's seats. Rows next to each other open together, and have labels next to each other: 11 and 12, C
 * and D. So the sum of the code points in its label decides, by its last two bits: 0 and 3 are one half, 1 and 2 the
 * other. The last bit alone would leave 2, 4, 6 in one half, or AA, BB, CC. It depends on nothing else, so a seat has one
 * key for as long as its event lives.
 */
export function rowPartition(event: Life, section: string, row: string): string {
	let sum = 0;
	for (const character of row) sum += character.codePointAt(0) ?? 0;
	return halfOf(event, section, (sum ^ (sum >> 1)) % HALVES.length);
}

export const seatRecordKey = (event: Life, { section, row, seat }: Seat): Key => ({
	pk: rowPartition(event, section, row),
	sk: rowSeatKey(row, seat),
});

/** The same, by the key that the seat has in its section (`rowSeatKey`). */
export function seatRecordKeyIn(event: Life, section: string, key: string): Key {
	return { pk: rowPartition(event, section, seatInRow(key).row), sk: key };
}

/** The section whose seats a partition of the event holds. */
export const sectionIn = ({ id, life }: Life, pk: string): string =>
	pk.slice(id.length + life.length + "##".length, -"#0".length);

/** The life and the seat whose record has this key. */
export function readSeatKey({ pk, sk }: Key): Life & { readonly seat: Seat } {
	const [id = "", life = ""] = pk.split("#", 2);
	return { id, life, seat: { section: sectionIn({ id, life }, pk), ...seatInRow(sk) } };
}

/** Half of a character that takes two code units. Only with these, the order of code units is not that of the bytes. */
const SURROGATE = /[\ud800-\udfff]/;

/** DynamoDB orders keys by their bytes in UTF-8. */
export function byBytes(one: string, other: string): number {
	if (SURROGATE.test(one) || SURROGATE.test(other)) return Buffer.compare(Buffer.from(one), Buffer.from(other));
	if (one === other) return 0;
	return one < other ? -1 : 1;
}

export const eventKey = (id: string): Key => ({ pk: id, sk: "event" });

/** What a large document needs to go on when it is sent again. */
export const draftKey = (id: string, document: string): Key => ({ pk: `#drafts#${id}`, sk: document });

/** A section's plan never changes under its key: a changed plan has another digest. It is with the first half. */
export const planKey = (event: Life, section: string, digest: string): Key => ({
	pk: sectionPartitions(event, section)[0],
	sk: `plan#${digest}`,
});

/** The section as it was put, beside its plan. */
export const documentKey = (event: Life, section: string, digest: string): Key => ({
	pk: sectionPartitions(event, section)[0],
	sk: `document#${digest}`,
});

/** No event id begins with `#`, so the list has a partition of its own. */
export const EVENT_LIST = "#events";

export const listingKey = (id: string): Key => ({ pk: EVENT_LIST, sk: id });

/** The charts that an event has and has had are together, apart from its seats. */
export const chartsPartition = ({ id, life }: Life): string => `#charts#${id}#${life}`;

/** A part of a packed chart; a chart never changes under its key. */
export const chartKey = (event: Life, chart: string, part: number): Key => ({
	pk: chartsPartition(event),
	sk: `${chart}#${String(part).padStart(3, "0")}`,
});

/** What a deleted event has left to sweep up. */
export const graveKey = ({ id, life }: Life): Key => ({ pk: `#graves#${id}`, sk: life });

/** The seats that `lock_together` gave a token, for each kind of request. */
export const partyKey = ({ id, life }: Life, tokenHash: string, request: string): Key => ({
	pk: `#together#${id}#${life}#${tokenHash}`,
	sk: request,
});

/** The seats that `sell_together` gave an order, for each kind of request. No hash of a token has a `#`. */
export const salePartyKey = ({ id, life }: Life, order: string, request: string): Key => ({
	pk: `#together#${id}#${life}#order#${order}`,
	sk: request,
});

/** Readings and leases of an event; a function of a public GET may write nothing else (lib/seat-table.ts). */
const readingsPartition = ({ id, life }: Life): string => `#reading#${id}#${life}`;

/** The shared reading of the event. It is of no use for another order of the seats, so the order is in its key. */
export const readingKey = (event: Life, seatOrder: string): Key => ({
	pk: readingsPartition(event),
	sk: `reading#${seatOrder}`,
});

/** Who is making that reading: an item of its own, because an attempt that fails is billed like a write. */
export const leaseKey = (event: Life, seatOrder: string): Key => ({
	pk: readingsPartition(event),
	sk: `lease#${seatOrder}`,
});

/** How many copies of functions have looked for seats together in the event so far. */
export const turnKey = ({ id, life }: Life): Key => ({ pk: `#copies#${id}#${life}`, sk: "together" });

/** How many rows of a list have been given to copies that look for seats together. */
export const rowsKey = ({ id, life }: Life, list: string): Key => ({ pk: `#copies#${id}#${life}`, sk: `rows#${list}` });

/** The changes of an event have a partition of their own, so no query for seats ever meets them. */
export const feedPartition = (id: string): string => `#changes#${id}`;

/** The last number given to a change of the event; sorts after every page. */
export const headKey = (id: string): Key => ({ pk: feedPartition(id), sk: "head" });

/** A page of changes that were numbered together, under the last of their numbers, padded so that text sorts as numbers. */
export const pageKey = (id: string, last: number): Key => ({ pk: feedPartition(id), sk: digitsOf(last) });

export const digitsOf = (number: number): string => String(number).padStart(16, "0");

/** The numbers given to a section's writes of one second: at most 1,000, which take 40 KB. */
export const receiptKey = (id: string, section: string, at: number): Key => ({
	pk: `#receipts#${id}#${section}`,
	sk: String(at),
});

/** The key under which a seat is counted: attribute `shard`. */
export const shardKey = ({ id, life }: Life, shard: number): string => `${id}#${life}#${shard}`;

/** The index that counts: partition `shard`, sort key the table's own `pk`. */
export const COUNT_INDEX = "count";

/** The key under which the seats of an order are found: attribute `sale`. */
export const saleKey = ({ id, life }: Life, order: string): string => `${id}#${life}#${order}`;

/** The index that finds the seats of an order: partition `sale`, sort key the table's own `pk`. */
export const ORDER_INDEX = "orders";
