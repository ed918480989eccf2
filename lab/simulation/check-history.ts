/**
 * Judges a history: every answer must be explained by one order of all requests, each whole at one instant
 * (linearizability.ts); what can be seen without a search is looked at directly. A correct history is never rejected.
 * Seats that no request names together, directly or by others, cannot tell of each other: they are judged apart.
 *
 * Not caught: what no answer and no record of the end shows; a seat that a refusal leaves unnamed though it stood in
 * the way; and the order in which one client sent requests to seats that are judged apart.
 */
import { checkAnswers, findDoubleSale } from "./answers.ts";
import type { History, Operation } from "./history.ts";
import { type Explanation, explainSeats, type Part, partOf, type Seats } from "./linearizability.ts";
import { AVAILABLE } from "./seat-model.ts";
import { type Violation, violationOf, violationOfMany } from "./violation.ts";

export interface Judgement {
	readonly violations: readonly Violation[];
	/** Configurations that were visited: what the search costs, whatever the machine. */
	readonly explored: number;
}

/** Seats that are judged together, and all that was asked of them, in the order of its beginning. */
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
		// A seat that has no explanation by itself says best what is wrong.
		const alone = group.seats.flatMap((seat) => {
			const records = recordsOf(group, seat, before, after);
			const doubleSale = findDoubleSale(records);
			if (doubleSale) return [doubleSale];
			const explanation = explain([seat], partsOf(records.operations, seat));
			return explanation.explained ? [] : [violationOf(records, explanation.failure)];
		});
		violations.push(...(alone.length > 0 ? alone : [violationOfMany(together.failure, after)]));
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

/** Seats that requests bind together, each group with its requests. */
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
