/**
 * Decides whether a history is linearizable: whether an order of the operations, each at one instant between its request
 * and its answer and for all its seats at once, makes the specification give the same answers. The search is Wing and
 * Gong's (1993), made "just in time" as by Lowe (2017); the comment on `explainSeats` says how it stays small.
 */
import type { Operation, SeenSeat } from "./history.ts";
import {
	AVAILABLE,
	factsAt,
	isExpected,
	nameOf,
	requestAt,
	type SeatState,
	serve,
	serveAll,
	showAt,
} from "./seat-model.ts";

/** The state of each seat; a missing seat is available. */
export type Seats = ReadonlyMap<string, SeatState>;

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
function explainsWhole(
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

function explainsSeat(
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

/**
 * Finding an order is NP-hard: dozens of successful changes of one seat that all overlap could be in any order. Normal
 * histories stay far below this limit; above it the search throws instead of running for ever.
 */
const MOST_CONFIGURATIONS = 2_000_000;

/** The state of every seat, as a number. Equal houses are the same object, which makes comparing cheap. */
type House = readonly number[];

interface Configuration {
	readonly house: House;
	/** The required operations under way that have happened, as a set of bits. */
	readonly made: bigint;
	/** The optional operations under way that have happened, and the observations not explained yet: the fewer the better. */
	readonly spent: bigint;
}

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

/** A set of configurations that drops those which another one makes redundant. */
function smallestSet() {
	const byHouse = new Map<House, Configuration[]>();
	return {
		/** Returns whether the configuration was added. */
		add: (configuration: Configuration): boolean => {
			const { house, made, spent } = configuration;
			const rivals = byHouse.get(house);
			if (rivals === undefined) {
				byHouse.set(house, [configuration]);
				return true;
			}
			let makesRedundant = false;
			for (const rival of rivals) {
				if (rival.made !== made) continue;
				const both = rival.spent & spent;
				if (both === rival.spent) return false;
				makesRedundant ||= both === spent;
			}
			const left = makesRedundant ? rivals.filter((one) => one.made !== made || (one.spent & spent) !== spent) : rivals;
			left.push(configuration);
			if (makesRedundant) byHouse.set(house, left);
			return true;
		},
		all: (): Configuration[] => {
			const all: Configuration[] = [];
			for (const configurations of byHouse.values()) all.push(...configurations);
			return all;
		},
	};
}

/** Numbers states, equal states alike, and keeps one object for equal houses. */
function numberStates() {
	const states: SeatState[] = [];
	const numbers = new Map<string, number>();
	const houses = new Map<string, House>();
	return {
		numberOf: (state: SeatState): number => {
			const name = nameOf(state);
			const known = numbers.get(name);
			if (known !== undefined) return known;
			numbers.set(name, states.length);
			return states.push(state) - 1;
		},
		stateOf: (number: number): SeatState => states[number] ?? AVAILABLE,
		same: (house: House): House => {
			const name = house.join();
			const known = houses.get(name);
			if (known) return known;
			houses.set(name, house);
			return house;
		},
	};
}

/** Hands out bits for operations under way and reuses them, so that the numbers stay small. */
function freeBits() {
	const free: bigint[] = [];
	let next = 1n;
	return {
		take: (): bigint => {
			const bit = free.pop() ?? next;
			if (bit === next) next <<= 1n;
			return bit;
		},
		give: (bit: bigint): void => {
			free.push(bit);
		},
	};
}
