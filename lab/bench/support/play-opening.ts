/**
 * The opening that docs/operations/before-a-sale.md and lib/expected-load.ts assume, played through in memory: how many
 * tries to lock are refused for each order, and how many of those meet seats that somebody already knew to be taken. It is
 * a model of buyers, not a measurement; everything it assumes is in `OPENING`.
 */
import { RUSH } from "../../../lib/expected-load.ts";
import { randomFrom } from "../../simulation/random.ts";

/** Assumed, besides what expected-load.ts assumes of buyers. */
const OPENING = {
	buyers: 100_000,
	seats: 80_000,
	/** Copies of the function that locks: those that `prod` reserves. */
	copies: 200,
	/** From the answer of the map to the press of the button. */
	thinkingSeconds: { least: 2, most: 8 },
	/** How old the map is that the edge answers: a second of its own, and the reading it was made from. */
	mapSeconds: { least: 0.5, most: 3 },
	/** How old the reading is in a copy that locks: made once a second, read twice a second, behind the index. */
	readingSeconds: { least: 0.3, most: 2 },
	/** A page that asks for the seats once more before it sends knows what the edge knows. */
	askedAgainSeconds: { least: 0.5, most: 3 },
	/** After this many refusals a copy reads the reading (store/sightings.ts). */
	refusalsBeforeReading: 5,
};

/** Of all refusals, the shares that each of these knew before. */
export interface Opening {
	readonly refusalsPerOrder: number;
	/** The copy that refuses: by what it has met, or by the reading. These are refused by a read. */
	readonly knownToCopy: number;
	/** A page that looks once more before it sends: these need not reach a function. */
	readonly knownToPage: number;
}

interface Demand {
	/** Of the whole house. */
	readonly seats?: number;
	/** Buyers want only the first sections in which they see seats, this many; all of them unless given. */
	readonly wantedSections?: number;
}

/** Always the same opening for the same demand. */
export function playOpening({ seats = OPENING.seats, wantedSections }: Demand = {}): Opening {
	const { buyers, copies, refusalsBeforeReading } = OPENING;
	const chance = randomFrom(1);
	const between = ({ least, most }: { least: number; most: number }) => least + chance.draw() * (most - least);
	/** A place for an order, and when it was taken. */
	const takenAt = new Float64Array(Math.floor(seats / RUSH.seatsPerOrder)).fill(Number.POSITIVE_INFINITY);
	const sections = newSections(takenAt.length);
	const met = Array.from({ length: copies }, () => new Set<number>());
	const refusedBy = new Uint32Array(copies);
	const presses = Array.from({ length: buyers }, () => chance.draw() * RUSH.seconds);
	const tries = presses
		.flatMap((first) => Array.from({ length: RUSH.tries }, (_, index) => ({ at: first + index * 5, index })))
		.sort((one, other) => one.at - other.at);
	let [sold, refused, knownToCopy, knownToPage] = [0, 0, 0, 0];
	for (const { at } of tries) {
		const looksFree = (place: number) => (takenAt[place] ?? 0) > seenAt;
		const seenAt = at - between(OPENING.thinkingSeconds) - between(OPENING.mapSeconds);
		const front = wantedSections && sections.front(wantedSections, seenAt);
		const anyPlace = () =>
			front
				? chance.pick(front) * ORDERS_OF_A_SECTION + chance.below(ORDERS_OF_A_SECTION)
				: chance.below(takenAt.length);
		let place = anyPlace();
		// A buyer takes what looks free on the map. If nothing does, they try all the same.
		for (let looks = 0; looks < MOST_LOOKS && !looksFree(place); looks++) place = anyPlace();
		const copy = chance.below(copies);
		const its = met[copy] as Set<number>;
		const taken = takenAt[place] ?? 0;
		if (taken > at) {
			takenAt[place] = at;
			sections.take(place, at);
			sold += 1;
		} else {
			refused += 1;
			const reads = (refusedBy[copy] ?? 0) >= refusalsBeforeReading;
			if (its.has(place) || (reads && taken <= at - between(OPENING.readingSeconds))) knownToCopy += 1;
			if (taken <= at - between(OPENING.askedAgainSeconds)) knownToPage += 1;
			refusedBy[copy] = (refusedBy[copy] ?? 0) + 1;
		}
		its.add(place);
	}
	return {
		refusalsPerOrder: refused / sold,
		knownToCopy: knownToCopy / refused,
		knownToPage: knownToPage / refused,
	};
}

/** How long a buyer looks for a place that seems to be free. */
const MOST_LOOKS = 30;

/** Sections of 1,000 seats. */
const ORDERS_OF_A_SECTION = 1_000 / RUSH.seatsPerOrder;

/** When each section was sold out. */
function newSections(places: number) {
	const left = new Array<number>(Math.ceil(places / ORDERS_OF_A_SECTION)).fill(ORDERS_OF_A_SECTION);
	const soldOutAt = left.map(() => Number.POSITIVE_INFINITY);
	return {
		take: (place: number, at: number) => {
			const section = Math.floor(place / ORDERS_OF_A_SECTION);
			left[section] = (left[section] ?? 0) - 1;
			if (left[section] === 0) soldOutAt[section] = at;
		},
		/** The first sections that were not sold out at that time. When all were, buyers try the last one. */
		front: (count: number, seenAt: number): number[] => {
			const open = soldOutAt.flatMap((end, section) => (end > seenAt ? [section] : []));
			return open.length > 0 ? open.slice(0, count) : [soldOutAt.length - 1];
		},
	};
}
