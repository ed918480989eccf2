/**
 * The load that the opening of a sale puts on the service (docs/operations/before-a-sale.md): from the number of
 * people who press the button to the requests that reach the gateway, the units that the table and its indexes must
 * serve, and the writes on each key.
 */
import { READING } from "./gateway-limits.ts";
import type { Stage } from "./stages.ts";

/** How buyers behave in the first minute. These are assumptions; they are all here, so that they can be discussed. */
export const RUSH = {
	/** All buyers arrive within this time. */
	seconds: 60,
	/** How many times a buyer tries to lock: once in vain, because somebody was faster, and once more. */
	tries: 2,
	/** How many times a buyer checks a seat. The edge answers when they look at the house before each try. */
	checks: 1,
	seatsPerOrder: 2.5,
	/** A seat that is bought is written twice: locked, then claimed. */
	writesPerSale: 2,
	/**
	 * The share of refused tries that meet seats which the copy of the function knows as taken, and which it refuses by a
	 * read (ADR 040). The model of an opening (lab/bench/support/play-opening.ts) says 0.96 for 100,000 buyers of 80,000 seats, and 0.90
	 * if there are seats for all of them.
	 */
	refusedByRead: 0.89,
	/** Read units of one check, and of one refusal by a read if its seats are neighbours. */
	readUnits: { check: 1, refusal: 1 },
	/** Copies of functions that look at the reading at once, in one event or in several: those of the whole account. */
	copies: 1_000,
};

/** Write units of the table for each seat in a transaction, also when it is refused. A single write takes one. */
const TRANSACTION_UNITS_PER_SEAT = 2;

/**
 * Read units of the index for each taken seat, once a second and event: the reading is made from it, and nothing else looks
 * at a whole event (ADR 038). Measured: 955 for 79,200 locked seats (docs/measurements/readings.md).
 */
const UNITS_TO_READ_A_TAKEN_SEAT = 0.0121;

/** In units a second. */
export interface Load {
	readonly readUnits: number;
	readonly writeUnits: number;
}

interface ExpectedLoad {
	/** Requests a second that reach the gateway. */
	readonly requests: number;
	readonly table: Load;
	/** The index that counts. */
	readonly index: Load;
	/** The index of orders. */
	readonly orders: Load;
}

/** The load in each second of the rush. By default there are seats enough for every buyer. */
export function expectedLoad(buyers: number, seats = Infinity): ExpectedLoad {
	const { seatsPerOrder } = RUSH;
	const sales = Math.min(buyers, seats / seatsPerOrder);
	const refused = buyers * RUSH.tries - sales;
	const refusedByRead = refused * RUSH.refusedByRead;
	const perSecond = (count: number) => count / RUSH.seconds;
	return {
		requests: perSecond(buyers * (RUSH.tries + RUSH.checks) + sales),
		table: {
			readUnits:
				perSecond(buyers * RUSH.checks * RUSH.readUnits.check + refusedByRead * RUSH.readUnits.refusal) +
				RUSH.copies * READING.readsACopy * READING.units,
			// The locks, the claims, and the tries that a transaction refuses.
			writeUnits: perSecond((2 * sales + refused - refusedByRead) * seatsPerOrder * TRANSACTION_UNITS_PER_SEAT),
		},
		index: {
			// At the end of the rush, when all of these seats are taken.
			readUnits: sales * seatsPerOrder * UNITS_TO_READ_A_TAKEN_SEAT,
			// Only a write that changes the table reaches the index, where a transaction does not cost double.
			writeUnits: perSecond(sales * RUSH.writesPerSale * seatsPerOrder),
		},
		// Only the claim writes there, and nobody looks an order up in the first minute.
		orders: { readUnits: 0, writeUnits: perSecond(sales * seatsPerOrder) },
	};
}

/** What every new on-demand table serves at once; a warm throughput cannot be lower. */
const COLD_THROUGHPUT: Load = { readUnits: 12_000, writeUnits: 4_000 };

/** The throughput to warm table and indexes up to: the expected load, in full thousands, no less than a new table has. */
export function warmThroughput(buyers: number): Omit<ExpectedLoad, "requests"> {
	const { table, index, orders } = expectedLoad(buyers);
	return { table: warmed(table), index: warmed(index), orders: warmed(orders) };
}

/** What these buyers need and the stage does not allow, and the setting to raise. `undefined` if it allows everything. */
export function firstShortage(
	{ throttle, tableMaximum }: Pick<Stage, "throttle" | "tableMaximum">,
	buyers: number,
): { readonly need: string; readonly setting: keyof Stage } | undefined {
	const { table, index } = warmThroughput(buyers);
	const needs = [
		["requests", Math.ceil(expectedLoad(buyers).requests), throttle.rateLimit, "throttle"],
		["read units", Math.max(table.readUnits, index.readUnits), tableMaximum.readUnits, "tableMaximum"],
		["write units", Math.max(table.writeUnits, index.writeUnits), tableMaximum.writeUnits, "tableMaximum"],
	] as const;
	const [what, count, , setting] = needs.find(([, needed, allowed]) => needed > allowed) ?? [];
	return setting && { need: `${count} ${what} a second`, setting };
}

const warmed = ({ readUnits, writeUnits }: Load): Load => ({
	readUnits: Math.max(COLD_THROUGHPUT.readUnits, inThousands(readUnits)),
	writeUnits: Math.max(COLD_THROUGHPUT.writeUnits, inThousands(writeUnits)),
});

const inThousands = (units: number) => Math.ceil(units / 1_000) * 1_000;

/** The most that one key takes, however warm its table is. */
export const MAX_KEY_WRITE_UNITS_PER_SECOND = 1_000;

/** How many seats are counted under one key of the index (domain/shards.ts). */
export const SEATS_PER_SHARD = 2_000;

/**
 * Write units on the key of an event's feed, for its head and one page of changes, in a slow minute and in a rush
 * (docs/adr/013-changes-are-numbered-with-their-writing.md).
 */
const FEED_WRITES = { slow: { changes: 100, units: 2 + 4 }, rush: { changes: 500, units: 2 + 10 } };

/**
 * Write units a second on single keys while a house sells, if all its seats are wanted equally: on the keys of half of the
 * rows of a section, of its receipts and of the event's feed (table), and on the key of a shard (index). A section that is
 * wanted three times as much takes three times as much. A house with fewer seats than buyers takes no less, it is only sold
 * out sooner.
 */
export function keyLoads(buyers: number, house: { readonly seats: number; readonly sections: number }) {
	const { table, index } = expectedLoad(buyers);
	// One change for each successful write of a seat, and each of these is also one write of the index.
	const changes = index.writeUnits;
	const feed = ({ changes: together, units }: typeof FEED_WRITES.rush) => (changes / together) * units;
	return {
		half: table.writeUnits / house.sections / 2,
		shard: changes / Math.ceil(house.seats / SEATS_PER_SHARD),
		feed: { least: feed(FEED_WRITES.rush), most: feed(FEED_WRITES.slow) },
		// If each change arrives alone; changes that arrive together share a write.
		receipts: (changes * TRANSACTION_UNITS_PER_SEAT) / house.sections,
	};
}
