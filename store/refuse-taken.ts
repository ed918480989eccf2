/**
 * Refuses a request for several seats by one strongly consistent read, where the seats are believed to be taken: a failed
 * transaction would cost ten times as much (ADR 040). What is believed decides only whether to look; the read decides
 * whether to refuse, for one seat that is truly taken is enough (I4).
 */
import { mayHold } from "../domain/clause.ts";
import { rowSeatKey, type SectionPlan } from "../domain/plan.ts";
import { AVAILABLE, type Reading, STATUSES } from "../domain/reading.ts";
import { refuse } from "../domain/refusal.ts";
import type { Seat } from "../domain/seat.ts";
import type { SeatRecord } from "../domain/seat-record.ts";
import { decide, obstaclesTo, refusalOf, type Verb } from "../domain/verbs.ts";
import type { KnownEvent, Store } from "./event-memory.ts";
import { firstPlaces } from "./house.ts";
import { INDEX_DELAY_MS } from "./picks.ts";
import type { Sightings } from "./sightings.ts";

const BLOCKED = STATUSES.indexOf("blocked");

interface Request {
	readonly seats: readonly Seat[];
	readonly verb: Verb;
	readonly now: number;
	/** Of the sections of all seats. */
	readonly plans: ReadonlyMap<string, SectionPlan>;
	/** Reads the seats' records, in their order. */
	readonly read: () => Promise<readonly (SeatRecord | undefined)[]>;
}

/** Refuses if a seat is taken now; returns if all seem to be free, or nothing is known of them. */
export async function refuseTaken(event: KnownEvent & Store, request: Request): Promise<void> {
	const { seats, verb, now, read } = request;
	const { readings } = event;
	const sightings = readings.sightingsIn(event);
	const reading = await readings.glance(event);
	if (!seats.some((seat) => looksTaken(event, request, seat, { sightings, reading }))) return;

	const records = await read();
	for (const [index, seat] of seats.entries()) sightings.note(seat, records[index]);
	const obstacles = obstaclesTo(verb, seats, records);
	if (obstacles.length === 0) return;
	sightings.noteRefusal();
	refuse(refusalOf(verb, obstacles, now));
}

interface Beliefs {
	readonly sightings: Sightings;
	readonly reading: Reading | undefined;
}

function looksTaken(event: KnownEvent, request: Request, seat: Seat, { sightings, reading }: Beliefs): boolean {
	const { verb, now, plans } = request;
	const sighting = sightings.of(seat);
	const { verdict } = sighting ? decide(verb, sighting.record) : {};
	// A reading does not say whose a seat is. The caller's own seat looks taken there, but is not in the way (I5).
	if (verdict === "keeps") return false;
	if (sighting && (reading === undefined || reading.asOfMs <= sighting.atMs + INDEX_DELAY_MS)) {
		return verdict === "refuses";
	}
	const place = plans.get(seat.section)?.seats.get(rowSeatKey(seat.row, seat.seat));
	if (reading === undefined || place === undefined) return false;
	const whole = firstPlaces(event).get(seat.section) ?? 0;
	const status = reading.statuses[whole + place];
	if (status === undefined || status === AVAILABLE || (reading.ends.get(whole + place) ?? now + 1) <= now) return false;
	return status !== BLOCKED || !mayHold(verb.moves, { status: "blocked" });
}
