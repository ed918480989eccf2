/**
 * Finds seats side by side and locks them. Parties that come at once are spread over places as good as each other; one
 * that loses its place to a faster party looks again among what is left. What a token was given is remembered with its
 * lock, in the same transaction, so that a repeat of the request gets the same seats (I5).
 */
import { createHash } from "node:crypto";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { any, holds, is, missing } from "../domain/clause.ts";
import { hasSeat, type SectionPlan } from "../domain/plan.ts";
import { refuse } from "../domain/refusal.ts";
import type { Seat } from "../domain/seat.ts";
import { isSoldTo } from "../domain/seat-record.ts";
import { endOfLock, refusalOfParty, refusalToLock } from "../domain/settings.ts";
import type { Party } from "../domain/together.ts";
import { lock, refusalOf, type Verb } from "../domain/verbs.ts";
import { refuseUnknownCategories } from "./categories.ts";
import { type Event, inHand, readLock, type SeatStates } from "./event.ts";
import { readPlans } from "./event-memory.ts";
import { guessHouse } from "./guess-house.ts";
import { partyKey } from "./keys.ts";
import { type Companion, eachBy, tryToMove } from "./move-seats.ts";
import { TryAgain } from "./table.ts";
import { hashToken } from "./token-hash.ts";

/** A party that keeps losing its place to faster ones looks again, this many times in all. */
const MAX_ROUNDS = 9;

/** At first a party draws among this many of the best places, and in a small house only among a quarter of them. */
const NEAR_EQUAL_PLACES = 16;
const NEAR_EQUAL_SHARE = 1 / 4;

/** After its first loss it draws among this many, and after each further loss among this many times more, up to a limit. */
const PLACES_IN_A_RUSH = 100;
const WIDENING = 8;
const MOST_PLACES = 3_200;

export interface TogetherWanted {
	readonly party: Party;
	/** Where to look, the best first; everywhere unless given. */
	readonly sections?: readonly string[] | undefined;
	readonly token: string;
	/** Whether the caller chose the token, and so can send the request again. */
	readonly isRepeatable: boolean;
	readonly seconds?: number | undefined;
}

/** What the request needs in every round. */
interface Search {
	readonly event: Event;
	readonly plans: readonly SectionPlan[];
	readonly party: Party;
	readonly tokenHash: string;
	readonly verb: Verb;
	/** Where what the token was given is remembered; `undefined` if the request cannot be repeated. */
	readonly memory: Memory | undefined;
	readonly now: number;
}

interface Memory {
	readonly key: Companion["key"];
	/** When no lock can live by it any more, epoch seconds. */
	readonly expires: number;
}

/**
 * Locks places for the whole party or none; refuses with `not-together`.
 * @param draw a random number in [0, 1): which of the near-equal places it shall be.
 */
export async function lockTogether(
	event: Event,
	{ party, sections, token, isRepeatable, seconds }: TogetherWanted,
	now: number,
	draw: () => number,
): Promise<SeatStates> {
	const { settings } = event;
	await refuseUnknownCategories(event, party.categories);
	const plans = await readPlans(event, sections);
	const tokenHash = hashToken(token);
	const key = partyKey(event, tokenHash, digestOf(sections, party));
	const refusal = refusalToLock(settings, { num: party.num, seconds }, now) ?? refusalOfParty(settings, party.num);
	if (refusal) {
		// A repeat of a live lock gets the same answer, even when the event would not take a new one (I5).
		const given = await seatsGiven(event, key);
		return (given && (await readLock(event, given, tokenHash, now))) ?? refuse(refusal);
	}
	const verb = lock({ tokenHash, expires: endOfLock(settings, seconds, now) }, now);
	const memory = isRepeatable ? { key, expires: now + settings.maxLockSeconds } : undefined;
	const place = inHand(event, event, new Map(plans.map((plan) => [plan.section, plan])));
	return search({ event: place, plans, party, tokenHash, verb, memory, now }, draw);
}

async function search(wanted: Search, draw: () => number): Promise<SeatStates> {
	const { event, party, memory, verb, now } = wanted;
	let given = memory && (await seatsGiven(event, memory.key));
	let again = given && (await lockGiven(wanted, given));
	if (again) return again;

	const guess = await guessHouse(event, wanted.plans, now);
	for (let losses = 0; losses < MAX_ROUNDS; losses++) {
		const choices = guess.choices(party, mostPlaces(losses));
		const seats = choices.seatsAt(Math.floor(draw() * nearEqual(choices.length, losses)));
		if (seats === undefined) {
			const largest = await guess.largest(party);
			if (largest === undefined) continue;
			return refuse({ kind: "not-together", largest });
		}

		guess.take(seats);
		const outcome = await tryToMove(event, eachBy(verb, seats), memory && remembering(memory, seats, given, now));
		if (outcome.moved) return outcome.seats;
		await guess.lose(seats, outcome.obstacles);
		if (memory && outcome.obstacles.length === 0) {
			// A copy of this request was faster: its seats are the answer to this one too.
			given = await seatsGiven(event, memory.key);
			again = given && (await lockGiven(wanted, given));
			if (again) return again;
		}
	}
	throw new TryAgain("other parties were always faster");
}

/**
 * Locks the seats that the token was given before; where their lock has ended this is a new one, remembered for as long
 * as it may live. `undefined` if they are no longer to be had. Refuses if the token has bought some of them since, or
 * still holds some: a repeat must not lock others beside them.
 */
async function lockGiven(
	{ event, plans, tokenHash, verb, memory, now }: Search,
	given: readonly Seat[],
): Promise<SeatStates | undefined> {
	const isPlanned = (seat: Seat) => plans.some((plan) => plan.section === seat.section && hasSeat(plan, seat));
	if (!memory || !given.every(isPlanned)) return undefined;
	const outcome = await tryToMove(event, eachBy(verb, given), remembering(memory, given, given, now));
	if (outcome.moved) return outcome.seats;
	const bought = outcome.obstacles.filter(({ record }) => holds(isSoldTo(tokenHash), record));
	if (bought.length > 0) return refuse(refusalOf(verb, bought, now));
	if (outcome.obstacles.length === 0 || outcome.held.length === 0) return undefined;
	const refusal = refusalOf(verb, outcome.obstacles, now);
	return refuse(refusal.kind === "seats-unavailable" ? { ...refusal, held: outcome.held } : refusal);
}

/** The number of places that a party draws among after this many losses. */
function nearEqual(places: number, losses: number): number {
	return losses === 0
		? Math.min(NEAR_EQUAL_PLACES, Math.ceil(places * NEAR_EQUAL_SHARE))
		: Math.min(places, mostPlaces(losses));
}

/** The number of places that must be known for that. */
const mostPlaces = (losses: number) =>
	losses === 0
		? NEAR_EQUAL_PLACES / NEAR_EQUAL_SHARE
		: Math.min(MOST_PLACES, PLACES_IN_A_RUSH * WIDENING ** (losses - 1));

/**
 * Identifies one kind of request: the same token may ask for two places here and for three there. It takes the sections
 * as the caller named them, so that the request stays the same when the event gets more.
 */
function digestOf(sections: readonly string[] | undefined, { num, accessible, categories }: Party): string {
	const request = JSON.stringify([num, accessible ?? null, sections ?? null, categories ?? null]);
	return createHash("sha256").update(request).digest("base64url");
}

async function seatsGiven({ table }: Event, key: Companion["key"]): Promise<Seat[] | undefined> {
	const { Item } = await table.send(new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }));
	return Item && (JSON.parse(Item["seats"]) as Seat[]);
}

/** The record of what the token was given, written over what it was given before, if anything. TTL removes it. */
function remembering(
	{ key, expires }: Memory,
	seats: readonly Seat[],
	before: readonly Seat[] | undefined,
	now: number,
): Companion {
	const isNew = missing("seats");
	const condition = before ? any(isNew, is("seats", JSON.stringify(before))) : isNew;
	return { key, put: { seats: JSON.stringify(seats), lockedAt: now, ttl: expires }, condition };
}
