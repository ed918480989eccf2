/**
 * Spreads the counting index over keys (contract §3). An index key takes 1,000 writes a second, and an index that lags
 * throttles the table itself, so a seat is counted under one of several shards of its event.
 */
import { type Seat, seatKey } from "./seat.ts";

/**
 * A house of 80,000 that sells out in a minute writes each seat twice in 60 s: 2,700 writes/s over 20 shards are 133 on
 * each, so a rush six times as steep still fits. 4,000 index entries of up to 250 bytes fit in one page (1 MB) of a
 * query, so counting takes one request a shard.
 */
const SEATS_PER_SHARD = 4_000;

/** The number of shards that an event of this capacity needs: at least one. */
export function shardsFor(capacity: number): number {
	return Math.max(1, Math.ceil(capacity / SEATS_PER_SHARD));
}

/** The shard of a seat, `0 … shards − 1`: the same for the seat's whole life. FNV-1a spreads neighbours apart. */
export function shardOf(seat: Seat, shards: number): number {
	let hash = 0x811c9dc5;
	for (const unit of seatKey(seat)) {
		hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193);
	}
	return (hash >>> 0) % shards;
}
