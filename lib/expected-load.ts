/**
 * What the opening of a sale asks for (docs/operations.md, "Before a sale opens"): from the number of people who press
 * the button to the requests that the gateway must let through and the units that the table and its index must serve at
 * once, and what each key takes of them.
 */
import type { Stage } from "./stages.ts";

/** How buyers behave in the first minute. Each figure can be argued with; that is why they stand here alone. */
const rush = {
	/** All of them come within so many seconds. */
	seconds: 60,
	/** Times a buyer tries to lock: once in vain, because somebody was faster, and once more. */
	tries: 2,
	/** Times a buyer asks whether a seat is free. The looks at a section before each try are the edge's to answer. */
	checks: 1,
	seatsPerOrder: 2.5,
	/** Times a seat that is bought is written meanwhile: locked and claimed. */
	writesPerSale: 2,
	/**
	 * Read units of a buyer: one seat checked in the table; a section looked through before each try, for which the
	 * index is asked 20 shards at half a unit each.
	 */
	readUnits: { table: 1, index: 20 },
};

/** Write units that a transaction takes of the table for a seat, also when it is refused; alone it would be one. */
const unitsPerSeat = 2;

export interface Load {
	readonly readUnits: number;
	readonly writeUnits: number;
}

interface OpeningLoad {
	/** That reach the gateway. */
	readonly requests: number;
	readonly table: Load;
	readonly index: Load;
}

/** What comes in a second while the rush lasts: of so many buyers, for so many seats (enough for all if not given). */
export function openingLoad(buyers: number, seats = Infinity): OpeningLoad {
	const { seatsPerOrder } = rush;
	const sales = Math.min(buyers, seats / seatsPerOrder);
	const perSecond = (count: number) => count / rush.seconds;
	return {
		requests: perSecond(buyers * (rush.tries + rush.checks) + sales),
		table: {
			readUnits: perSecond(buyers * rush.readUnits.table),
			// Every try to lock, and the claims.
			writeUnits: perSecond((buyers * rush.tries + sales) * seatsPerOrder * unitsPerSeat),
		},
		index: {
			readUnits: perSecond(buyers * rush.readUnits.index),
			// Only what changes in the table is written to the index, and there a transaction costs no double.
			writeUnits: perSecond(sales * rush.writesPerSale * seatsPerOrder),
		},
	};
}

/** What every new table on demand serves at once, and the least that can be asked for. */
const coldThroughput: Load = { readUnits: 12_000, writeUnits: 4_000 };

/** What to have table and index warmed up to: the load of the opening, in thousands, and no less than they have. */
export function warmThroughput(buyers: number): { readonly table: Load; readonly index: Load } {
	const { table, index } = openingLoad(buyers);
	return { table: warmed(table), index: warmed(index) };
}

/** What an opening needs first that the stage does not let through, and the setting that does not; undefined when it all fits. */
export function moreThan(
	{ throttle, tableMaximum }: Pick<Stage, "throttle" | "tableMaximum">,
	buyers: number,
): { readonly need: string; readonly setting: keyof Stage } | undefined {
	const { table, index } = warmThroughput(buyers);
	const needed = [
		["requests", Math.ceil(openingLoad(buyers).requests), throttle.rateLimit, "throttle"],
		["read units", Math.max(table.readUnits, index.readUnits), tableMaximum.readUnits, "tableMaximum"],
		["write units", Math.max(table.writeUnits, index.writeUnits), tableMaximum.writeUnits, "tableMaximum"],
	] as const;
	const [what, count, , setting] = needed.find(([, wanted, allowed]) => wanted > allowed) ?? [];
	return setting && { need: `${count} ${what} a second`, setting };
}

const warmed = ({ readUnits, writeUnits }: Load): Load => ({
	readUnits: Math.max(coldThroughput.readUnits, inThousands(readUnits)),
	writeUnits: Math.max(coldThroughput.writeUnits, inThousands(writeUnits)),
});

const inThousands = (units: number) => Math.ceil(units / 1_000) * 1_000;

/** Write units a second that one key takes, however warm its table is. */
export const mostWritesOfAKey = 1_000;

/** Seats that are counted under one key of the index. */
export const seatsPerShard = 4_000;

/**
 * Write units that the key of an event's feed takes for its head and a page of so many changes, in a slow minute and in
 * a rush (docs/adr/030-changes-are-numbered-with-their-writing.md).
 */
const feedWrites = { slow: { changes: 100, units: 2 + 4 }, rush: { changes: 500, units: 2 + 10 } };

/**
 * Write units a second that single keys take in an opening, if the seats of a house are equally wanted: the keys of a
 * section and of the receipts of its changes, and of the event's feed (table), and of a shard (index). A section three
 * times as wanted takes three times as much.
 */
export function keyLoads(buyers: number, house: { readonly seats: number; readonly sections: number }) {
	const { table, index } = openingLoad(buyers, house.seats);
	// A change for each write of a seat that got through, which is what the index is written, too.
	const changes = index.writeUnits;
	const feed = ({ changes: together, units }: typeof feedWrites.rush) => (changes / together) * units;
	return {
		section: table.writeUnits / house.sections,
		shard: changes / Math.ceil(house.seats / seatsPerShard),
		feed: { least: feed(feedWrites.rush), most: feed(feedWrites.slow) },
		// If each change comes alone; those that come together share a write.
		receipts: (changes * unitsPerSeat) / house.sections,
	};
}
