/**
 * Judges a history: every answer must be explained, seat by seat (linearizability.ts) and across the seats of a request
 * (atomicity.ts); what can be seen without a search is looked at directly. A correct history is never rejected.
 *
 * Not caught: what no answer and no record of the end shows; a seat that a refusal leaves unnamed though it stood in
 * the way; the order in which one client sent requests to different seats; and what atomicity.ts says of itself.
 */
import { checkAnswers, findDoubleSale } from "./answers.ts";
import { findContradictions, type SeatRecords, seatHistory } from "./atomicity.ts";
import type { History, Operation } from "./history.ts";
import { type Explanation, explainSeat } from "./linearizability.ts";
import { AVAILABLE } from "./seat-model.ts";
import { type Violation, violationOf, violationOfChoice } from "./violation.ts";

export interface Judgement {
	readonly violations: readonly Violation[];
	/** Configurations that were visited: what the search costs, whatever the machine. */
	readonly explored: number;
}

export function checkHistory(history: History): Judgement {
	const violations = history.operations.flatMap(checkAnswers);
	const explained = new Map<string, SeatRecords>();
	const explanations = new Map<string, Explanation>();
	let explored = 0;

	for (const records of bySeat(history)) {
		const doubleSale = findDoubleSale(records);
		if (doubleSale) {
			violations.push(doubleSale);
			continue;
		}
		const explanation = explainSeat(seatHistory(records));
		explored += explanation.explored;
		if (explanation.explained) {
			explained.set(records.seat, records);
			explanations.set(records.seat, explanation);
		} else {
			violations.push(violationOf(records, explanation.failure));
		}
	}
	violations.push(...findContradictions(explained, explanations).map(violationOfChoice));
	return { violations, explored };
}

/** Each seat with its operations in the order of their beginnings, which must be the same for all seats. */
function bySeat({ operations, before, after }: History): SeatRecords[] {
	const seats = new Map<string, Operation[]>();
	const known = [...(before?.keys() ?? []), ...(after?.keys() ?? [])];
	for (const seat of known) seats.set(seat, []);
	for (const operation of operations.toSorted((one, other) => one.invokedAt - other.invokedAt)) {
		for (const seat of operation.seats) {
			const records = seats.get(seat);
			if (records) records.push(operation);
			else seats.set(seat, [operation]);
		}
	}
	return Array.from(seats, ([seat, records]) => ({
		seat,
		operations: records,
		before: before?.get(seat) ?? AVAILABLE,
		after: after && (after.get(seat) ?? AVAILABLE),
	}));
}
