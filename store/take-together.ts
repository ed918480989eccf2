/**
 * Finds seats side by side and moves them, all or none: what `lock_together` and `sell_together` share. Parties that come
 * at once are spread over places as good as each other; one that loses its place to a faster party looks again among what
 * is left. What a request was given is remembered in the same transaction, so that its repeat gets the same seats (I5).
 */
import { createHash } from "node:crypto";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { any, type Clause, holds, is, missing } from "../domain/clause.ts";
import { hasSeat, type SectionPlan } from "../domain/plan.ts";
import { refuse } from "../domain/refusal.ts";
import type { Seat } from "../domain/seat.ts";
import type { Choices, Party } from "../domain/together.ts";
import { type Obstacle, obstaclesTo, refusalOf, type Verb } from "../domain/verbs.ts";
import { type Event, inHand, refuseByEvent, type SeatStates } from "./event.ts";
import { EVENT_READ_AGAIN_MS, readPlans } from "./event-memory.ts";
import { type Guess, guessHouse } from "./guess-house.ts";
import { type Companion, eachBy, tryToMove } from "./move-seats.ts";
import { readNeighbours } from "./read-neighbours.ts";
import { TryAgain } from "./table.ts";
import { placeOfTurn } from "./turn.ts";

/** A party that keeps losing its place to faster ones looks again, this many times in all. */
const MAX_ROUNDS = 9;

/** At first a party draws among this many of the best places, and in a small house only among a quarter of them. */
const NEAR_EQUAL_PLACES = 16;
const NEAR_EQUAL_SHARE = 1 / 4;

/** In a large house it draws among the best twentieth: of 64 parties that come at once, few then want the same place. */
const MOST_NEAR_EQUAL_PLACES = 640;

/** After its first loss it draws among this many, and after each further loss among this many times more, up to a limit. */
const PLACES_IN_A_RUSH = 100;
const WIDENING = 8;
const MOST_PLACES = 3_200;

/** Seats that shall be next to each other, and where to look for them. */
export interface PartyWanted {
	readonly party: Party;
	/** Where to look, the best first; everywhere unless given. */
	readonly sections?: readonly string[] | undefined;
}

export interface Taking extends PartyWanted {
	/** What becomes of the seats. */
	readonly verb: Verb;
	/** Where what the request was given is remembered; `undefined` if it cannot be repeated. */
	readonly memory: Memory | undefined;
	/** If a given seat now satisfies this (its buyer has bought it), a repeat gets no other seats. */
	readonly isSpent?: Clause;
}

export interface Memory {
	readonly key: Companion["key"];
	/** When no lock or sale made by the request can need it any more, epoch seconds. */
	readonly expires: number;
}

/** What the request needs in every round. */
interface Search extends Omit<Taking, "sections"> {
	readonly event: Event;
	readonly plans: readonly SectionPlan[];
	readonly now: number;
}

/**
 * Moves places for the whole party or none; refuses with `not-together`.
 * @param draw a random number in [0, 1): which of the near-equal places it shall be.
 */
export async function takeTogether(
	event: Event,
	{ sections, ...taking }: Taking,
	now: number,
	draw: () => number,
): Promise<SeatStates> {
	const plans = await readPlans(event, sections);
	const place = inHand(event, event, new Map(plans.map((plan) => [plan.section, plan])));
	return search({ ...taking, event: place, plans, now }, draw);
}

/**
 * Repeats are rare, so nobody asks first whether this is one: the condition on what is remembered finds out, in the same
 * transaction that takes the seats.
 */
async function search(wanted: Search, draw: () => number): Promise<SeatStates> {
	const { event, party, memory, now } = wanted;
	let given: readonly Seat[] | undefined;
	let losses = 0;

	// Seats of the caller's other parties count as taken. Only a request without a memory needs `keeps`, to recognize its
	// own retry.
	const { keeps, ...others } = wanted.verb;
	const verb: Verb = memory || keeps === undefined ? others : { ...others, keeps };
	const guess = await guessHouse(event, wanted.plans, now);
	for (let round = 1; round <= MAX_ROUNDS; round++) {
		const ownSeats = await guess.inOwnRows(party);
		const seats = ownSeats ?? placeInHouse(guess, party, losses, draw);
		if (seats === undefined) {
			if (memory && given === undefined) {
				given = await readGiven(event, memory.key);
				const again = given && (await takeGiven(wanted, given));
				if (again) return again;
			}
			const latest = await placeOf(wanted, []);
			// A PUT may have brought seats that nobody has looked at.
			if (latest.version !== event.version) throw new TryAgain("the event was changed while seats were looked for");
			// Ask last: a refusal needs a fresh reading.
			const largest = await guess.largest(party);
			if (largest === undefined) continue;
			return refuseByEvent(latest, { kind: "not-together", largest });
		}

		const wereTried = ownSeats === undefined && guess.werePicked(seats);
		guess.take(seats);
		const place = await placeOf(wanted, seats);
		const gone = wereTried ? await readObstacles({ ...wanted, verb }, place, seats) : [];
		if (gone.length > 0) {
			await guess.lose(party, seats, gone);
			losses += 1;
			continue;
		}
		const outcome = await tryToMove(place, eachBy(verb, seats), memory && remembering(memory, seats, given, now));
		if (outcome.moved) return outcome.seats;
		await guess.lose(party, seats, outcome.obstacles);
		losses += 1;
		if (outcome.met) {
			// The request was answered before, or a copy of it was faster: its seats are the answer to this one too.
			given = seatsOf(outcome.met);
			const again = await takeGiven(wanted, given);
			if (again) return again;
		}
	}
	throw new TryAgain("other parties were always faster");
}

/**
 * Moves the seats that were given before: those that are still the caller's are kept. If they have come free since, this is
 * a new lock or sale of them, remembered for as long as it may live. `undefined` if somebody else has one of them. Refuses
 * if the caller has spent some of them since, or still has some: a repeat must not take others beside them.
 */
async function takeGiven(wanted: Search, given: readonly Seat[]): Promise<SeatStates | undefined> {
	const { verb, memory, isSpent, now } = wanted;
	if (!memory) return undefined;
	const place = await placeOf(wanted, given);
	const outcome = await tryToMove(place, eachBy(verb, given), remembering(memory, given, given, now));
	if (outcome.moved) return outcome.seats;
	const spent = outcome.obstacles.filter(({ record }) => isSpent !== undefined && holds(isSpent, record));
	if (spent.length > 0) return refuse(refusalOf(verb, spent, now));
	if (outcome.obstacles.length === 0 || outcome.held.length === 0) return undefined;
	const refusal = refusalOf(verb, outcome.obstacles, now);
	return refuse(refusal.kind === "seats-unavailable" ? { ...refusal, held: outcome.held } : refusal);
}

/**
 * The event by which the seats are moved. It is read again if seats are not known here (no PUT drops any, so another copy
 * has given them since a PUT), or if looking for them took so long that what is known of it is too old to take them.
 */
async function placeOf({ event, plans }: Search, seats: readonly Seat[]): Promise<Event> {
	const isKnown = hasAll(plans, seats);
	if (isKnown && event.ageMs() < EVENT_READ_AGAIN_MS) return event;
	const { table, memory } = event;
	const latest = await memory.reread(table, event.id).catch((error: unknown) => {
		// While its record cannot be read, what is known of it serves until it is too old: see `Place.freshForMs`.
		if (isKnown && error instanceof TryAgain) return event;
		throw error;
	});
	if (latest === undefined) return refuse({ kind: "unknown-event", event: event.id });
	const sections = seats.map(({ section }) => section);
	const latestPlans = latest.life === event.life ? await memory.plans(table, latest, sections) : undefined;
	if (latestPlans && hasAll([...latestPlans.values()], seats)) return inHand(event, latest, latestPlans);
	throw new TryAgain("this copy does not know the latest seats of the event");
}

function hasAll(plans: readonly SectionPlan[], seats: readonly Seat[]): boolean {
	return seats.every((seat) => plans.some((plan) => plan.section === seat.section && hasSeat(plan, seat)));
}

/**
 * Which of the seats are taken now. Where only places are left that others have tried, they are mostly gone: a look costs a
 * read unit, and a transaction that is refused up to four write units a seat (ADR 040).
 */
async function readObstacles({ plans, verb }: Search, place: Event, seats: readonly Seat[]): Promise<Obstacle[]> {
	const records = await readNeighbours(place, new Map(plans.map((plan) => [plan.section, plan])), seats);
	return obstaclesTo(verb, seats, records);
}

/** One of the places that are about as good, by the copy's number or by chance. */
function placeInHouse(guess: Guess, party: Party, losses: number, draw: () => number): readonly Seat[] | undefined {
	const choices = guess.choices(party, mostPlaces(losses));
	const count = nearEqual(choices, losses);
	const turn = losses === 0 ? guess.turn() : undefined;
	return choices.seatsAt(turn === undefined ? Math.floor(draw() * count) : placeOfTurn(turn, count));
}

/** The number of places that a party draws among after this many losses. */
function nearEqual({ length, nearFront }: Choices, losses: number): number {
	const atFirst = Math.max(Math.min(NEAR_EQUAL_PLACES, Math.ceil(length * NEAR_EQUAL_SHARE)), nearFront);
	return Math.max(atFirst, Math.min(length, placesInARush(losses)));
}

/** The number of places that must be known for that. */
const mostPlaces = (losses: number) => Math.max(MOST_NEAR_EQUAL_PLACES, placesInARush(losses));

const placesInARush = (losses: number) =>
	losses === 0 ? 0 : Math.min(MOST_PLACES, PLACES_IN_A_RUSH * WIDENING ** (losses - 1));

/**
 * Identifies one kind of request: the same token or order may ask for two places here and for three there. It takes the
 * sections as the caller named them, so that the request stays the same when the event gets more.
 */
export function digestOfRequest({ sections, party: { num, accessible, categories } }: PartyWanted): string {
	const request = JSON.stringify([num, accessible ?? null, sections ?? null, categories ?? null]);
	return createHash("sha256").update(request).digest("base64url");
}

/** The seats that a request was given before. */
export async function readGiven({ table }: Event, key: Companion["key"]): Promise<Seat[] | undefined> {
	const { Item } = await table.send(new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }));
	return Item && seatsOf(Item);
}

export const wasGiven = async (event: Event, key: Companion["key"]): Promise<boolean> =>
	(await readGiven(event, key)) !== undefined;

const seatsOf = (remembered: object): Seat[] => JSON.parse((remembered as { readonly seats: string }).seats);

/** The record of what the request was given, written over what it was given before, if anything. TTL removes it. */
function remembering(
	{ key, expires }: Memory,
	seats: readonly Seat[],
	before: readonly Seat[] | undefined,
	now: number,
): Companion {
	const isNew = missing("seats");
	const condition = before ? any(isNew, is("seats", JSON.stringify(before))) : isNew;
	return { key, put: { seats: JSON.stringify(seats), givenAt: now, ttl: expires }, condition };
}
