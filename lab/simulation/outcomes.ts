/** What the operations under way make of a house, by the specification. The search asks again and again: results are kept. */
import { type Configuration, type House, numberStates } from "./configurations.ts";
import { explainsSeat, explainsWhole, type Part } from "./part.ts";
import { AVAILABLE, type SeatState } from "./seat-model.ts";

/** The state of each seat; a missing seat is available. */
export type Seats = ReadonlyMap<string, SeatState>;

/** A part while it is under way, with its bit and the results of the specification so far. */
export interface Pending {
	readonly part: Part;
	readonly bit: bigint;
	/** The indexes of its seats in a house. */
	readonly at: readonly number[];
	/** Unanswered operations that are used before this one if they have the same effect. */
	readonly spares: Pending[];
	readonly outcomes: Map<House, House | undefined>;
	readonly moves: readonly Map<number, number | undefined>[];
}

/** Whether the operation has happened, or its observation is explained. */
export function contains({ made, spent }: Configuration, { part: { observes, isRequired }, bit }: Pending): boolean {
	return observes ? (spent & bit) === 0n : ((isRequired ? made : spent) & bit) !== 0n;
}

/** @param seats the seats of every house, in their order. */
export function outcomesFor(seats: readonly string[]) {
	const houses = numberStates();
	const places = new Map(seats.map((seat, place) => [seat, place]));

	/** The state of one of its seats after the operation; `undefined` if the answer cannot come from such a seat. */
	const moved = ({ part, moves }: Pending, index: number, from: number): number | undefined => {
		const known = moves[index]?.get(from);
		if (known !== undefined || moves[index]?.has(from)) return known;
		const seat = part.seats[index] ?? "";
		const to = explainsSeat(part.operation, seat, part.seen[index], houses.stateOf(from));
		const number = to && houses.numberOf(to);
		moves[index]?.set(from, number);
		return number;
	};

	const seatBySeat = (one: Pending, house: House): House | undefined => {
		const next = [...house];
		for (let index = 0; index < one.at.length; index++) {
			const place = one.at[index] as number;
			const to = moved(one, index, house[place] as number);
			if (to === undefined) return undefined;
			next[place] = to;
		}
		return next;
	};

	/** A change is judged whole. */
	const together = ({ part, at }: Pending, house: House): House | undefined => {
		const states = explainsWhole(
			part,
			at.map((place) => houses.stateOf(house[place] as number)),
		);
		const next = [...house];
		for (const [index, place] of at.entries()) if (states) next[place] = houses.numberOf(states[index] as SeatState);
		return states && next;
	};

	return {
		houseOf: (states: Seats): House => houses.same(seats.map((seat) => houses.numberOf(states.get(seat) ?? AVAILABLE))),
		statesOf: (house: House): Seats =>
			new Map(seats.map((seat, place) => [seat, houses.stateOf(house[place] as number)])),
		begin: (part: Part, bit: bigint): Pending => {
			const at = part.seats.map((seat) => places.get(seat) as number);
			return { part, bit, at, spares: [], outcomes: new Map(), moves: at.map(() => new Map()) };
		},
		/** The house after the operation; `undefined` if it cannot be next, because one of its seats cannot be explained. */
		outcomeOf: (one: Pending, house: House): House | undefined => {
			const known = one.outcomes.get(house);
			if (known !== undefined || one.outcomes.has(house)) return known;
			const next = one.part.operation.verb === "change" ? together(one, house) : seatBySeat(one, house);
			const outcome = next && (one.part.observes ? house : houses.same(next));
			one.outcomes.set(house, outcome);
			return outcome;
		},
	};
}
