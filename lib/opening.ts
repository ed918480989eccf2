/**
 * What the opening of a sale asks of the table (docs/operations.md, "Before a sale opens"): from the number of people
 * who press the button to the units that the table and its index must serve at once, and what each key takes of them.
 */

/** How buyers behave in the first minute. Each figure can be argued with; that is why they stand here alone. */
const rush = {
	/** All of them come within so many seconds. */
	seconds: 60,
	/** Times a buyer tries to lock: once in vain, because somebody was faster, and once more. */
	tries: 2,
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

/** Units a second while the rush lasts: of so many buyers, for so many seats (enough for everyone if not given). */
export const openingLoad = (buyers: number, seats = Infinity): { readonly table: Load; readonly index: Load } => {
	const { seatsPerOrder } = rush;
	const sales = Math.min(buyers, seats / seatsPerOrder);
	const perSecond = (units: number) => units / rush.seconds;
	return {
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
};

/** What every new table on demand serves at once, and the least that can be asked for. */
const coldThroughput: Load = { readUnits: 12_000, writeUnits: 4_000 };

/** What to have table and index warmed up to: the load of the opening, in thousands, and no less than they have. */
export const warmThroughput = (buyers: number): { readonly table: Load; readonly index: Load } => {
	const { table, index } = openingLoad(buyers);
	return { table: warmed(table), index: warmed(index) };
};

/** The first of what an opening needs that is more than `most`, in words; undefined when it all fits. */
export const moreThan = (most: Load, buyers: number): string | undefined => {
	const { table, index } = warmThroughput(buyers);
	const needed = [
		["read", Math.max(table.readUnits, index.readUnits), most.readUnits],
		["write", Math.max(table.writeUnits, index.writeUnits), most.writeUnits],
	] as const;
	const [kind, units] = needed.find(([, wanted, allowed]) => wanted > allowed) ?? [];
	return kind && `${units} ${kind} units a second`;
};

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
 * Write units a second that single keys take in an opening, if the seats of a house are equally wanted: the key of a
 * section (table) and of a shard (index). A section three times as wanted takes three times as much.
 */
export const keyLoads = (buyers: number, house: { readonly seats: number; readonly sections: number }) => {
	const { table, index } = openingLoad(buyers, house.seats);
	return {
		section: table.writeUnits / house.sections,
		shard: index.writeUnits / Math.ceil(house.seats / seatsPerShard),
	};
};
