/**
 * What a seller knows of the taken seats, by number of the seat, and how the event's feed changes it (docs/changes.md).
 * Pure: the lists are replaced, never changed.
 */
import type { Schemas } from "../../clients/typescript/src/client.ts";

export interface Taken {
	readonly status: "sold" | "locked" | "blocked";
	readonly order?: string | undefined;
	readonly reason?: string | undefined;
	/** Epoch seconds, like all instants. What names one sale: only an answer about the seat itself has it. */
	readonly soldAt?: number | undefined;
	/** The same for one lock. */
	readonly lockedAt?: number | undefined;
	readonly expires?: number | undefined;
	/** About when it became so, by the feed. */
	readonly at?: number | undefined;
}

/** By number of the seat; undefined is available. */
export type TakenSeats = readonly (Taken | undefined)[];

export type SeatStatus = "available" | Taken["status"];

export type SeatFacts = Schemas["SeatFacts"];

export type FeedChange = Schemas["Change"];

export const statusOf = (seats: TakenSeats, seat: number): SeatStatus => seats[seat]?.status ?? "available";

/** The sales among these seats that have no order, ascending. */
export const withoutOrder = (seats: TakenSeats, which: Iterable<number>): number[] =>
	[...which]
		.filter((seat) => seats[seat]?.status === "sold" && seats[seat]?.order === undefined)
		.sort((one, other) => one - other);

/** What the service answers of a seat, without its labels. */
export function takenIn({ status, order, reason, soldAt, lockedAt, expires }: SeatFacts): Taken | undefined {
	if (status === "available") return undefined;
	return { status, order, reason, soldAt, lockedAt, expires };
}

/** The seat after a change of the feed. What is known already, and exactly, is kept. */
export function afterChange(before: Taken | undefined, change: FeedChange): Taken | undefined {
	const { at, order, reason, expires } = change;
	switch (change.type) {
		case "seat.sold":
			return before?.status === "sold" && before.order === order ? before : { status: "sold", order, at };
		case "seat.locked":
			return before?.status === "locked" && before.expires === expires ? before : { status: "locked", expires, at };
		case "seat.blocked":
			return { status: "blocked", reason, at };
		case "seat.expired":
			// The seats may have been read after another lock was made.
			return before?.status === "locked" && before.expires !== expires ? before : undefined;
		case "seat.unlocked":
		case "seat.released":
		case "seat.unblocked":
			return undefined;
	}
}

export function withTaken(seats: TakenSeats, changes: ReadonlyMap<number, Taken | undefined>): TakenSeats {
	const isNew = [...changes].some(([seat, taken]) => seats[seat] !== taken);
	if (!isNew) return seats;
	const changed = seats.slice();
	for (const [seat, taken] of changes) changed[seat] = taken;
	return changed;
}

/** The seats that are not as they were. */
export function changedSeats(before: TakenSeats, after: TakenSeats): number[] {
	if (before === after) return [];
	const changed: number[] = [];
	for (let seat = 0; seat < after.length; seat++) if (before[seat] !== after[seat]) changed.push(seat);
	return changed;
}

/** Seats whose lock ends at `now` or before are available, whether or not a change says so (I2). */
export function endedLocks(seats: TakenSeats, now: number): ReadonlyMap<number, undefined> {
	const ended = new Map<number, undefined>();
	seats.forEach((taken, seat) => {
		if (taken?.status === "locked" && (taken.expires ?? 0) <= now) ended.set(seat, undefined);
	});
	return ended;
}

/** Whether both are the same state, as far as a feed can say. */
export const isAlike = (one: Taken | undefined, other: Taken | undefined): boolean =>
	one?.status === other?.status &&
	one?.order === other?.order &&
	one?.reason === other?.reason &&
	one?.expires === other?.expires;
