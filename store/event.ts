/**
 * An event in hand: a request has found it, with the seats and sections it names, and this is what can be done with its
 * seats. Tokens go no further than this file in clear (I9).
 */
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { holds } from "../domain/clause.ts";
import { factsOfPlan, hasSeat, type SeatOfPlan, type SectionPlan, startOf } from "../domain/plan.ts";
import { type Refusal, refuse } from "../domain/refusal.ts";
import type { Seat } from "../domain/seat.ts";
import { isHeldBy, type SeatRecord, type SeatState, stateOf } from "../domain/seat-record.ts";
import { endOfLock, MAX_SEATS, refusalToExtend, refusalToLock } from "../domain/settings.ts";
import { shardOf } from "../domain/shards.ts";
import {
	block,
	change,
	claim,
	type Expected,
	extend,
	lock,
	release,
	sell,
	unblock,
	unlock,
	type Verb,
	type Wanted,
} from "../domain/verbs.ts";
import { EVENT_FRESH_MS, type KnownEvent, type Store } from "./event-memory.ts";
import { seatRecordKey, shardKey } from "./keys.ts";
import { eachBy, type Move, moveSeats, type Place } from "./move-seats.ts";
import { readNeighbours } from "./read-neighbours.ts";
import { readRecords } from "./read-records.ts";
import { refuseTaken } from "./refuse-taken.ts";
import { TryAgain } from "./table.ts";
import { hashToken } from "./token-hash.ts";

/** A seat as it is, and what its plan says of it. */
type SeatFound = SeatState & SeatOfPlan;

/** Seats as they are after a request, in the order it named them. */
export type SeatStates = readonly (Seat & SeatState)[];

/**
 * Every verb moves all its seats or none (I4), and refuses with the `Refusal` of its rule. `now` is the request's own
 * instant, epoch seconds; a length is in seconds and the event's `lockSeconds` unless given.
 */
export interface Event extends KnownEvent, Store, Place {
	/** The seat at this very moment: one strongly consistent read. */
	readonly check: (seat: Seat, now: number) => Promise<SeatFound>;
	/** Each seat at a moment of its own, by one strongly consistent read; together they are no snapshot. */
	readonly checkAll: (seats: readonly Seat[], now: number) => Promise<readonly (Seat & SeatFound)[]>;
	readonly lock: (seats: readonly Seat[], lock: LockWanted, now: number) => Promise<SeatStates>;
	/**
	 * `capped`: a lock ends sooner than asked, because the event allows no longer one; `kept`: every lock ends later
	 * than asked already.
	 */
	readonly extend: (
		seats: readonly Seat[],
		lock: LockWanted,
		now: number,
	) => Promise<{ readonly seats: SeatStates; readonly outcome: "extended" | "capped" | "kept" }>;
	readonly unlock: (seats: readonly Seat[], token: string, now: number) => Promise<SeatStates>;
	readonly claim: (seats: readonly Seat[], sale: SaleWanted, now: number) => Promise<SeatStates>;
	readonly release: (seats: readonly Seat[], sale: SaleToRelease, now: number) => Promise<SeatStates>;
	readonly block: (seats: readonly Seat[], reason: string, now: number) => Promise<SeatStates>;
	readonly unblock: (seats: readonly Seat[], reason: string | undefined, now: number) => Promise<SeatStates>;
	/** For sellers: not bound by the event's window nor by its limits of a lock. */
	readonly sell: (seats: readonly Seat[], sale: SaleToMake, now: number) => Promise<SeatStates>;
	/** For sellers: each seat from exactly what it is to what it shall be. */
	readonly change: (changes: readonly SeatChange[], now: number) => Promise<SeatStates>;
}

/** A lock that a seller asks for goes by a token of the caller's. */
type WantedOfSeller = Exclude<Wanted, { status: "locked" }> | { status: "locked"; token: string; seconds: number };

export interface SeatChange extends Seat {
	readonly from: Expected;
	readonly to: WantedOfSeller;
}

interface SaleToMake {
	readonly order: string;
	readonly reason?: string | undefined;
	readonly token?: string | undefined;
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

/**
 * The event, if it has all that the request names. Before anything is refused, an event that memory has is read again, but
 * at most once a second, so that nobody makes a function read it for every label they invent (I12).
 */
export async function findEvent(store: Store, id: string, named: Named): Promise<Event> {
	const remembered = await recentEvent(store, id);
	if (remembered === undefined) return refuse({ kind: "unknown-event", event: id });
	const first = await compare(store, remembered, named);
	if (!remembered.deleting && first.unknown.length === 0) return inHand(store, remembered, first.plans);

	const event = await store.memory.reread(store.table, id);
	if (event === undefined) return refuse({ kind: "unknown-event", event: id });
	const { unknown, plans } = await compare(store, event, named);
	return unknown.length === 0 ? inHand(store, event, plans) : refuse({ kind: "unknown-seat", seats: unknown });
}

/** The event as it was a few seconds ago, or as memory last had it when its record cannot be read: see `Place.freshForMs`. */
async function recentEvent({ table, memory }: Store, id: string): Promise<KnownEvent | undefined> {
	try {
		return await memory.event(table, id);
	} catch (error) {
		const known = memory.lastKnown(id);
		if (error instanceof TryAgain && known) return known;
		throw error;
	}
}

interface Compared {
	/** The seats and sections that the event does not have. */
	readonly unknown: readonly Partial<Seat>[];
	/** Of the sections of the seats. */
	readonly plans: ReadonlyMap<string, SectionPlan>;
}

async function compare({ table, memory }: Store, event: KnownEvent, named: Named): Promise<Compared> {
	const { seats = [], sections = [] } = named;
	const plans = await memory.plans(
		table,
		event,
		seats.map(({ section }) => section),
	);
	const hasNot = (seat: Seat) => {
		const plan = plans.get(seat.section);
		return plan === undefined || !hasSeat(plan, seat);
	};
	const missing = sections.filter((section) => !event.sections.has(section)).map((section) => ({ section }));
	return { unknown: [...missing, ...seats.filter(hasNot)], plans };
}

/** @param plans of the sections of all seats that will be moved. */
export function inHand(store: Store, known: KnownEvent, plans: ReadonlyMap<string, SectionPlan>): Event {
	const { table, memory, readings } = store;
	const { id, life, settings, sections } = known;
	const place: Place = {
		table,
		id,
		life,
		shardOf: (seat) => shardKey(known, shardOf(seat, sections.get(seat.section)?.shards ?? [0])),
		startOf: (seat) => startOf(plans.get(seat.section), seat),
		freshForMs: () => EVENT_FRESH_MS - known.ageMs(),
	};
	const move = async (seats: readonly Seat[], verb: Verb, now: number) => {
		// Until an old event is read again, refuse nobody by what is remembered.
		if (seats.length > 1 && verb.refusal === "seats-unavailable" && place.freshForMs() > 0) {
			await refuseTaken(
				{ ...known, table, memory, readings },
				{ seats, verb, now, plans, read: () => readNeighbours(place, plans, seats) },
			);
		}
		return moveSeats(place, eachBy(verb, seats) as [Move, ...Move[]], now, readings.sightingsIn(known));
	};
	const found = (seat: Seat, record: SeatRecord | undefined, now: number) => ({
		...stateOf(record, now),
		...factsOfPlan(plans.get(seat.section), seat),
	});

	return {
		...known,
		...place,
		memory,
		readings,
		check: async (seat, now) => found(seat, await readRecord(place, seat), now),
		checkAll: async (seats, now) => {
			const records = await readRecords(place, seats);
			return seats.map((seat, index) => ({ ...seat, ...found(seat, records[index], now) }));
		},
		lock: async (seats, { token, seconds }, now) => {
			const tokenHash = hashToken(token);
			const refusal = refusalToLock(settings, { num: seats.length, seconds }, now);
			if (refusal) {
				// A repeat of a live lock gets the same answer, even when the event would not take a new one (I5).
				const held = seats.length <= MAX_SEATS ? await readLock(place, seats, tokenHash, now) : undefined;
				return held ?? refuseByEvent(place, refusal);
			}
			return move(seats, lock({ tokenHash, expires: endOfLock(settings, seconds, now) }, now), now);
		},
		extend: async (seats, { token, seconds }, now) => {
			const refusal = refusalToExtend(settings, seconds);
			if (refusal) return refuse(refusal);
			const { maxLockSeconds } = settings;
			const expires = endOfLock(settings, seconds, now);
			const verb = extend({ tokenHash: hashToken(token), expires, maxLockSeconds }, now);
			const held = await move(seats, verb, now);
			const ends = held.map((seat) => seat.expires ?? expires);
			const isCapped = ends.some((end) => end < expires);
			return { seats: held, outcome: isCapped ? "capped" : ends.every((end) => end > expires) ? "kept" : "extended" };
		},
		unlock: (seats, token, now) => move(seats, unlock(hashToken(token), now), now),
		claim: (seats, { token, order }, now) => move(seats, claim({ tokenHash: hashToken(token), order }, now), now),
		release: (seats, { token, order }, now) => {
			const tokenHash = token === undefined ? undefined : hashToken(token);
			return move(seats, release({ order, tokenHash }, now), now);
		},
		block: (seats, reason, now) => move(seats, block(reason, now), now),
		unblock: (seats, reason, now) => move(seats, unblock(reason, now), now),
		sell: (seats, { order, reason, token }, now) => {
			const tokenHash = token === undefined ? undefined : hashToken(token);
			return move(seats, sell({ order, reason, tokenHash }, now), now);
		},
		change: (changes, now) => {
			const moves = changes.map(({ from, to, ...seat }) => ({ seat, verb: change(from, hashed(to), now) }));
			return moveSeats(place, moves as [Move, ...Move[]], now, readings.sightingsIn(known));
		},
	};
}

/** Refuses by what is known of the event; until an old one is read again, nobody is refused by what is remembered. */
export function refuseByEvent({ freshForMs }: Place, refusal: Refusal): never {
	if (freshForMs() > 0) refuse(refusal);
	throw new TryAgain("the event must be read again first");
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

async function readRecord(place: Place, seat: Seat): Promise<SeatRecord | undefined> {
	const { table, startOf } = place;
	const key = seatRecordKey(place, seat);
	const { Item } = await table.send(new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }));
	return (Item as SeatRecord | undefined) ?? startOf(seat);
}

const hashed = (to: WantedOfSeller): Wanted =>
	to.status === "locked" ? { status: to.status, tokenHash: hashToken(to.token), seconds: to.seconds } : to;
