/**
 * Decides whether a history is linearizable: whether an order of the operations, each at one instant between its request
 * and its answer and for all its seats at once, makes the specification give the same answers. The search is Wing and
 * Gong's (1993), made "just in time" as by Lowe (2017); the comment on `explainSeats` says how it stays small.
 */
import { type Configuration, freeBits, type House, numberStates, smallestSet } from "./configurations.ts";
import type { Operation } from "./history.ts";
import { explainsSeat, explainsWhole, type Part } from "./part.ts";
import { AVAILABLE, type SeatState } from "./seat-model.ts";

/** The state of each seat; a missing seat is available. */
export type Seats = ReadonlyMap<string, SeatState>;

export interface SeatsHistory {
	/** In the order in which they began. */
	readonly parts: readonly Part[];
	readonly seats: readonly string[];
	readonly before: Seats;
	/** If it is missing, the end is not checked. */
	readonly after?: Seats | undefined;
}

export type Explanation =
	| { readonly explained: true; readonly explored: number }
	| { readonly explained: false; readonly failure: Failure; readonly explored: number };

export interface Failure {
	/** The answer that cannot be explained; `undefined` if it is the table at the end. */
	readonly at: Part | undefined;
	/** One of the states that the search reached just before and that do not lead to the answer. */
	readonly reached: Seats;
	/** The states of the seats at the last step when only one possibility was left. */
	readonly lastCertain: Seats;
	/** The operations that began after that step, or had not happened by then. */
	readonly window: readonly Part[];
	/** Unanswered operations that the search tried as an explanation. */
	readonly tried: ReadonlySet<Part>;
}

/**
 * Finding an order is NP-hard: dozens of successful changes of one seat that all overlap could be in any order. Normal
 * histories stay far below this limit; above it the search throws instead of running for ever.
 */
const MOST_CONFIGURATIONS = 2_000_000;

/** A part while it is under way, with its bit and the results of the specification so far. */
interface Pending {
	readonly part: Part;
	readonly bit: bigint;
	/** The indexes of its seats in a house. */
	readonly at: readonly number[];
	/** Unanswered operations that are used before this one if they have the same effect. */
	readonly spares: Pending[];
	readonly outcomes: Map<House, House | undefined>;
	readonly moves: readonly Map<number, number | undefined>[];
}

/**
 * Explains the history of these seats, or says where that fails. Walks along the history with the set of all possible
 * configurations, and extends one only when an answer requires it. Four facts keep the set small and lose no explanation:
 * - An observation (a check, a refusal) is placed at the first state that explains it, which excludes nothing.
 * - An unanswered operation need not happen, so it is used only where it changes a seat. Of two ways to the same state,
 *   the one with fewer unanswered operations can do everything that the other can.
 * - If one unanswered operation can do everything that another can, the other is used first.
 * - An operation that shares no seat with the answered one, even through others under way, can wait until after it.
 */
export function explainSeats({ parts, seats, before, after }: SeatsHistory): Explanation {
	const houses = numberStates();
	const places = new Map(seats.map((seat, place) => [seat, place]));
	const bits = freeBits();
	const pending = new Map<Part, Pending>();
	const observers = new Set<Pending>();
	const tried = new Set<Part>();
	let explored = 0;

	const houseOf = (states: Seats) => houses.same(seats.map((seat) => houses.numberOf(states.get(seat) ?? AVAILABLE)));
	const statesOf = (house: House): Seats =>
		new Map(seats.map((seat, place) => [seat, houses.stateOf(house[place] as number)]));

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

	/** The house after the operation; `undefined` if it cannot be next, because one of its seats cannot be explained. */
	const outcomeOf = (one: Pending, house: House): House | undefined => {
		const known = one.outcomes.get(house);
		if (known !== undefined || one.outcomes.has(house)) return known;
		let next: number[] | undefined = [...house];
		if (one.part.operation.verb === "change") {
			const states = one.at.map((place) => houses.stateOf(house[place] as number));
			const after = explainsWhole(one.part, states);
			for (const [index, place] of one.at.entries())
				if (after) next[place] = houses.numberOf(after[index] as SeatState);
			if (after === undefined) next = undefined;
		} else
			for (let index = 0; next && index < one.at.length; index++) {
				const place = one.at[index] as number;
				const to = moved(one, index, house[place] as number);
				if (to === undefined) next = undefined;
				else next[place] = to;
			}
		const outcome = next && (one.part.observes ? house : houses.same(next));
		one.outcomes.set(house, outcome);
		return outcome;
	};

	/** The configuration, after explaining every observation that its house explains. */
	const observed = (house: House, made: bigint, spent: bigint): Configuration => {
		explored += 1;
		if (explored > MOST_CONFIGURATIONS) throw new Error("too many operations overlap at some seats");
		let left = spent;
		if (left !== 0n) {
			for (const one of observers) {
				if ((left & one.bit) !== 0n && outcomeOf(one, house)) left ^= one.bit;
			}
		}
		return { house, made, spent: left };
	};

	/** The configuration after one more operation; `undefined` if that cannot be next or is not needed. */
	const taken = (one: Pending, { house, made, spent }: Configuration): Configuration | undefined => {
		const { isRequired } = one.part;
		if (((isRequired ? made : spent) & one.bit) !== 0n) return undefined;
		const next = outcomeOf(one, house);
		if (next === undefined || (!isRequired && next === house)) return undefined;
		if (one.spares.some((spare) => (spent & spare.bit) === 0n && outcomeOf(spare, house) === next)) return undefined;
		if (isRequired) return observed(next, made | one.bit, spent);
		tried.add(one.part);
		return observed(next, made, spent | one.bit);
	};

	let frontier: readonly Configuration[] = [{ house: houseOf(before), made: 0n, spent: 0n }];
	let certain: { readonly house: House; readonly window: readonly Part[] } = { house: houseOf(before), window: [] };
	const begun: Part[] = [];

	const begin = (part: Part) => {
		const at = part.seats.map((seat) => places.get(seat) as number);
		const moves = at.map(() => new Map());
		const one: Pending = { part, bit: bits.take(), at, spares: [], outcomes: new Map(), moves };
		for (const other of pending.values()) {
			if (canStandFor(part, other.part)) one.spares.push(other);
			else if (canStandFor(other.part, part)) other.spares.push(one);
		}
		pending.set(part, one);
		begun.push(part);
		if (part.observes) {
			observers.add(one);
			frontier = frontier.map(({ house, made, spent }) => observed(house, made, spent | one.bit));
		}
	};

	const end = (one: Pending) => {
		pending.delete(one.part);
		observers.delete(one);
		for (const { spares } of pending.values()) if (spares.includes(one)) spares.splice(spares.indexOf(one), 1);
		bits.give(one.bit);
	};

	/** The operations under way that share a seat with this one, directly or through others under way. */
	const neighboursOf = (one: Pending): Pending[] => {
		const near = new Set(one.at);
		const neighbours = new Set<Pending>();
		for (let size = -1; size < neighbours.size; ) {
			size = neighbours.size;
			for (const other of pending.values()) {
				if (other === one || neighbours.has(other) || !other.at.some((place) => near.has(place))) continue;
				neighbours.add(other);
				for (const place of other.at) near.add(place);
			}
		}
		return [...neighbours];
	};

	/** All configurations in which the operation has happened, or need not have happened. */
	const settled = (one: Pending): readonly Configuration[] => {
		const { observes, isRequired } = one.part;
		if (isRequired && frontier.every((configuration) => contains(configuration, one))) {
			return frontier.map((configuration) => without(configuration, one.bit));
		}
		const reached = smallestSet();
		const visited = smallestSet();
		const queue: Configuration[] = [];
		for (const configuration of frontier) {
			const has = contains(configuration, one);
			if (has || !isRequired) reached.add(without(configuration, one.bit));
			if (!has && visited.add(configuration)) queue.push(configuration);
		}
		const neighbours = neighboursOf(one);
		const others = neighbours.filter(({ part }) => !part.observes);
		const isAlone =
			isRequired &&
			!observes &&
			others.every(({ part, at }) => !changesOutcomeOf(one.part, part) && at.every((place) => one.at.includes(place)));
		for (const configuration of queue) {
			if (!observes) {
				const next = taken(one, configuration);
				if (next) reached.add(without(next, one.bit));
				// If only unanswered operations could come before it, and none would change its outcome, none is needed.
				if (next && isAlone && hasOneOutcome(one, configuration.house, next.house)) {
					if (neighbours.every((other) => !other.part.isRequired || contains(configuration, other))) continue;
				}
			}
			for (const other of others) {
				const next = taken(other, configuration);
				if (!next) continue;
				if (observes && contains(next, one)) reached.add(next);
				else if (visited.add(next)) queue.push(next);
			}
		}
		return reached.all();
	};

	/** An optional operation that every configuration contains has certainly happened, so it is no longer under way. */
	const endCommon = () => {
		let common = -1n;
		for (const { spent } of frontier) common &= spent;
		if (common === 0n) return;
		let gone = 0n;
		for (const one of [...pending.values()]) {
			if (!isOptional(one.part) || (one.bit & common) === 0n) continue;
			gone |= one.bit;
			end(one);
		}
		if (gone !== 0n) frontier = frontier.map((configuration) => without(configuration, gone));
	};

	const failed = (at: Part | undefined): Explanation => {
		const window = [...certain.window, ...begun];
		const [first] = frontier;
		const reached = statesOf(first?.house ?? certain.house);
		const lastCertain = statesOf(certain.house);
		return { explained: false, failure: { at, reached, lastCertain, window, tried }, explored };
	};

	for (const { part, begins } of eventsOf(parts)) {
		if (begins) {
			begin(part);
			continue;
		}
		const one = pending.get(part);
		if (one === undefined) continue;
		const next = settled(one);
		if (next.length === 0) return failed(part);
		frontier = next;
		end(one);
		endCommon();
		const [only] = frontier;
		if (only && frontier.length === 1) {
			const window: Part[] = [];
			for (const other of pending.values()) if (!contains(only, other)) window.push(other.part);
			certain = { house: only.house, window };
			begun.length = 0;
		}
	}

	if (after) {
		const wanted = houseOf(after);
		const queue = [...frontier];
		const visited = smallestSet();
		for (const configuration of queue) {
			if (configuration.house === wanted) return { explained: true, explored };
			for (const one of pending.values()) {
				const next = taken(one, configuration);
				if (next && visited.add(next)) queue.push(next);
			}
		}
		return failed(undefined);
	}
	return { explained: true, explored };
}

/** Every beginning and every end, in order. At the same step beginnings come first, so that the operations overlap. */
function* eventsOf(parts: readonly Part[]): Generator<{ part: Part; begins: boolean }> {
	const ends = parts.filter(({ isRequired, until }) => isRequired || until !== Number.POSITIVE_INFINITY);
	ends.sort((one, other) => (one.until === other.until ? 0 : one.until - other.until));
	let next = 0;
	for (const part of ends) {
		for (let one = parts[next]; one && one.operation.invokedAt <= part.until; one = parts[++next]) {
			yield { part: one, begins: true };
		}
		yield { part, begins: false };
	}
	for (const part of parts.slice(next)) yield { part, begins: true };
}

/** Whether the operation has happened, or its observation is explained. */
function contains({ made, spent }: Configuration, { part: { observes, isRequired }, bit }: Pending): boolean {
	return observes ? (spent & bit) === 0n : ((isRequired ? made : spent) & bit) !== 0n;
}

const without = ({ house, made, spent }: Configuration, bits: bigint): Configuration => ({
	house,
	made: made & ~bits,
	spent: spent & ~bits,
});

/** Whether only one state can follow from the operation and its answer, apart from what `changesOutcomeOf` covers. */
function hasOneOutcome({ part: { operation, seen }, at }: Pending, from: House, to: House): boolean {
	// A sale that is kept, or a change that counts as done, may have left the seat in another state than it would make.
	if (operation.verb === "sell" || operation.verb === "change") return false;
	const showsEnds = seen.every((seat) => seat?.expires !== undefined);
	if (operation.verb === "lock") return showsEnds && at.every((place) => from[place] !== to[place]);
	return operation.verb !== "extend" || showsEnds;
}

/** Whether a successful operation can lead to another state if the other operation comes before it. */
function changesOutcomeOf({ operation: one }: Part, { operation: other }: Part): boolean {
	if (other.verb === "change" || other.verb === "sell" || one.verb === "change" || one.verb === "sell") return true;
	// A claim that is repeated keeps the order, and may fill it in.
	if (one.verb === "claim")
		return other.verb === "claim" && one.by.token === other.by.token && one.by.order !== other.by.order;
	// A lock that is kept or extended has its old `lockedAt`.
	if (one.by.token !== other.by.token || (one.verb !== "lock" && one.verb !== "extend")) return false;
	return other.verb === "lock" || (one.verb === "lock" && other.verb === "extend");
}

/**
 * Whether one unanswered operation can do everything that the other can, so that the other is used first and this one is
 * kept. It can if the content is the same. For a single seat it also can if its clock makes it find more seats available
 * (or, for a claim, more locks alive). For several seats that would be one choice for all, so the content must be equal.
 */
function canStandFor(one: Part, other: Part): boolean {
	if (!isOptional(one) || !isOptional(other) || one.until < other.until) return false;
	if (!isSameRequest(one.operation, other.operation)) return false;
	const { verb, now, expires } = one.operation;
	const { now: otherNow, expires: otherExpires } = other.operation;
	if (now === otherNow && expires === otherExpires) return true;
	if (one.seats.length > 1 || !TIMELESS.has(verb)) return false;
	return verb === "claim" ? now <= otherNow : now >= otherNow;
}

/** Verbs that make the same of a seat whenever they happen. */
const TIMELESS: ReadonlySet<Operation["verb"]> = new Set([
	"unlock",
	"claim",
	"sell",
	"release",
	"block",
	"unblock",
	"check",
	"delete",
]);

const isOptional = ({ isRequired }: Part) => !isRequired;

/** Whether the requests are equal except for their clocks. */
function isSameRequest(one: Operation, other: Operation): boolean {
	return (
		one.verb === other.verb &&
		one.maxLockSeconds === other.maxLockSeconds &&
		one.by.token === other.by.token &&
		one.by.order === other.by.order &&
		one.by.reason === other.by.reason &&
		JSON.stringify(one.changes) === JSON.stringify(other.changes) &&
		one.seats.length === other.seats.length &&
		one.seats.every((seat, index) => seat === other.seats[index])
	);
}
