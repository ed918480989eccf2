/**
 * The opening of a large house, replayed second by second: which key of the table and of its indexes is written how much,
 * in units as the service bills them. Keys and shards come from the functions that the store uses.
 */
import { gzipSync } from "node:zlib";
import { assignShards, shardOf } from "../../../domain/shards.ts";
import {
	feedPartition,
	type Life,
	leaseKey,
	partyKey,
	readingKey,
	receiptKey,
	rowPartition,
	saleKey,
	shardKey,
} from "../../../store/keys.ts";
import { type Random, randomFrom } from "../../simulation/random.ts";
import { playOpening } from "./play-opening.ts";

export interface Opening {
	readonly sections: number;
	readonly rows: number;
	readonly rowLength: number;
	/** All seats are sold within about this time. */
	readonly seconds: number;
	/** How many sections are on sale at once: the first ones that are not sold out. */
	readonly open: number;
	/** How many times as much as the last of the open sections the first one is wanted. */
	readonly preference: number;
	/** Refused attempts for each lock. */
	readonly refusals: number;
	/** The share of them that the copy knows: refused by a read, which writes nothing, unless it is for a single seat. */
	readonly known: number;
	/** The share of locks that are extended before they are claimed. */
	readonly extended: number;
}

const { refusalsPerOrder, knownToCopy } = playOpening();

/**
 * The opening of contract §3, with a front section wanted half again as much, and with the refusals of the model of
 * buyers who want the whole house.
 */
export const FRONT_FIRST: Opening = {
	sections: 80,
	rows: 40,
	rowLength: 25,
	seconds: 60,
	open: 12,
	preference: 1.5,
	refusals: refusalsPerOrder,
	known: knownToCopy,
	extended: 0.3,
};

/** A partition of the table or of an index takes this many write units a second. */
export const MOST_UNITS = 1_000;

/** What kind of key it is, as docs/data-model.md names them. */
export type Kind = "seats" | "count" | "orders" | "party" | "reading" | "feed" | "receipts";

export interface Replay {
	readonly seats: number;
	/** Locks that were refused, and those of them that wrote nothing. */
	readonly refusals: number;
	readonly refusedByRead: number;
	/** From the first lock to the last claim. */
	readonly seconds: number;
	/** The units of the hottest key of each kind in each second. */
	readonly hottest: ReadonlyMap<Kind, readonly number[]>;
	readonly keys: number;
	/** All units of a kind. */
	readonly totals: ReadonlyMap<Kind, number>;
}

const EVENT: Life = { id: "the-arena", life: "2Jx0cQmA1bZk" };
const START = 1_795_000_000;
const LOCK_SECONDS = 600;
/** A transaction takes two units for each KB of each item, also when it is refused. */
const IN_TRANSACTION = 2;
/** An order is claimed after two to eight seconds. */
const THINKING = { least: 2, range: 6 };
/** How old what a buyer has seen is: a map of some seconds, and the time to choose (play-opening.ts). */
const LOOKING_SECONDS = 8;
/** So much longer than the others the last sections take to sell out. */
const LAST_SECTIONS_SECONDS = 5;
const MOST_SEATS_TOGETHER = 4;
/** The reading is made once a second, in at most 20 units. */
const READING_UNITS = 20;
/** Tries for its lease in a second (contract §3). */
const LEASE_TRIES = 10;
/** What store/changes.ts puts into one transaction for one section and second at most. */
const CHANGES_PER_PAGE = 100;
const RECEIPT_BYTES = 38;

interface Change {
	readonly type: string;
	readonly expires?: number;
	readonly section: string;
	readonly row: string;
	readonly seat: string;
	readonly at: number;
}

export function replay(opening: Opening, seed = 1): Replay {
	const { sections, rows, rowLength, seconds, open, preference, refusals, known, extended } = opening;
	const chance = randomFrom(seed);
	const labels = Array.from({ length: sections }, (_, index) => `block ${index + 1}`);
	const capacity = rows * rowLength;
	const shards = assignShards(
		labels.map((section) => ({ section, capacity })),
		new Map(),
	);
	const left = labels.map(() => capacity);
	const units = new Map<Kind, Map<string, number[]>>();
	const changes = new Map<string, Change[]>();
	let seats = 0;
	let refused = 0;
	let refusedByRead = 0;

	const write = (kind: Kind, key: string, second: number, amount: number) => {
		const keys = units.get(kind) ?? new Map<string, number[]>();
		const bySecond = keys.get(key) ?? [];
		bySecond[second] = (bySecond[second] ?? 0) + amount;
		units.set(kind, keys.set(key, bySecond));
	};
	const rowOf = (place: number) => String(1 + Math.floor(place / rowLength));
	/** A write of some seats: in the table, in the index that counts, and in the stream that the feed is made from. */
	const writeSeats = (second: number, index: number, places: readonly number[], type: string) => {
		const section = labels[index] ?? "";
		const perSeat = places.length > 1 ? IN_TRANSACTION : 1;
		for (const place of places) {
			const seat = { section, row: rowOf(place), seat: String(1 + (place % rowLength)) };
			write("seats", rowPartition(EVENT, section, seat.row), second, perSeat);
			write("count", shardKey(EVENT, shardOf(seat, shards[index] ?? [])), second, 1);
			const key = `${section}#${second}`;
			const expires = type === "seat.sold" ? {} : { expires: START + LOCK_SECONDS + second };
			const made = changes.get(key) ?? [];
			made.push({ type, ...expires, ...seat, at: START + second });
			changes.set(key, made);
		}
	};

	// The last order is claimed within the time, so locks are made in less.
	const locking = seconds - THINKING.least - THINKING.range - LAST_SECTIONS_SECONDS;
	const total = sections * capacity;
	const perSection = total / locking / Math.min(open, sections);
	let last = 0;
	for (let second = 0; seats < total; second++) {
		// Each open section is wanted as much as before when fewer are left.
		for (let passed = 0; passed < 1 && seats < total; ) {
			const front = left.flatMap((count, index) => (count > 0 ? [index] : [])).slice(0, open);
			const index = front[placeOf(front.length, preference, chance.draw())] ?? 0;
			const free = left[index] ?? 0;
			const num = Math.min(1 + chance.below(MOST_SEATS_TOGETHER), free);
			const places = Array.from({ length: num }, (_, seat) => capacity - free + seat);
			const order = saleKey(EVENT, `order ${seats}`);
			// What does not make a whole refusal for one order makes one for some.
			for (let rest = refusals; chance.chance(Math.min(rest, 1)); rest -= 1) {
				refused += 1;
				if (num > 1 && chance.chance(known)) refusedByRead += 1;
				else {
					const met = metPlace(capacity - free, LOOKING_SECONDS * perSection, chance);
					const partition = rowPartition(EVENT, labels[index] ?? "", rowOf(met));
					write("seats", partition, second, num > 1 ? num * IN_TRANSACTION : 1);
				}
			}
			left[index] = free - num;
			seats += num;
			passed += num / (perSection * front.length);
			writeSeats(second, index, places, "seat.locked");
			write("party", partyKey(EVENT, `hash of token ${seats}`, "four").pk, second, IN_TRANSACTION);
			const claimedAt = second + THINKING.least + chance.below(THINKING.range);
			if (chance.chance(extended)) {
				writeSeats(second + 1 + chance.below(claimedAt - second), index, places, "seat.locked");
			}
			writeSeats(claimedAt, index, places, "seat.sold");
			last = Math.max(last, claimedAt);
			for (const _ of places) write("orders", order, claimedAt, 1);
		}
	}
	for (let second = 0; second <= last; second++) {
		write("reading", readingKey(EVENT, "order").pk, second, READING_UNITS);
		write("reading", leaseKey(EVENT, "order").pk, second, LEASE_TRIES);
	}
	for (const [key, made] of changes) publish(key.slice(0, key.lastIndexOf("#")), made, write);

	const hottest = new Map<Kind, number[]>();
	const totals = new Map<Kind, number>();
	for (const [kind, keys] of units) {
		const most = new Array<number>(last + 1).fill(0);
		for (const bySecond of keys.values()) {
			for (const [second, amount = 0] of bySecond.entries()) {
				most[second] = Math.max(most[second] ?? 0, amount);
				totals.set(kind, (totals.get(kind) ?? 0) + amount);
			}
		}
		hottest.set(kind, most);
	}
	const keyCount = Array.from(units.values()).reduce((sum, keys) => sum + keys.size, 0);
	return { seats, refusals: refused, refusedByRead, seconds: last + 1, hottest, keys: keyCount, totals };
}

/** A seat that somebody has taken while the buyer looked at the map: one of the last. */
const metPlace = (taken: number, lately: number, chance: Random) =>
	Math.max(0, taken - 1 - chance.below(Math.max(1, Math.min(taken, Math.round(lately)))));

/** One of the open sections: the first is wanted `preference` times as much as the last, those between in proportion. */
function placeOf(count: number, preference: number, draw: number): number {
	const weights = Array.from({ length: count }, (_, place) =>
		count === 1 ? 1 : preference - ((preference - 1) * place) / (count - 1),
	);
	let rest = draw * weights.reduce((sum, weight) => sum + weight, 0);
	return Math.max(
		0,
		weights.findIndex((weight) => {
			rest -= weight;
			return rest < 0;
		}),
	);
}

/** What the feed of changes writes for the changes of one section in one second: heads, pages and their receipt. */
function publish(
	section: string,
	changes: readonly Change[],
	write: (kind: Kind, key: string, second: number, amount: number) => void,
): void {
	const at = changes[0]?.at ?? 0;
	const second = at - START;
	for (let first = 0; first < changes.length; first += CHANGES_PER_PAGE) {
		const page = changes.slice(first, first + CHANGES_PER_PAGE);
		const pageUnits = Math.ceil(gzipSync(JSON.stringify(page)).length / 1_024);
		write("feed", feedPartition(EVENT.id), second, IN_TRANSACTION * (1 + pageUnits));
		const receiptUnits = Math.ceil(((first + page.length) * RECEIPT_BYTES) / 1_024);
		write("receipts", receiptKey(EVENT.id, section, at).pk, second, IN_TRANSACTION * receiptUnits);
	}
}
