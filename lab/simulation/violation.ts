/**
 * What a violation is and how it reads: the promise that is broken, the seat, and the fewest operations that cannot be
 * explained together, with what the seat surely was before them. Which promise it is, is a guess at the likeliest cause;
 * that there is a violation is none.
 */
import type { Operation, SeenSeat } from "./history.ts";
import {
	type Explanation,
	explainSeats,
	explains,
	type Failure,
	type Part,
	partOf,
	type Seats,
} from "./linearizability.ts";
import { AVAILABLE, describe, isAvailableAt, nameOf, type SeatState, serve } from "./seat-model.ts";

/** As contract §2 numbers them; §4: an answer that the contract does not give. */
export type Invariant = "I1" | "I2" | "I3" | "I4" | "I5" | "I7" | "§4";

export interface Violation {
	readonly invariant: Invariant;
	readonly seat: string;
	readonly message: string;
	/** Nothing explains all of these. */
	readonly window: readonly Operation[];
	/** What the seats surely were before the window. */
	readonly since?: Seats;
}

/** A seat and all that was asked of it. */
export interface SeatRecords {
	readonly seat: string;
	readonly operations: readonly Operation[];
	readonly before: SeatState;
	readonly after: SeatState | undefined;
}

export const violationBy = (
	invariant: Invariant,
	seat: string,
	message: string,
	window: readonly Operation[],
): Violation => ({ invariant, seat, message, window });

/** Of a seat whose answers have no explanation. */
export function violationOf(records: SeatRecords, failure: Failure): Violation {
	const { seat, after } = records;
	const { at, since, window } = narrowed(failure, after && new Map([[seat, after]]));
	const { invariant, reason, culprit } =
		halfDone(records, failure) ?? removedByTtl(records, failure) ?? causeOf(failure, seat, after);
	const message = at ? `#${at.operation.id} ${reason}` : `the end ${reason}`;
	const operations = operationsOf(window);
	const shown = culprit && !operations.includes(culprit) ? [culprit, ...operations] : operations;
	return { invariant, seat, message, window: shown, since };
}

/** I4, of seats that have an explanation each, and none together: a request was not whole, or not at one instant. */
export function violationOfMany(failure: Failure, after: Seats | undefined): Violation {
	const { at, found, since, window } = narrowed(failure, after);
	const differing = [...since.keys()].find((seat) => !isSame(found.get(seat), after?.get(seat)));
	const seat = at?.seats.find((one) => !explains(at, one, found.get(one) ?? AVAILABLE)) ?? at?.seats[0] ?? differing;
	const answer = at ? `#${at.operation.id}` : "the end";
	const message = `${answer} and what other seats show have no explanation together, in which each request is whole`;
	return { invariant: "I4", seat: seat ?? "no seat", message, window: operationsOf(window), since };
}

const isSame = (one: SeatState = AVAILABLE, other: SeatState = AVAILABLE) => nameOf(one) === nameOf(other);

/** The report of a violation, as text. */
export function format({ invariant, seat, message, window, since }: Violation): string {
	const lines = window.map((operation) => `  ${formatOperation(operation)}`);
	const before = Array.from(since ?? [], ([name, state]) => `  seat ${name} was ${describe(state)}`);
	return [`${invariant}: seat ${seat}: ${message}`, ...before, ...lines].join("\n");
}

export function formatOperation({
	id,
	verb,
	seats,
	by,
	now,
	expires,
	invokedAt,
	returnedAt,
	outcome,
}: Operation): string {
	const who = [by.token, by.order, by.reason].filter((name) => name !== undefined).join(" ");
	const until = expires === undefined ? "" : ` until ${expires}`;
	const span = `[${invokedAt}, ${outcome.kind === "unknown" ? "…" : (returnedAt ?? "…")}]`;
	return `#${id} ${span} ${verb} ${seats.join(" ")}${who && ` by ${who}`}, now ${now}${until}: ${formatOutcome(outcome)}`;
}

function formatOutcome(outcome: Operation["outcome"]): string {
	switch (outcome.kind) {
		case "unknown":
			return "no answer";
		case "saw":
			return `saw ${formatSeen(outcome)}`;
		case "done":
			return `done: ${formatSeats(outcome.seats)}`;
		case "refused":
			return `${outcome.problem}: ${formatSeats(outcome.seats)}`;
	}
}

const formatSeats = (seats: readonly SeenSeat[]) =>
	seats.map((one) => `${one.seat} ${formatSeen(one)}`.trim()).join(", ");

const formatSeen = ({ status, expires }: Omit<SeenSeat, "seat">) =>
	`${status ?? ""}${expires === undefined ? "" : ` until ${expires}`}`.trim();

const operationsOf = (parts: readonly Part[]) => parts.map(({ operation }) => operation);

/** The same failure with fewer operations: without what was tried in vain, and what others say already. */
function narrowed(failure: Failure, after: Seats | undefined): Failure {
	const seats = [...failure.found.keys()];
	const still = (window: readonly Part[], { at, since: before }: Failure): Failure | undefined => {
		const again = explainSeats({
			parts: window,
			seats,
			before,
			...(at === undefined && { after: after ?? new Map() }),
		});
		return again.explained ? undefined : { ...again.failure, since: before, window };
	};
	let least = failure;
	for (const part of failure.window) {
		if (part === failure.at) continue;
		if (!part.observes && (part.required || failure.tried.has(part))) continue;
		least =
			still(
				least.window.filter((one) => one !== part),
				least,
			) ?? least;
	}
	return least;
}

function explainRecords({ seat, operations, before, after }: SeatRecords): Explanation {
	const parts = operations.flatMap((operation) => partOf(operation, seat) ?? []);
	const ends = after && new Map([[seat, after]]);
	return explainSeats({ parts, seats: [seat], before: new Map([[seat, before]]), after: ends });
}

interface Cause {
	readonly invariant: Invariant;
	/** A sentence about the answer that has no explanation, without its subject. */
	readonly reason: string;
	/** The operation that did what it must not. */
	readonly culprit?: Operation;
}

/** How far back a cause is looked for. */
const SUSPECTS = 20;

/** I4: the failure vanishes once a refused request for many seats happened here, or one that was done did not. */
function halfDone(records: SeatRecords, { at }: Failure): Cause | undefined {
	// What is done for one although another has the seat speaks for itself.
	if (at && !at.observes) return undefined;
	const suspects = records.operations.filter(
		({ seats, outcome, invokedAt }) =>
			seats.length > 1 &&
			(outcome.kind === "refused" || outcome.kind === "done") &&
			invokedAt <= (at?.until ?? Number.POSITIVE_INFINITY),
	);
	const culprit = suspects.slice(-SUSPECTS).findLast((suspect) => {
		if (suspect === at?.operation) return false;
		const doubted: Operation = { ...suspect, outcome: { kind: "unknown" } };
		const operations = records.operations.map((other) => (other === suspect ? doubted : other));
		return explainRecords({ ...records, operations }).explained;
	});
	if (culprit === undefined) return undefined;
	const what = culprit.outcome.kind === "done" ? "is answered as done, and not done here" : "is refused, and done here";
	return { invariant: "I4", reason: `shows that #${culprit.id} ${what}`, culprit };
}

/** I2: all is well from the last deed of TTL on, had the seat been available from then on. */
function removedByTtl({ seat, operations, after }: SeatRecords, { at }: Failure): Cause | undefined {
	const to = at?.until ?? Number.POSITIVE_INFINITY;
	const culprit = operations.findLast(({ verb, invokedAt }) => verb === "expire" && invokedAt <= to);
	if (culprit === undefined || culprit === at?.operation) return undefined;
	const later = operations.filter(
		(one) => one.invokedAt > culprit.invokedAt && (one === at?.operation || (one.returnedAt ?? to) <= to),
	);
	const history = { seat, operations: later, before: AVAILABLE, after: at ? undefined : after };
	if (!explainRecords(history).explained) return undefined;
	return { invariant: "I2", reason: `shows that TTL (#${culprit.id}) removed what had not ended`, culprit };
}

/** Which promise the answer breaks, from what the seat was. */
function causeOf({ at, found }: Failure, seat: string, after: SeatState = AVAILABLE): Cause {
	const state = found.get(seat) ?? AVAILABLE;
	const was = `the seat was ${describe(state)}`;
	if (at === undefined)
		return { invariant: "I7", reason: `finds the seat ${describe(after)} in the table, and ${was}` };

	const {
		operation,
		seen: [seen],
	} = at;
	const { verb, now, by, outcome } = operation;
	const served = serve(state, operation);
	const isOwn = state.status === "locked" && state.token !== undefined && state.token === by.token;
	const isOver = state.status === "locked" && isAvailableAt(state, now);
	const answer = formatSeen(seen ?? {});

	switch (outcome.kind) {
		case "done": {
			if (served) {
				const isRepeat = verb === "lock" && isOwn && !isOver;
				const isShorter = state.status === "locked" && isOwn && (seen?.expires ?? 0) < state.expires;
				return {
					invariant: isRepeat || isShorter ? "I5" : "§4",
					reason: `(${verb}) is answered "${answer}", and ${was}`,
				};
			}
			const reason = `(${verb}) is done at ${now}, and ${was}`;
			if (state.status === "sold") return { invariant: "I1", reason };
			if (isOver && isOwn) return { invariant: "I2", reason };
			return { invariant: state.status === "blocked" ? "§4" : "I3", reason };
		}
		case "refused": {
			if (!served) return { invariant: "§4", reason: `(${verb}) is refused by a seat that is "${answer}", and ${was}` };
			const reason = `(${verb}) is refused at ${now}, and ${was}`;
			if (served === state && state.status !== "available") return { invariant: "I5", reason };
			return { invariant: isOver ? "I2" : "§4", reason };
		}
		case "saw": {
			// Seen as locked after its end, or as available in its last second: whoever answered read the clock wrongly.
			const isClock =
				state.status === "locked" &&
				(isOver ? seen?.status === "locked" : seen?.status === "available" && now >= state.expires - 1);
			return { invariant: isClock ? "I2" : "I7", reason: `saw "${answer}" at ${now}, and ${was}` };
		}
		case "unknown":
			return { invariant: "I4", reason: `(${verb}) cannot have happened, and ${was}` };
	}
}
