/**
 * Spreads the counting index over keys (contract §3). An index key takes 1,000 write units a second, and an index that
 * lags throttles the table itself. A section is counted under one shard, or under several of its own if it is large, so
 * that reading a section costs what is taken in it. Sections next to each other, which open together, share no shard.
 */
import { type Seat, seatKey } from "./seat.ts";

/**
 * 80,000 seats that are locked and sold within 60 s are 2,667 writes a second: 5,333 units if the index is billed two a
 * write, as a transaction bills the table (ADR 029). With 12 sections on sale at once that is 444 a section, and 889 where
 * a shard holds two of them. 2,000 index entries of up to 300 bytes are one page (1 MB) of a query.
 */
export const SEATS_PER_SHARD = 2_000;

/** Small sections share at least this many shards: more than are on sale at once next to each other. */
export const MIN_SHARED_SHARDS = 16;

/** Of this many sections next to each other, no two share a shard: they open together (contract §3). */
const OPEN_TOGETHER = 12;

/** The shards of large sections are numbered from here on, where no shared shard can be: an event has 100,000 seats. */
const FIRST_OWN_SHARD = 1_000;

export interface ShardedSection {
	readonly section: string;
	readonly capacity: number;
}

/**
 * The shards of each section, in order. A section keeps the shards it had, and gets more when it grows.
 * @param before the shards of sections that the event had.
 */
export function assignShards(
	sections: readonly ShardedSection[],
	before: ReadonlyMap<string, readonly number[]>,
): readonly (readonly number[])[] {
	const isLarge = ({ capacity }: ShardedSection) => capacity > SEATS_PER_SHARD;
	const smallSeats = sections.reduce((sum, section) => sum + (isLarge(section) ? 0 : section.capacity), 0);
	const shared = Math.max(MIN_SHARED_SHARDS, Math.ceil(smallSeats / SEATS_PER_SHARD));
	let own = Math.max(FIRST_OWN_SHARD, ...Array.from(before.values(), (shards) => Math.max(...shards) + 1));
	const seatsIn = new Map<number, number>();
	const recent: number[] = [];
	/** In turn where sections are of one size; else the shard with the fewest seats, so that none takes all large ones. */
	const sharedBy = (index: number) => {
		const inTurn = Array.from({ length: shared }, (_, step) => (index + step) % shared);
		const open = new Set(recent.slice(1 - OPEN_TOGETHER));
		const free = inTurn.filter((shard) => !open.has(shard));
		return free.reduce((best, one) => ((seatsIn.get(one) ?? 0) < (seatsIn.get(best) ?? 0) ? one : best));
	};
	return sections.map((section, index) => {
		const had = before.get(section.section) ?? [];
		const wanted = Math.ceil(section.capacity / SEATS_PER_SHARD);
		if (!isLarge(section)) {
			const [shard = sharedBy(index)] = had;
			recent.push(shard);
			seatsIn.set(shard, (seatsIn.get(shard) ?? 0) + section.capacity);
			return had.length > 0 ? had : [shard];
		}
		return [...had, ...Array.from({ length: Math.max(0, wanted - had.length) }, () => own++)];
	});
}

/** The shard that a seat is counted under when its record is made. FNV-1a spreads neighbours apart. */
export function shardOf(seat: Seat, shards: readonly number[]): number {
	let hash = 0x811c9dc5;
	for (const unit of seatKey(seat)) {
		hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193);
	}
	return shards[(hash >>> 0) % shards.length] ?? 0;
}
