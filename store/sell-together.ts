/**
 * Finds seats side by side and sells them under an order. What the order was given is remembered beside the sale, so that
 * a repeat of the request is the same sale (I5): one party for each order, number and filters.
 */
import { refuse } from "../domain/refusal.ts";
import { MAX_PARTY, refusalOfSize } from "../domain/settings.ts";
import { sell } from "../domain/verbs.ts";
import { withCategories } from "./categories.ts";
import type { Event, SeatStates } from "./event.ts";
import { salePartyKey } from "./keys.ts";
import { digestOfRequest, type PartyWanted, takeTogether, wasGiven } from "./take-together.ts";

/** A repeat within a year is recognized (ADR 041). */
const REMEMBERED_SECONDS = 365 * 86_400;

interface PartyToSell extends PartyWanted {
	readonly order: string;
}

/**
 * Sells places for the whole party or none; refuses with `not-together`. For sellers: not bound by the event's window nor
 * by its limits of a lock.
 * @param draw a random number in [0, 1): which of the near-equal places it shall be.
 */
export async function sellTogether(
	known: Event,
	{ party, sections, order }: PartyToSell,
	now: number,
	draw: () => number,
): Promise<SeatStates> {
	const refusal = refusalOfSize({ maxSeatsPerLock: MAX_PARTY }, party.num);
	if (refusal) return refuse(refusal);
	const keyIn = (event: Event) => salePartyKey(event, order, digestOfRequest({ party, sections }));
	const event = await withCategories(known, party.categories, (latest) => wasGiven(latest, keyIn(latest)));
	const memory = { key: keyIn(event), expires: now + REMEMBERED_SECONDS };
	return takeTogether(event, { party, sections, verb: sell({ order }, now), memory }, now, draw);
}
