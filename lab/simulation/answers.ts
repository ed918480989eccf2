/** Checks that need no search for an order: each answer by itself, and two sales of one seat. */
import type { Operation, Problem, Verb } from "./history.ts";
import { type SeatRecords, type Violation, violationBy } from "./violation.ts";

/** The problem type of each verb's refusal (contract §4). */
const PROBLEM_OF: Partial<Record<Verb, Problem>> = {
	lock: "seats-unavailable",
	extend: "not-your-lock",
	unlock: "not-your-lock",
	claim: "not-your-lock",
	sell: "seats-unavailable",
	change: "not-as-expected",
	release: "not-your-order",
	block: "seats-unavailable",
	unblock: "seats-unavailable",
};

/** What is wrong with one answer, whatever the others say. */
export function checkAnswers(operation: Operation): Violation[] {
	const { verb, seats, outcome } = operation;
	const violation = (invariant: Violation["invariant"], message: string, seat = seats[0]) => [
		violationBy(invariant, seat ?? "no seat", `#${operation.id} (${verb}) ${message}`, [operation]),
	];
	if (outcome.kind === "done") {
		const missing = seats.find((seat) => outcome.seats.every((one) => one.seat !== seat));
		if (missing !== undefined) return violation("I4", "succeeds, but its answer leaves out this seat", missing);
		const extra = outcome.seats.find(({ seat }) => !seats.includes(seat));
		if (extra) return violation("I4", "succeeds, but its answer has a seat that was not requested", extra.seat);
		if (outcome.seats.length > seats.length) return violation("I4", "succeeds, but its answer names a seat twice");
	}
	if (outcome.kind === "refused") {
		if (outcome.problem !== PROBLEM_OF[verb]) return violation("§4", `is refused as ${outcome.problem}`);
		const [first] = outcome.seats;
		if (first === undefined) return violation("§4", "is refused, but its answer names no seat");
		const extra = outcome.seats.find(({ seat }) => !seats.includes(seat));
		if (extra) return violation("§4", "is refused for a seat that was not requested", extra.seat);
		for (const { seat, status, expires, order, reason, lockedAt } of outcome.seats) {
			const showsOwner = order !== undefined || reason !== undefined || lockedAt !== undefined;
			const showsState = status !== undefined || expires !== undefined || showsOwner;
			if (verb === "lock" && showsOwner)
				return violation("I3", "is refused, and its answer reveals whose the seat is", seat);
			if (outcome.problem !== "seats-unavailable" && outcome.problem !== "not-as-expected") {
				if (showsState)
					return violation("I3", "is refused, and its answer reveals the state of somebody else's seat", seat);
			} else if (status === undefined || (status === "locked") !== (expires !== undefined)) {
				return violation("§4", "is refused, but its answer lacks the seat's status or the end of its lock", seat);
			}
		}
	}
	return [];
}

/** I1: two successful claims of a seat by different buyers or orders, with no release or change that can be between them. */
export function findDoubleSale({ seat, operations }: SeatRecords): Violation | undefined {
	const claims = operations.filter(({ verb, outcome }) => verb === "claim" && outcome.kind === "done");
	for (const [index, second] of claims.entries()) {
		const first = claims[index - 1];
		if (first === undefined || isSameBuyer(first, second)) continue;
		const from = Math.min(endOf(first), endOf(second));
		const to = Math.max(endOf(first), endOf(second));
		const begin = Math.min(first.invokedAt, second.invokedAt);
		const isReleased = operations.some(
			(one) =>
				(one.verb === "release" || one.verb === "change") &&
				one.outcome.kind !== "refused" &&
				one.invokedAt <= to &&
				endOf(one) >= begin,
		);
		if (isReleased) continue;
		const window = operations.filter(
			(one) => one === first || one === second || (one.invokedAt <= to && endOf(one) >= from),
		);
		return violationBy("I1", seat, "sold twice without a release in between", window);
	}
	return undefined;
}

/** A claim may leave out the order of the sale that it repeats, or fill it in. */
const isSameBuyer = ({ by: one }: Operation, { by: other }: Operation) =>
	one.token === other.token && (one.order ?? other.order) === (other.order ?? one.order);

const endOf = ({ returnedAt = Number.POSITIVE_INFINITY, outcome }: Operation) =>
	outcome.kind === "unknown" ? Number.POSITIVE_INFINITY : returnedAt;
