/** One request on its way: what its function has found and tried so far, and what it leaves in the history. */
import { type Seat, seatKey } from "../../domain/seat.ts";
import { type Key, readSeatKey } from "../../store/keys.ts";
import type { ClientRequest } from "./client-request.ts";
import type { Change } from "./event-log.ts";
import type { SimulatedFunction } from "./functions.ts";
import type { Operation } from "./history.ts";
import { MAX_LOCK_SECONDS } from "./house.ts";
import type { SeenIndexes } from "./indexes.ts";
import { releasedFrom } from "./replies.ts";
import { isSeat, nameInLife, nameOfSeat } from "./watched-table.ts";
import { addOperation, type WrittenHistory } from "./written-history.ts";

export interface SentRequest {
	readonly request: ClientRequest;
	/** The function that serves it. */
	readonly instance: SimulatedFunction;
	/** What the two indexes have shown it. */
	readonly indexes: SeenIndexes;
	/** The step at which it was sent, and the time. */
	readonly invokedAt: number;
	readonly beganMs: number;
	/** What it would make of the event. */
	readonly change: Change | undefined;
	/** The instant at which its function has read the clock; 0 before. */
	now: number;
	/** The token of its lock: the client's, or one that the function makes. */
	token: string | undefined;
	/** The life of the event that it found. */
	life: string | undefined;
	/** The seats that it tried to write last, as the history names them. */
	attempted: readonly string[];
	/** By `seatKey`, all that it ever tried to write, or has found a record of. */
	readonly met: Set<string>;
	/** Something that its function sent was not simply delivered. */
	metFault: boolean;
	/** If its time is over: when nothing that it sent can arrive any more. */
	lateArrival: Promise<void> | undefined;
}

/** Notes that the function tries to write these records. */
export function noteAttempt(sent: SentRequest, keys: readonly Key[]): void {
	const seats = keys.filter(isSeat);
	// It writes a reading of the house.
	if (seats.length === 0) return;
	sent.attempted = seats.map(nameOfSeat);
	noteFound(sent, seats);
}

/** Notes that the function may know that these seats are taken, without a reading of the house. */
export function noteFound(sent: SentRequest, keys: readonly Key[]): void {
	for (const key of keys.filter(isSeat)) sent.met.add(seatKey(readSeatKey(key).seat));
}

/** A seat as the history names it. */
export const nameOf = ({ life }: SentRequest, seat: Seat) => nameInLife(life ?? "unknown", seatKey(seat));

/** The seats that it names, or else those that were chosen for it last. */
export const requestedSeats = (sent: SentRequest): readonly string[] =>
	sent.request.seats?.map((seat) => nameOf(sent, seat)) ?? sent.attempted;

/** Records an answer about these seats, or one that is about no particular seats. */
export function recordAnswer(
	history: WrittenHistory,
	sent: SentRequest,
	outcome: Operation["outcome"] | "nothing",
	seats: readonly string[],
): void {
	const { step } = history.time;
	const isRefused = outcome !== "nothing" && outcome.kind === "refused" && outcome.seats.length > 0;
	if (isRefused && sent.request.seats !== undefined && sent.attempted.length === 0) {
		// A refusal by a read names seats that were each read at an instant of its own, and each is reason enough.
		history.refusedByRead += 1;
		for (const seat of outcome.seats) record(history, sent, { ...outcome, seats: [seat] }, seats, step);
	} else {
		recordParty(history, sent, outcome === "nothing" ? undefined : record(history, sent, outcome, seats, step));
	}
}

/** Records that no answer came. */
export function recordUnanswered(history: WrittenHistory, sent: SentRequest): void {
	const operation = recordUnknown(history, sent)();
	if (operation) recordParty(history, sent, operation);
}

/** Records that it may have happened, or may happen until the result is called. */
export function recordUnknown(history: WrittenHistory, sent: SentRequest): () => Operation | undefined {
	const outcome: { kind: "unknown"; overBy?: number } = { kind: "unknown" };
	const operation = record(history, sent, outcome, requestedSeats(sent), undefined);
	return () => {
		history.time.step += 1;
		outcome.overBy = history.time.step;
		return operation;
	};
}

/** @returns `undefined` if there is nothing to record. */
function record(
	history: WrittenHistory,
	{ request, invokedAt, now, token, life }: SentRequest,
	outcome: Operation["outcome"],
	seats: readonly string[],
	returnedAt: number | undefined,
): Operation | undefined {
	const { verb, seconds, ofOrder } = request;
	// A function that has not read its clock has sent nothing, and a look changes nothing.
	if (now === 0 || verb === "look" || verb === "event" || life === undefined || seats.length === 0) return undefined;
	if (verb === "check" && outcome.kind === "unknown") return undefined;
	const changes = ofOrder ? seats.map(() => releasedFrom(ofOrder.order)) : request.changes;
	return addOperation(history, {
		verb,
		seats,
		by: verb === "lock" ? { token } : verb === "change" ? {} : request.by,
		...(changes && { changes }),
		now,
		...(seconds !== undefined && { expires: now + seconds }),
		invokedAt,
		returnedAt,
		maxLockSeconds: MAX_LOCK_SECONDS,
		outcome,
	});
}

/** Records a request for seats side by side, so that its repeats can be compared with it (I5). */
function recordParty(
	{ parties, time }: WrittenHistory,
	{ request: { verb, party, by }, now, invokedAt }: SentRequest,
	operation: Operation | undefined,
): void {
	const name = by.token ?? by.order;
	if (party === undefined || name === undefined) return;
	parties.push({ request: JSON.stringify([verb, name, party]), operation, now, invokedAt, returnedAt: time.step });
}
