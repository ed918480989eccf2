/**
 * A violation and its report: the broken promise, the seat, its last certain state, and the fewest operations after it
 * that cannot be explained together. That there is a violation is certain; which promise it breaks is the likeliest guess.
 */
import type { Operation, SeenSeat } from "./history.ts";
import { type Explanation, explainSeats, type Failure } from "./linearizability.ts";
import type { Seats } from "./outcomes.ts";
import { explains, type Part, partOf } from "./part.ts";
import { AVAILABLE, describe, isAvailableAt, nameOf, requestAt, type SeatState, serve } from "./seat-model.ts";

/** The invariants of contract §2; §4 is an answer that the contract does not have. */
export type Invariant = "I1" | "I2" | "I3" | "I4" | "I5" | "I7" | "I10" | "§4";

export interface Violation {
	readonly invariant: Invariant;
	readonly seat: string;
	readonly message: string;
	/** The operations that cannot be explained together. */
	readonly window: readonly Operation[];
	/** The states of the seats before the window. */
	readonly lastCertain?: Seats;
}

/** A seat and all operations on it. */
export interface SeatRecords {
	readonly seat: string;
	readonly operations: readonly Operation[];
	readonly before: SeatState;
	readonly after: SeatState | undefined;
}

export function violationBy(
	invariant: Invariant,
	seat: string,
	message: string,
	window: readonly Operation[],
): Violation {
	return { invariant, seat, message, window };
}

/** The violation at one seat whose answers cannot be explained. */
export function violationOf(records: SeatRecords, failure: Failure): Violation {
	const { seat, after } = records;
	const { at, lastCertain, window } = narrowed(failure, after && new Map([[seat, after]]));
	const { invariant, reason, culprit } =
		halfDone(records, failure) ?? removedByTtl(records, failure) ?? causeOf(failure, seat, after);
	const message = at ? `#${at.operation.id} ${reason}` : `the table at the end ${reason}`;
	const operations = operationsOf(window);
	const shown = culprit && !operations.includes(culprit) ? [culprit, ...operations] : operations;
	return { invariant, seat, message, window: shown, lastCertain };
}

/** I4: each seat can be explained by itself, but not all together, so a request was not whole or not at one instant. */
export function violationOfMany(failure: Failure, after: Seats | undefined): Violation {
	const { at, reached, lastCertain, window } = narrowed(failure, after);
	const differing = [...lastCertain.keys()].find((seat) => !isSame(reached.get(seat), after?.get(seat)));
	const seat = at?.seats.find((one) => !explains(at, one, reached.get(one) ?? AVAILABLE)) ?? at?.seats[0] ?? differing;
	const answer = at ? `#${at.operation.id}` : "the table at the end";
	const message = `${answer} and the answers about other seats cannot be explained by whole requests`;
	return { invariant: "I4", seat: seat ?? "no seat", message, window: operationsOf(window), lastCertain };
}

const isSame = (one: SeatState = AVAILABLE, other: SeatState = AVAILABLE) => nameOf(one) === nameOf(other);

/** The report of a violation. */
export function format({ invariant, seat, message, window, lastCertain }: Violation): string {
	const lines = window.map((operation) => `  ${formatOperation(operation)}`);
	const before = Array.from(lastCertain ?? [], ([name, state]) => `  seat ${name} was ${describe(state)}`);
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
	changes = [],
	outcome,
}: Operation): string {
	const who = [by.token, by.order, by.reason].filter((name) => name !== undefined).join(" ");
	const until = expires === undefined ? "" : ` until ${expires}`;
	const what = changes
		.map(({ from, to }) => ` ${Object.values(from).join(" ")} → ${Object.values(to).join(" ")}`)
		.join(",");
	const span = `[${invokedAt}, ${outcome.kind === "unknown" ? "…" : (returnedAt ?? "…")}]`;
	return `#${id} ${span} ${verb} ${seats.join(" ")}${what}${who && ` by ${who}`}, now ${now}${until}: ${formatOutcome(outcome)}`;
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

const formatSeen = ({ status, expires, order, reason }: Omit<SeenSeat, "seat">) =>
	`${status ?? ""}${expires === undefined ? "" : ` until ${expires}`} ${order ?? reason ?? ""}`.trim();

const operationsOf = (parts: readonly Part[]) => parts.map(({ operation }) => operation);

/** The failure with fewer operations: without useless attempts at an explanation and redundant observations. */
function narrowed(failure: Failure, after: Seats | undefined): Failure {
	const seats = [...failure.reached.keys()];
	const failureOf = (window: readonly Part[], { at, lastCertain: before }: Failure): Failure | undefined => {
		const explanation = explainSeats({
			parts: window,
			seats,
			before,
			...(at === undefined && { after: after ?? new Map() }),
		});
		return explanation.explained ? undefined : { ...explanation.failure, lastCertain: before, window };
	};
	let smallest = failure;
	for (const part of failure.window) {
		if (part === failure.at) continue;
		if (!part.observes && (part.isRequired || failure.tried.has(part))) continue;
		const window = smallest.window.filter((one) => one !== part);
		smallest = failureOf(window, smallest) ?? smallest;
	}
	return smallest;
}

function explainRecords({ seat, operations, before, after }: SeatRecords): Explanation {
	const parts = operations.flatMap((operation) => partOf(operation, seat) ?? []);
	const ends = after && new Map([[seat, after]]);
	return explainSeats({ parts, seats: [seat], before: new Map([[seat, before]]), after: ends });
}

interface Cause {
	readonly invariant: Invariant;
	/** A sentence about the unexplained answer, without its subject. */
	readonly reason: string;
	/** The operation that caused it. */
	readonly culprit?: Operation;
}

/** A cause is looked for among this many of the last requests. */
const MOST_SUSPECTS = 20;

/** I4: the failure vanishes if a refused request for several seats did happen here, or a successful one did not. */
function halfDone(records: SeatRecords, { at }: Failure): Cause | undefined {
	// A request that succeeds although somebody else has the seat is a clearer cause.
	if (at && !at.observes) return undefined;
	const suspects = records.operations.filter(
		({ seats, outcome, invokedAt }) =>
			seats.length > 1 &&
			(outcome.kind === "refused" || outcome.kind === "done") &&
			invokedAt <= (at?.until ?? Number.POSITIVE_INFINITY),
	);
	const culprit = suspects.slice(-MOST_SUSPECTS).findLast((suspect) => {
		if (suspect === at?.operation) return false;
		const doubted: Operation = { ...suspect, outcome: { kind: "unknown" } };
		const operations = records.operations.map((other) => (other === suspect ? doubted : other));
		return explainRecords({ ...records, operations }).explained;
	});
	if (culprit === undefined) return undefined;
	const what = culprit.outcome.kind === "done" ? "succeeded, but not here" : "was refused, but happened here";
	return { invariant: "I4", reason: `shows that #${culprit.id} ${what}`, culprit };
}

/** I2: the failure vanishes if the seat was available after the last deletion by TTL. */
function removedByTtl({ seat, operations, after }: SeatRecords, { at }: Failure): Cause | undefined {
	const to = at?.until ?? Number.POSITIVE_INFINITY;
	const culprit = operations.findLast(({ verb, invokedAt }) => verb === "expire" && invokedAt <= to);
	if (culprit === undefined || culprit === at?.operation) return undefined;
	const later = operations.filter(
		(one) => one.invokedAt > culprit.invokedAt && (one === at?.operation || (one.returnedAt ?? to) <= to),
	);
	const history = { seat, operations: later, before: AVAILABLE, after: at ? undefined : after };
	if (!explainRecords(history).explained) return undefined;
	return { invariant: "I2", reason: `shows that TTL (#${culprit.id}) removed a record that had not ended`, culprit };
}

/** The promise that the answer breaks, judging by the state of the seat before it. */
function causeOf({ at, reached }: Failure, seat: string, after: SeatState = AVAILABLE): Cause {
	const state = reached.get(seat) ?? AVAILABLE;
	const was = `the seat was ${describe(state)}`;
	if (at === undefined) {
		return { invariant: "I7", reason: `shows the seat ${describe(after)}, but ${was}` };
	}

	const {
		operation,
		seen: [seen],
	} = at;
	const { verb, now, by, outcome } = operation;
	const served = serve(state, requestAt(operation, at.seats[0] ?? ""));
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
					reason: `(${verb}) was answered "${answer}", but ${was}`,
				};
			}
			const reason = `(${verb}) succeeded at ${now}, but ${was}`;
			if (verb === "delete" || state.status === "gone") return { invariant: "I10", reason };
			if (state.status === "sold") return { invariant: "I1", reason };
			if (isOver && isOwn) return { invariant: "I2", reason };
			return { invariant: state.status === "blocked" ? "§4" : "I3", reason };
		}
		case "refused": {
			if (!served) {
				return { invariant: "§4", reason: `(${verb}) was refused because the seat is "${answer}", but ${was}` };
			}
			const reason = `(${verb}) was refused at ${now}, but ${was}`;
			if (served === state && state.status !== "available") return { invariant: "I5", reason };
			return { invariant: isOver ? "I2" : "§4", reason };
		}
		case "saw": {
			// A lock seen after its end, or a seat seen as available in the lock's last second, is an error about time.
			const isClock =
				state.status === "locked" &&
				(isOver ? seen?.status === "locked" : seen?.status === "available" && now >= state.expires - 1);
			return { invariant: isClock ? "I2" : "I7", reason: `saw "${answer}" at ${now}, but ${was}` };
		}
		case "unknown":
			return { invariant: "I4", reason: `(${verb}) cannot have happened: ${was}` };
	}
}
