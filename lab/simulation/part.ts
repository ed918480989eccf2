/** An operation as its seats see it, and whether the specification gives the answer that it got. */
import type { Operation, SeenSeat } from "./history.ts";
import { factsAt, isExpected, requestAt, type SeatState, serve, serveAll, showAt } from "./seat-model.ts";

/** An operation, restricted to some of its seats. */
export interface Part {
	readonly operation: Operation;
	readonly seats: readonly string[];
	/** What the answer says about each of them. */
	readonly seen: readonly (Omit<SeenSeat, "seat"> | undefined)[];
	/** It changes nothing, whatever it finds: a check or a refusal. */
	readonly observes: boolean;
	/** It must have happened; otherwise it may have. */
	readonly isRequired: boolean;
	/** If it happened, it did so by this step. */
	readonly until: number;
}

/** The operation, restricted to one seat if `only` is given; `undefined` if its answer says nothing about its seats. */
export function partOf(operation: Operation, only?: string): Part | undefined {
	const { outcome, returnedAt = Number.POSITIVE_INFINITY, verb } = operation;
	if (outcome.kind === "unknown" && verb === "check") return undefined;
	const seenOf = (seat: string) => {
		if (outcome.kind === "saw") return outcome;
		return outcome.kind === "unknown" ? undefined : outcome.seats.find((one) => one.seat === seat);
	};
	// A change is refused for all its seats together, so those that are not named count, too.
	const isAboutAll = outcome.kind !== "refused" || (verb === "change" && only === undefined);
	const seats = operation.seats.filter(
		(seat) => (only === undefined || seat === only) && (isAboutAll || seenOf(seat) !== undefined),
	);
	if (seats.length === 0) return undefined;
	return {
		operation,
		seats,
		seen: seats.map(seenOf),
		observes: outcome.kind === "saw" || outcome.kind === "refused",
		// TTL may remove the record of an ended lock at any time, or never.
		isRequired: outcome.kind !== "unknown" && verb !== "expire",
		until: outcome.kind === "unknown" ? (outcome.overBy ?? Number.POSITIVE_INFINITY) : returnedAt,
	};
}

/** The state after the operation; `undefined` if the answer cannot come from a seat in this state. */
export function explains({ operation, seats, seen }: Part, seat: string, state: SeatState): SeatState | undefined {
	return explainsSeat(operation, seat, seen[seats.indexOf(seat)], state);
}

/** The states after a change, which is judged whole; `undefined` if the answer cannot come from seats in these states. */
export function explainsWhole(
	{ operation, seats, seen }: Part,
	states: readonly SeatState[],
): readonly SeatState[] | undefined {
	const requests = seats.map((seat) => requestAt(operation, seat));
	const served = serveAll(states, requests);
	if (operation.outcome.kind === "refused") {
		const isCause = (state: SeatState, index: number) => {
			const { change } = requests[index] ?? {};
			if (seen[index] === undefined) return true;
			return looksLike(state, operation, seen[index]) && !(change && isExpected(state, change, operation));
		};
		// Of some of its seats alone, nothing follows but that they are not as expected.
		const isRefused = served === undefined || seats.length < operation.seats.length;
		return isRefused && states.every(isCause) ? states : undefined;
	}
	const isSeen =
		operation.outcome.kind === "unknown" || served?.every((state, index) => looksLike(state, operation, seen[index]));
	return isSeen ? served : undefined;
}

export function explainsSeat(
	operation: Operation,
	seat: string,
	seen: Part["seen"][number],
	state: SeatState,
): SeatState | undefined {
	const served = serve(state, requestAt(operation, seat));
	switch (operation.outcome.kind) {
		case "unknown":
			return served;
		case "done":
			return served && (operation.verb === "expire" || looksLike(served, operation, seen)) ? served : undefined;
		case "refused":
			return !served && looksLike(state, operation, seen) ? state : undefined;
		case "saw":
			return showAt(state, operation.now).expires === seen?.expires && looksLike(state, operation, seen)
				? state
				: undefined;
	}
}

/** Whether the seat agrees with the answer, as far as the answer shows it. */
function looksLike(state: SeatState, { now }: Operation, seen: Part["seen"][number]): boolean {
	const { status, expires, order, reason, lockedAt } = factsAt(state, now);
	return (
		(seen?.status ?? status) === status &&
		(seen?.expires ?? expires) === expires &&
		(seen?.order ?? order) === order &&
		(seen?.reason ?? reason) === reason &&
		(seen?.lockedAt ?? lockedAt) === lockedAt
	);
}
