/**
 * Finds seats side by side and locks them. What a token was given is remembered for as long as any lock can live, so that
 * a repeat of the request gets the same seats (I5).
 */
import { isSoldTo } from "../domain/seat-record.ts";
import { endOfLock, forParties, refusalToLock } from "../domain/settings.ts";
import { lock } from "../domain/verbs.ts";
import { withCategories } from "./categories.ts";
import { type Event, readLock, refuseByEvent, type SeatStates } from "./event.ts";
import { partyKey } from "./keys.ts";
import { digestOfRequest, type PartyWanted, readGiven, takeTogether, wasGiven } from "./take-together.ts";
import { hashToken } from "./token-hash.ts";

/** The longest `maxLockSeconds`: a PATCH may raise that of the event while the lock lives. */
const REMEMBERED_SECONDS = 7 * 86_400;

interface PartyToLock extends PartyWanted {
	readonly token: string;
	/** Whether the caller chose the token, and so can send the request again. */
	readonly isRepeatable: boolean;
	readonly seconds?: number | undefined;
}

/**
 * Locks places for the whole party or none; refuses with `not-together`.
 * @param draw a random number in [0, 1): which of the near-equal places it shall be.
 */
export async function lockTogether(
	known: Event,
	{ party, sections, token, isRepeatable, seconds }: PartyToLock,
	now: number,
	draw: () => number,
): Promise<SeatStates> {
	const tokenHash = hashToken(token);
	const keyIn = (event: Event) => partyKey(event, tokenHash, digestOfRequest({ party, sections }));
	const event = await withCategories(known, party.categories, (latest) => wasGiven(latest, keyIn(latest)));
	const { settings } = event;
	const key = keyIn(event);
	const refusal = refusalToLock(forParties(settings), { num: party.num, seconds }, now);
	if (refusal) {
		// A repeat of a live lock gets the same answer, even when the event would not take a new one (I5).
		const given = await readGiven(event, key);
		return (given && (await readLock(event, given, tokenHash, now))) ?? refuseByEvent(event, refusal);
	}
	const verb = lock({ tokenHash, expires: endOfLock(settings, seconds, now) }, now);
	const memory = isRepeatable ? { key, expires: now + REMEMBERED_SECONDS } : undefined;
	return takeTogether(event, { party, sections, verb, memory, isSpent: isSoldTo(tokenHash) }, now, draw);
}
