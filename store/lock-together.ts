/**
 * Finds seats side by side and locks them. Parties that come at once are spread over places as good as each other; one
 * that meets a faster party looks again among what is left. What a token was given is remembered with its lock, in the
 * same transaction, so that the same request with the same token answers with the same seats (I5).
 */
import { createHash } from "node:crypto";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Lock } from "../domain/lock.ts";
import { hasSeat, type SectionPlan } from "../domain/plan.ts";
import type { Refusal } from "../domain/refusal.ts";
import { accept, type Result, refuseWith } from "../domain/result.ts";
import { type Seat, seatKey } from "../domain/seat.ts";
import { type SeatState, stateOf } from "../domain/seat-record.ts";
import { takenSeats } from "../domain/taken-seats.ts";
import { bestTogether, choicesTogether, type Party } from "../domain/together.ts";
import { any, noRecord, seatsAre } from "./conditions.ts";
import { partyKey } from "./keys.ts";
import { lockVerb } from "./lock.ts";
import { type Companion, type Moved, moveSeats } from "./move-seats.ts";
import type { EventPlan } from "./plans.ts";
import { readLock, readTaken } from "./read-seats.ts";
import { type Table, TryAgain } from "./table.ts";

/** How often a party that meets faster ones looks again. */
const ROUNDS = 9;

/** How many of the best places are near-equal to a party that has met no other: of a small house only a quarter. */
const NEAR_EQUAL = 16;
const QUARTER = 4;

/** How many are to one that has lost against a faster party, and how much wider it looks each time it loses again. */
const IN_A_RUSH = 100;
const WIDER = 8;

export interface TogetherLock extends Lock {
	/** When the lock can last no longer, however it is extended, epoch seconds. */
	readonly forgottenAt: number;
	/** Whether the caller knows the token, and so can send the request again. */
	readonly repeatable: boolean;
}

export interface TogetherRequest {
	readonly event: EventPlan;
	/** Where to look, the best first. */
	readonly sections: readonly SectionPlan[];
	/** The sections as the caller named them, if it did: the same request stays the same when the event has more. */
	readonly named: readonly string[] | undefined;
	readonly party: Party;
}

/**
 * Locks places for the whole party or none; refuses with `not-together`.
 * @param draw a number from 0 up to 1, another for each call: which of the near-equal places it shall be.
 */
export async function saveTogether(
	table: Table,
	{ event, sections, named, party }: TogetherRequest,
	lock: TogetherLock,
	now: number,
	draw: () => number,
): Promise<Result<readonly (Seat & SeatState)[]>> {
	const key = partyKey(event.id, lock.tokenHash, digestOf(named, party));
	const verb = lockVerb(event, { tokenHash: lock.tokenHash, expires: lock.expires }, now);
	const lost = new Map<string, Seat & SeatState>();
	let given = lock.repeatable ? await seatsGiven(table, key) : undefined;
	let isRepeat = given !== undefined;

	for (let round = 0; round < ROUNDS; round++) {
		if (isRepeat && given?.every((seat) => isInPlan(sections, seat))) {
			// Where its lock has ended this is a new one, which must be remembered for as long as it may live.
			const again = await moveSeats(table, event.id, given, verb, remember(key, given, given, lock, now));
			if (again.moved) return accept(again.seats);
			const sold = ownSales(again, lock.tokenHash);
			if (sold.length > 0) return refuseWith({ kind: "seats-unavailable", seats: sold });
		}
		isRepeat = false;

		const taken = takenSeats([...(await readTaken(table, event, labelsOf(event, sections), now)), ...lost.values()]);
		const choices = choicesTogether(sections, taken, party);
		const seats = choices[Math.floor(draw() * nearEqual(choices.length, round))];
		if (seats === undefined) {
			const best = bestTogether(sections, taken, party);
			return refuseWith({ kind: "not-together", largest: best.found ? party.num : best.largest });
		}

		const companion = lock.repeatable ? remember(key, seats, given, lock, now) : undefined;
		const moved = await moveSeats(table, event.id, seats, verb, companion);
		if (moved.moved) return accept(moved.seats);
		for (const { seat, record } of moved.losers) lost.set(seatKey(seat), { ...seat, ...stateOf(record, now) });
		if (moved.losers.length === 0) {
			// The same request was faster: its seats are the answer to this one, too.
			given = await seatsGiven(table, key);
			isRepeat = true;
		}
	}
	throw new TryAgain("others were always faster");
}

/** What the same request was given, as its lock stands; refused with `otherwise` where nothing is left of that (I5). */
export async function readTogether(
	table: Table,
	{ event, named, party }: TogetherRequest,
	tokenHash: string,
	now: number,
	otherwise: Refusal,
): Promise<Result<readonly (Seat & SeatState)[]>> {
	const given = await seatsGiven(table, partyKey(event.id, tokenHash, digestOf(named, party)));
	return given ? readLock(table, event, given, tokenHash, now, otherwise) : refuseWith(otherwise);
}

/** Among how many of these places a party draws that has lost so often. */
function nearEqual(places: number, lost: number): number {
	return lost === 0
		? Math.min(NEAR_EQUAL, Math.ceil(places / QUARTER))
		: Math.min(places, IN_A_RUSH * WIDER ** (lost - 1));
}

/** One kind of request: the same token may ask for two places here and for three there. */
function digestOf(named: readonly string[] | undefined, { num, accessible }: Party): string {
	const request = JSON.stringify([num, accessible, named ?? null]);
	return createHash("sha256").update(request).digest("base64url");
}

async function seatsGiven(table: Table, Key: Companion["key"]): Promise<Seat[] | undefined> {
	const { Item } = await table.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }));
	return Item && (JSON.parse(Item["seats"]) as Seat[]);
}

const isInPlan = (sections: readonly SectionPlan[], seat: Seat) =>
	sections.some((plan) => plan.section === seat.section && hasSeat(plan, seat));

/** Seats that this token has bought since: a late repeat must not lock others in their place. */
function ownSales(moved: Moved, tokenHash: string): (Seat & SeatState)[] {
	const losers = moved.moved ? [] : moved.losers;
	return losers.flatMap(({ seat, record }) =>
		record?.status === "sold" && record.tokenHash === tokenHash ? [{ ...seat, status: record.status }] : [],
	);
}

/** TTL removes what is remembered when no lock can live by it any more. */
function remember(
	key: Companion["key"],
	seats: readonly Seat[],
	before: readonly Seat[] | undefined,
	{ forgottenAt }: TogetherLock,
	now: number,
): Companion {
	const condition = before ? any(noRecord, seatsAre(JSON.stringify(before))) : noRecord;
	return { key, put: { seats: JSON.stringify(seats), lockedAt: now, expires: forgottenAt }, condition };
}

/** One section is asked for by its key; several cost no less than all. */
function labelsOf(event: EventPlan, sections: readonly SectionPlan[]): string | undefined {
	return sections.length === 1 && event.sections.size > 1 ? sections[0]?.section : undefined;
}
