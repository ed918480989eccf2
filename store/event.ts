/**
 * An event in hand: a request has found it, with the seats and sections it names, and this is what can be done with its
 * seats. Tokens go no further than this file in clear (I9).
 */
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { holds } from "../domain/clause.ts";
import { hasSeat } from "../domain/plan.ts";
import { refuse } from "../domain/refusal.ts";
import type { Seat } from "../domain/seat.ts";
import { isHeldBy, type SeatRecord, type SeatState, stateOf } from "../domain/seat-record.ts";
import { endOfLock, MAX_SEATS, refusalOfLength, refusalToLock } from "../domain/settings.ts";
import { shardOf } from "../domain/shards.ts";
import { block, claim, extend, lock, release, unblock, unlock, type Verb } from "../domain/verbs.ts";
import type { KnownEvent, Store } from "./event-memory.ts";
import { seatRecordKey, shardKey } from "./keys.ts";
import { moveSeats, type Place } from "./move-seats.ts";
import { hashToken } from "./token-hash.ts";

/** Seats as they are after a request, in the order it named them. */
export type SeatStates = readonly (Seat & SeatState)[];

/**
 * Every verb moves all its seats or none (I4), and refuses with the `Refusal` of its rule. `now` is the request's own
 * instant, epoch seconds; a length is in seconds and the event's `lockSeconds` unless given.
 */
export interface Event extends KnownEvent, Store, Place {
	/** The seat at this very moment: one strongly consistent read. */
	readonly check: (seat: Seat, now: number) => Promise<SeatState>;
	readonly lock: (seats: readonly Seat[], lock: LockWanted, now: number) => Promise<SeatStates>;
	readonly extend: (seats: readonly Seat[], lock: LockWanted, now: number) => Promise<SeatStates>;
	readonly unlock: (seats: readonly Seat[], token: string, now: number) => Promise<SeatStates>;
	readonly claim: (seats: readonly Seat[], sale: SaleWanted, now: number) => Promise<SeatStates>;
	readonly release: (seats: readonly Seat[], sale: SaleToRelease, now: number) => Promise<SeatStates>;
	readonly block: (seats: readonly Seat[], reason: string, now: number) => Promise<SeatStates>;
	readonly unblock: (seats: readonly Seat[], now: number) => Promise<SeatStates>;
}

interface LockWanted {
	readonly token: string;
	readonly seconds?: number | undefined;
}

interface SaleWanted {
	readonly token: string;
	readonly order?: string | undefined;
}

/** An order, a token, or both, and then both must match. */
interface SaleToRelease {
	readonly order?: string | undefined;
	readonly token?: string | undefined;
}

/** What a request names of an event: seats, or whole sections. */
export interface Named {
	readonly seats?: readonly Seat[];
	readonly sections?: readonly string[] | undefined;
}

/** The event, if it has all that the request names. Memory may be old, so it is read again before anything is refused. */
export async function findEvent(store: Store, id: string, named: Named): Promise<Event> {
	const remembered = await store.memory.event(store.table, id);
	if (remembered && !isBeingDeleted(remembered) && (await unknownOf(store, remembered, named)).length === 0) {
		return inHand(store, remembered);
	}
	const event = await store.memory.event(store.table, id, "read again");
	if (event === undefined || isBeingDeleted(event)) return refuse({ kind: "unknown-event", event: id });
	const unknown = await unknownOf(store, event, named);
	return unknown.length === 0 ? inHand(store, event) : refuse({ kind: "unknown-seat", seats: unknown });
}

const isBeingDeleted = ({ deletingSince }: KnownEvent) => deletingSince !== undefined;

/** The seats and sections that the event does not have. */
async function unknownOf(
	{ table, memory }: Store,
	event: KnownEvent,
	{ seats = [], sections = [] }: Named,
): Promise<Partial<Seat>[]> {
	const missing = sections.filter((section) => !event.sections.has(section)).map((section) => ({ section }));
	if (seats.length === 0) return missing;
	const plans = await memory.plans(table, event, new Set(seats.map(({ section }) => section)));
	return seats.filter((seat) => {
		const plan = plans.get(seat.section);
		return plan === undefined || !hasSeat(plan, seat);
	});
}

export function inHand(store: Store, known: KnownEvent): Event {
	const { table } = store;
	const { id, settings, sections } = known;
	const place: Place = {
		table,
		id,
		shardOf: (seat) => shardKey(id, shardOf(seat, sections.get(seat.section)?.shards ?? 1)),
	};
	const move = (seats: readonly Seat[], verb: Verb, now: number) => moveSeats(place, seats, verb, now);

	return {
		...known,
		...store,
		...place,
		check: async (seat, now) => stateOf(await readRecord(place, seat), now),
		lock: async (seats, { token, seconds }, now) => {
			const tokenHash = hashToken(token);
			const refusal = refusalToLock(settings, { num: seats.length, seconds }, now);
			if (refusal) {
				// A repeat of a live lock gets the same answer, even when the event would not take a new one (I5).
				const held = seats.length <= MAX_SEATS ? await readLock(place, seats, tokenHash, now) : undefined;
				return held ?? refuse(refusal);
			}
			return move(seats, lock({ tokenHash, expires: endOfLock(settings, seconds, now) }, now), now);
		},
		extend: async (seats, { token, seconds }, now) => {
			const refusal = refusalOfLength(settings, seconds);
			if (refusal) return refuse(refusal);
			const { maxLockSeconds } = settings;
			const expires = endOfLock(settings, seconds, now);
			return move(seats, extend({ tokenHash: hashToken(token), expires, maxLockSeconds }, now), now);
		},
		unlock: (seats, token, now) => move(seats, unlock(hashToken(token), now), now),
		claim: (seats, { token, order }, now) => move(seats, claim({ tokenHash: hashToken(token), order }, now), now),
		release: (seats, { token, order }, now) => {
			const tokenHash = token === undefined ? undefined : hashToken(token);
			return move(seats, release({ order, tokenHash }, now), now);
		},
		block: (seats, reason, now) => move(seats, block(reason, now), now),
		unblock: (seats, now) => move(seats, unblock(now), now),
	};
}

/** The token's live lock of all these seats, as it is; `undefined` unless it holds every one. */
export async function readLock(
	place: Place,
	seats: readonly Seat[],
	tokenHash: string,
	now: number,
): Promise<SeatStates | undefined> {
	const held: (Seat & SeatState)[] = [];
	for (const seat of seats) {
		const record = await readRecord(place, seat);
		// Stop at the first seat that is not theirs, so a caller without a lock costs one read.
		if (!holds(isHeldBy(tokenHash, now), record)) return undefined;
		held.push({ ...seat, ...stateOf(record, now) });
	}
	return held;
}

async function readRecord({ table, id }: Place, seat: Seat): Promise<SeatRecord | undefined> {
	const key = seatRecordKey(id, seat);
	const { Item } = await table.send(new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }));
	return Item as SeatRecord | undefined;
}
