/**
 * Judges a history: one order of all requests, each at one instant for all its seats, must explain every answer
 * (linearizability.ts). A correct history is never rejected. Not caught: what neither an answer nor the table at the end
 * shows, and the order of one client's requests for seats that are judged separately.
 */
import { checkAnswers, findDoubleSale } from "./answers.ts";
import type { History, Operation } from "./history.ts";
import { type Explanation, explainSeats } from "./linearizability.ts";
import type { Seats } from "./outcomes.ts";
import { type Part, partOf } from "./part.ts";
import { AVAILABLE } from "./seat-model.ts";
import { type Violation, violationOf, violationOfMany } from "./violation.ts";

export interface Judgement {
	readonly violations: readonly Violation[];
	/** Configurations visited: the cost of the search, independent of the machine. */
	readonly explored: number;
}

/** Seats that are judged together, and all operations on them in the order in which they began. */
interface Group {
	readonly seats: readonly string[];
	readonly operations: readonly Operation[];
}

export function checkHistory({ operations, before = new Map(), after }: History): Judgement {
	const violations = operations.flatMap(checkAnswers);
	let explored = 0;
	const explain = (seats: readonly string[], parts: readonly Part[]): Explanation => {
		const explanation = explainSeats({ parts, seats, before, after });
		explored += explanation.explored;
		return explanation;
	};

	for (const group of groupsOf(operations, [...before.keys(), ...(after?.keys() ?? [])])) {
		const together = explain(group.seats, partsOf(group.operations));
		if (together.explained) continue;
		// If one seat by itself has no explanation, its report is the clearest.
		const ofSingleSeats = group.seats.flatMap((seat) => {
			const records = recordsOf(group, seat, before, after);
			const doubleSale = findDoubleSale(records);
			if (doubleSale) return [doubleSale];
			const explanation = explain([seat], partsOf(records.operations, seat));
			return explanation.explained ? [] : [violationOf(records, explanation.failure)];
		});
		violations.push(...(ofSingleSeats.length > 0 ? ofSingleSeats : [violationOfMany(together.failure, after)]));
	}
	return { violations, explored };
}

export function partsOf(operations: readonly Operation[], only?: string): Part[] {
	return operations.flatMap((operation) => partOf(operation, only) ?? []);
}

function recordsOf({ operations }: Group, seat: string, before: Seats, after: Seats | undefined) {
	return {
		seat,
		operations: operations.filter(({ seats }) => seats.includes(seat)),
		before: before.get(seat) ?? AVAILABLE,
		after: after && (after.get(seat) ?? AVAILABLE),
	};
}

/** Groups the seats so that every request is within one group. Seats of different groups are independent. */
function groupsOf(operations: readonly Operation[], known: readonly string[]): Group[] {
	const parents = new Map<string, string>();
	const rootOf = (seat: string): string => {
		let root = seat;
		for (let above = parents.get(root); above !== undefined; above = parents.get(root)) root = above;
		if (root !== seat) parents.set(seat, root);
		return root;
	};
	for (const { seats } of operations) {
		const [first, ...others] = seats.map(rootOf);
		for (const other of others) if (first !== undefined && rootOf(other) !== first) parents.set(rootOf(other), first);
	}

	const groups = new Map<string, { seats: string[]; operations: Operation[] }>();
	const groupOf = (seat: string) => {
		const root = rootOf(seat);
		const group = groups.get(root) ?? { seats: [], operations: [] };
		groups.set(root, group);
		return group;
	};
	for (const seat of new Set([...known, ...operations.flatMap(({ seats }) => seats)])) groupOf(seat).seats.push(seat);
	for (const operation of operations.toSorted((one, other) => one.invokedAt - other.invokedAt)) {
		const [first] = operation.seats;
		if (first !== undefined) groupOf(first).operations.push(operation);
	}
	return [...groups.values()];
}
