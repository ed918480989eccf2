/** What an answer must be in itself, and what two answers must not be together: seen without searching for an order. */
import type { Operation, Problem, Verb } from "./history.ts";
import { type SeatRecords, type Violation, violationBy } from "./violation.ts";

/** Contract §4: how each verb says no. */
const PROBLEM_OF: Partial<Record<Verb, Problem>> = {
	lock: "seats-unavailable",
	extend: "not-your-lock",
	unlock: "not-your-lock",
	claim: "not-your-lock",
	release: "not-your-order",
	block: "seats-unavailable",
	unblock: "seats-unavailable",
};

/** What is wrong with one operation's answer at sight. */
export function checkAnswers(operation: Operation): Violation[] {
	const { verb, seats, outcome } = operation;
	const wrong = (invariant: Violation["invariant"], message: string, seat = seats[0]) => [
		violationBy(invariant, seat ?? "no seat", message, [operation]),
	];
	if (outcome.kind === "done") {
		const missing = seats.find((seat) => outcome.seats.every((one) => one.seat !== seat));
		if (missing !== undefined) return wrong("I4", "is done, and its answer leaves out this seat", missing);
		const foreign = outcome.seats.find(({ seat }) => !seats.includes(seat));
		if (foreign) return wrong("I4", "is done, and its answer has a seat that nobody asked for", foreign.seat);
		if (outcome.seats.length > seats.length) return wrong("I4", "is done, and its answer names a seat twice");
	}
	if (outcome.kind === "refused") {
		if (outcome.problem !== PROBLEM_OF[verb]) return wrong("§4", `is refused as ${outcome.problem}`);
		const [first] = outcome.seats;
		if (first === undefined) return wrong("§4", "is refused, and its answer names no seat that stands in the way");
		const foreign = outcome.seats.find(({ seat }) => !seats.includes(seat));
		if (foreign) return wrong("§4", "is refused for a seat that it did not ask for", foreign.seat);
		for (const { seat, status, expires } of outcome.seats) {
			const tells = status !== undefined || expires !== undefined;
			if (outcome.problem !== "seats-unavailable") {
				if (tells) return wrong("I3", "is refused, and its answer tells of what is another's", seat);
			} else if (status === undefined || (status === "locked") !== (expires !== undefined)) {
				return wrong("§4", "is refused, and its answer does not say what the seat is, and until when", seat);
			}
		}
	}
	return [];
}

/** I1: two successful claims of one seat for different buyers or orders, and no release that can lie between them. */
export function findDoubleSale({ seat, operations }: SeatRecords): Violation | undefined {
	const claims = operations.filter(({ verb, outcome }) => verb === "claim" && outcome.kind === "done");
	for (const [index, second] of claims.entries()) {
		const first = claims[index - 1];
		if (first === undefined || isSameBuyer(first, second)) continue;
		const from = Math.min(endOf(first), endOf(second));
		const to = Math.max(endOf(first), endOf(second));
		const begin = Math.min(first.invokedAt, second.invokedAt);
		const between = operations.some(
			(one) => one.verb === "release" && one.outcome.kind !== "refused" && one.invokedAt <= to && endOf(one) >= begin,
		);
		if (between) continue;
		const window = operations.filter(
			(one) => one === first || one === second || (one.invokedAt <= to && endOf(one) >= from),
		);
		return violationBy("I1", seat, "is sold twice, and no release lies between", window);
	}
	return undefined;
}

const isSameBuyer = ({ by: one }: Operation, { by: other }: Operation) =>
	one.token === other.token && one.order === other.order;

const endOf = ({ returnedAt = Number.POSITIVE_INFINITY, outcome }: Operation) =>
	outcome.kind === "unknown" ? Number.POSITIVE_INFINITY : returnedAt;
