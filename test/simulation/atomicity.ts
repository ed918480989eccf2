/**
 * I4 for requests that were never answered: whether each can have happened to all its seats, or to none. What one seat
 * proves to have happened, and by when, must be explicable on the others; where that leaves a choice, choices are tried.
 *
 * Not caught: seats of one request are explained each at an instant of its own between its request and its answer (or
 * the step by which another seat shows it to have happened), not all at the same instant. And beyond a budget of tries
 * a group of seats is given the benefit of the doubt, so that a correct history is never rejected.
 */
import type { Operation } from "./history.ts";
import {
	type Choice,
	type Explanation,
	explainSeat,
	type Failure,
	type Part,
	partOf,
	type SeatHistory,
} from "./linearizability.ts";
import type { SeatState } from "./seat-model.ts";

/** A seat and all that was asked of it. */
export interface SeatRecords {
	readonly seat: string;
	readonly operations: readonly Operation[];
	readonly before: SeatState;
	readonly after: SeatState | undefined;
}

export interface Contradiction {
	readonly seat: SeatRecords;
	readonly failure: Failure;
	/** The unanswered operations of the seat that other seats prove to have happened; none, if no choice is left. */
	readonly proven: readonly Operation[];
}

type Choices = ReadonlyMap<Operation, Choice>;

/** How often seats of one group are explained anew before it is given up. */
const TRIES = 400;

/** A seat's history with what is settled of its unanswered operations. */
export function seatHistory({ seat, operations, before, after }: SeatRecords, choices?: Choices): SeatHistory {
	const parts: Part[] = [];
	for (const operation of operations) {
		const part = partOf(operation, seat, choices?.get(operation));
		if (part) parts.push(part);
	}
	return { parts, before, after };
}

/** Groups of seats of which no choice explains the unanswered requests that they share: one contradiction for each. */
export function findContradictions(
	seats: ReadonlyMap<string, SeatRecords>,
	explanations: ReadonlyMap<string, Explanation>,
): Contradiction[] {
	return groupsOf(seats).flatMap((group) => contradictionIn(group, explanations) ?? []);
}

const isShared = ({ outcome, seats, verb }: Operation) =>
	outcome.kind === "unknown" && seats.length > 1 && verb !== "check";

/** Seats that unanswered requests bind together. */
function groupsOf(seats: ReadonlyMap<string, SeatRecords>): ReadonlyMap<string, SeatRecords>[] {
	const groups: Map<string, SeatRecords>[] = [];
	const met = new Set<SeatRecords>();
	for (const seat of seats.values()) {
		if (met.has(seat) || !seat.operations.some(isShared)) continue;
		met.add(seat);
		const group = [seat];
		for (const { operations } of group) {
			for (const neighbour of operations.filter(isShared).flatMap((operation) => operation.seats)) {
				const other = seats.get(neighbour);
				if (other === undefined || met.has(other)) continue;
				met.add(other);
				group.push(other);
			}
		}
		groups.push(new Map(group.map((one) => [one.seat, one])));
	}
	return groups;
}

function contradictionIn(
	group: ReadonlyMap<string, SeatRecords>,
	explanations: ReadonlyMap<string, Explanation>,
): Contradiction | undefined {
	let tries = 0;

	/** Explains the seats again until they agree on what has surely happened. */
	const agree = (
		settled: Choices,
		known: ReadonlyMap<string, Explanation>,
		seats: readonly string[],
	): { choices: Choices; known: ReadonlyMap<string, Explanation> } | Contradiction => {
		const choices = new Map(settled);
		const latest = new Map(known);
		const open = new Set(seats);
		const learn = (seat: string, explanation: Explanation) => {
			if (!explanation.explained) return;
			for (const [operation, by] of explanation.surely) {
				const choice = choices.get(operation);
				if (!isShared(operation) || (choice?.happened && choice.by <= by)) continue;
				choices.set(operation, { happened: true, by });
				for (const other of operation.seats) if (other !== seat) open.add(other);
			}
		};
		if (settled.size === 0) for (const [seat, explanation] of known) learn(seat, explanation);
		for (const name of open) {
			open.delete(name);
			const seat = group.get(name);
			if (seat === undefined) continue;
			tries += 1;
			const explanation = explainSeat(seatHistory(seat, choices));
			if (!explanation.explained) {
				const proven = seat.operations.filter((operation) => choices.get(operation)?.happened);
				return { seat, failure: explanation.failure, proven };
			}
			latest.set(name, explanation);
			learn(name, explanation);
		}
		return { choices, known: latest };
	};

	/** Explains the seats as though nothing else had happened than what is settled. */
	const withNothingElse = (choices: Choices, known: ReadonlyMap<string, Explanation>): Contradiction | undefined => {
		for (const seat of group.values()) {
			const explanation = known.get(seat.seat);
			if (explanation?.explained && explanation.restIsNeedless) continue;
			const rest = seat.operations.filter((operation) => isShared(operation) && !choices.has(operation));
			const none = rest.map((operation) => [operation, { happened: false }] as const);
			tries += 1;
			const alone = explainSeat(seatHistory(seat, new Map<Operation, Choice>([...choices, ...none])));
			if (!alone.explained) return { seat, failure: alone.failure, proven: [] };
		}
		return undefined;
	};

	const search = (
		settled: Choices,
		before: ReadonlyMap<string, Explanation>,
		seats: readonly string[],
	): Contradiction | undefined => {
		const agreed = agree(settled, before, seats);
		if ("failure" in agreed) return agreed;
		const { choices, known } = agreed;
		const missing = withNothingElse(choices, known);
		const doubtful = missing?.seat.operations.find((operation) => isShared(operation) && !choices.has(operation));
		if (missing === undefined || doubtful === undefined || tries > TRIES) return undefined;
		for (const choice of [{ happened: true, by: Number.POSITIVE_INFINITY }, { happened: false }] as const) {
			const next = search(new Map([...choices, [doubtful, choice]]), known, doubtful.seats);
			if (next === undefined) return undefined;
		}
		return missing;
	};

	const known = new Map([...group.keys()].flatMap((seat) => [[seat, explanations.get(seat)] as const]));
	return search(new Map(), known as ReadonlyMap<string, Explanation>, []);
}
