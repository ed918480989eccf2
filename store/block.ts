/** Takes seats off sale, and puts them back: a conditional Put, a conditional Delete. */
import { decideBlock } from "../domain/block.ts";
import type { Result } from "../domain/result.ts";
import type { Seat } from "../domain/seat.ts";
import type { SeatState } from "../domain/seat-record.ts";
import { decideUnblock } from "../domain/unblock.ts";
import { all, any, isAvailable, isBlocked, reasonIs } from "./conditions.ts";
import { orSeatsUnavailable } from "./losers.ts";
import { moveSeats, type Verb } from "./move-seats.ts";
import { type EventPlan, shardKeyOf } from "./plans.ts";
import type { Table } from "./table.ts";

const blockVerb = (event: EventPlan, reason: string, now: number): Verb => ({
	decide: (record) => decideBlock(record, reason, now),
	write: (seat) => ({
		effect: { put: { status: "blocked", reason, shard: shardKeyOf(event, seat) } },
		condition: isAvailable(now),
		to: { status: "blocked" },
	}),
	kept: all(isBlocked, reasonIs(reason)),
});

const unblockVerb = (now: number): Verb => ({
	decide: (record) => decideUnblock(record, now),
	write: () => ({
		effect: { remove: true },
		condition: any(isAvailable(now), isBlocked),
		to: { status: "available" },
	}),
});

/** Blocks every seat or none; refuses with `seats-unavailable`. */
export async function saveBlock(
	table: Table,
	event: EventPlan,
	seats: readonly Seat[],
	reason: string,
	now: number,
): Promise<Result<readonly (Seat & SeatState)[]>> {
	return orSeatsUnavailable(await moveSeats(table, event.id, seats, blockVerb(event, reason, now)), now);
}

/** Unblocks every seat or none; refuses with `seats-unavailable` where one is locked or sold. */
export async function saveUnblock(
	table: Table,
	event: EventPlan,
	seats: readonly Seat[],
	now: number,
): Promise<Result<readonly (Seat & SeatState)[]>> {
	return orSeatsUnavailable(await moveSeats(table, event.id, seats, unblockVerb(now)), now);
}
