/**
 * Whether what was answered can be explained: whether there is an order of the operations, each at one instant between
 * its request and its answer, and for all its seats at once, in which the specification gives the same answers (Wing and
 * Gong 1993). The search goes along the history and decides only when an answer forces it to ("just in time", Lowe
 * 2017), with all that may be so far as a set of configurations.
 *
 * A configuration is a state of the house, seat by seat, and the operations under way that have led to it. Four facts
 * keep the set small without losing an explanation:
 * - What only observes (a check, a refusal) is taken at the first state that explains it: that never forbids anything.
 * - What was never answered need not happen, so it is taken only where it changes a seat; and of two ways to the same
 *   state, the one that needed fewer of such operations can do all that the other can.
 * - Of unanswered operations of which one does all that the other does, the other is taken first.
 * - What shares no seat with an operation, directly or by others under way, can wait until after it.
 */
import type { Operation, SeenSeat } from "./history.ts";
import { AVAILABLE, nameOf, type SeatState, serve, showAt } from "./seat-model.ts";

/** What is known of each seat; one that is missing is available. */
export type Seats = ReadonlyMap<string, SeatState>;

/** An operation, as far as it concerns some seats. */
export interface Part {
	readonly operation: Operation;
	readonly seats: readonly string[];
	/** What the answer says of each of them. */
	readonly seen: readonly (Omit<SeenSeat, "seat"> | undefined)[];
	/** Changes nothing, whatever it finds. */
	readonly observes: boolean;
	/** Must have happened; else it may have. */
	readonly required: boolean;
	/** The step before which it happened, if it did. */
	readonly until: number;
}

export interface SeatsHistory {
	/** In the order of their beginnings. */
	readonly parts: readonly Part[];
	readonly seats: readonly string[];
	readonly before: Seats;
	/** Left out when nobody looked. */
	readonly after?: Seats | undefined;
}

export type Explanation =
	| { readonly explained: true; readonly explored: number }
	| { readonly explained: false; readonly failure: Failure; readonly explored: number };

export interface Failure {
	/** The answer that nothing explains; `undefined`: what the table holds at the end. */
	readonly at: Part | undefined;
	/** What the seats may have been shortly before, which does not lead to the answer. */
	readonly found: Seats;
	/** The last time when there was only one possibility, and what was not settled by then or began later. */
	readonly since: Seats;
	readonly window: readonly Part[];
	/** Unanswered operations that were tried as an explanation. */
	readonly tried: ReadonlySet<Part>;
}

/** What the operation has to do with its seats, or with one of them; nothing, if it was refused because of others. */
export function partOf(operation: Operation, only?: string): Part | undefined {
	const { outcome, returnedAt = Number.POSITIVE_INFINITY, verb } = operation;
	if (outcome.kind === "unknown" && verb === "check") return undefined;
	const seenOf = (seat: string) => {
		if (outcome.kind === "saw") return outcome;
		return outcome.kind === "unknown" ? undefined : outcome.seats.find((one) => one.seat === seat);
	};
	const seats = operation.seats.filter(
		(seat) => (only === undefined || seat === only) && (outcome.kind !== "refused" || seenOf(seat) !== undefined),
	);
	if (seats.length === 0) return undefined;
	return {
		operation,
		seats,
		seen: seats.map(seenOf),
		observes: outcome.kind === "saw" || outcome.kind === "refused",
		// TTL removes dead records when it likes: it may as well have left this one.
		required: outcome.kind !== "unknown" && verb !== "expire",
		until: outcome.kind === "unknown" ? (outcome.overBy ?? Number.POSITIVE_INFINITY) : returnedAt,
	};
}

/** The seat after the operation, if the answer can have come from a seat in this state. */
export function explains({ operation, seats, seen }: Part, seat: string, state: SeatState): SeatState | undefined {
	return explainsSeat(operation, seen[seats.indexOf(seat)], state);
}

function explainsSeat(operation: Operation, seen: Part["seen"][number], state: SeatState): SeatState | undefined {
	const served = serve(state, operation);
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

/** Whether the seat looks as the answer shows it, in what the answer shows. */
function looksLike(state: SeatState, { now }: Operation, seen: Part["seen"][number]): boolean {
	const { status, expires } = showAt(state, now);
	return (seen?.status ?? status) === status && (seen?.expires ?? expires) === expires;
}

/**
 * Finding an order is hard in general: dozens of successful changes of one seat, all under way at once, could be in any.
 * Far above what a history of requests that end needs, so that the search fails loudly instead of going on for ever.
 */
const MOST_EXPLORED = 2_000_000;

/** What every seat is, by its place: a number for each state. Equal houses are one object, so that comparing is cheap. */
type House = readonly number[];

interface Configuration {
	readonly house: House;
	/** Required operations under way that have happened. */
	readonly made: bigint;
	/** What is better avoided: operations that need not have happened and did, observations not explained so far. */
	readonly spent: bigint;
}

/** A part while it is under way: the bit that stands for it, and the answers of the specification so far. */
interface Pending {
	readonly part: Part;
	readonly bit: bigint;
	/** The places of its seats. */
	readonly at: readonly number[];
	/** Unanswered operations that are taken first where they do the same. */
	readonly spares: Pending[];
	readonly outcomes: Map<House, House | undefined>;
	readonly moves: readonly Map<number, number | undefined>[];
}

/** Explains the history of these seats as one, or says where that fails. */
export function explainSeats({ parts, seats, before, after }: SeatsHistory): Explanation {
	const houses = numberStates();
	const places = new Map(seats.map((seat, place) => [seat, place]));
	const bits = freeBits();
	const pending = new Map<Part, Pending>();
	const observers = new Set<Pending>();
	const tried = new Set<Part>();
	let explored = 0;

	const houseOf = (states: Seats) => houses.same(seats.map((seat) => houses.numberOf(states.get(seat) ?? AVAILABLE)));
	const tellOf = (house: House): Seats =>
		new Map(seats.map((seat, place) => [seat, houses.stateOf(house[place] as number)]));

	/** What becomes of the one seat of the operation; undefined, if its answer cannot have come from such a seat. */
	const moved = ({ part, moves }: Pending, index: number, from: number): number | undefined => {
		const known = moves[index]?.get(from);
		if (known !== undefined || moves[index]?.has(from)) return known;
		const to = explainsSeat(part.operation, part.seen[index], houses.stateOf(from));
		const number = to && houses.numberOf(to);
		moves[index]?.set(from, number);
		return number;
	};

	/** The house after the operation: all of its seats moved, or it cannot be next. */
	const outcomeOf = (one: Pending, house: House): House | undefined => {
		const known = one.outcomes.get(house);
		if (known !== undefined || one.outcomes.has(house)) return known;
		let next: number[] | undefined = [...house];
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

	/** The configuration, with every observation taken that its house explains. */
	const observed = (house: House, made: bigint, spent: bigint): Configuration => {
		explored += 1;
		if (explored > MOST_EXPLORED) throw new Error("more was under way at some seats than can be explained");
		let left = spent;
		if (left !== 0n) {
			for (const one of observers) {
				if ((left & one.bit) !== 0n && outcomeOf(one, house)) left ^= one.bit;
			}
		}
		return { house, made, spent: left };
	};

	/** The configuration after one more operation under way, if it can be next and is worth it. */
	const taken = (one: Pending, { house, made, spent }: Configuration): Configuration | undefined => {
		const { required } = one.part;
		if (((required ? made : spent) & one.bit) !== 0n) return undefined;
		const next = outcomeOf(one, house);
		if (next === undefined || (!required && next === house)) return undefined;
		if (one.spares.some((spare) => (spent & spare.bit) === 0n && outcomeOf(spare, house) === next)) return undefined;
		if (required) return observed(next, made | one.bit, spent);
		tried.add(one.part);
		return observed(next, made, spent | one.bit);
	};

	let frontier: readonly Configuration[] = [{ house: houseOf(before), made: 0n, spent: 0n }];
	let sure: { readonly house: House; readonly window: readonly Part[] } = { house: houseOf(before), window: [] };
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

	/** What is under way and shares a seat with it, or with another that does. */
	const around = (one: Pending): Pending[] => {
		const near = new Set(one.at);
		const found = new Set<Pending>();
		for (let size = -1; size < found.size; ) {
			size = found.size;
			for (const other of pending.values()) {
				if (other === one || found.has(other) || !other.at.some((place) => near.has(place))) continue;
				found.add(other);
				for (const place of other.at) near.add(place);
			}
		}
		return [...found];
	};

	/** All configurations in which the operation has happened, or need not. */
	const settled = (one: Pending): readonly Configuration[] => {
		const { observes, required } = one.part;
		if (required && frontier.every((configuration) => contains(configuration, one))) {
			return frontier.map((configuration) => without(configuration, one.bit));
		}
		const reached = leastOf();
		const visited = leastOf();
		const queue: Configuration[] = [];
		for (const configuration of frontier) {
			const has = contains(configuration, one);
			if (has || !required) reached.add(without(configuration, one.bit));
			if (!has && visited.add(configuration)) queue.push(configuration);
		}
		const neighbours = around(one);
		const others = neighbours.filter(({ part }) => !part.observes);
		const isAlone =
			required &&
			!observes &&
			others.every(({ part, at }) => !changesOutcomeOf(one.part, part) && at.every((place) => one.at.includes(place)));
		for (const configuration of queue) {
			if (!observes) {
				const next = taken(one, configuration);
				if (next) reached.add(without(next, one.bit));
				// Where only unanswered operations could come before it, and none would change what comes of it, none needs to.
				if (next && isAlone && hasOneOutcome(one, configuration.house, next.house)) {
					if (neighbours.every((other) => !other.part.required || contains(configuration, other))) continue;
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

	/** What every configuration contains has happened; it is under way no more. */
	const harvest = () => {
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
		const window = [...sure.window, ...begun];
		const [first] = frontier;
		const found = tellOf(first?.house ?? sure.house);
		return { explained: false, failure: { at, found, since: tellOf(sure.house), window, tried }, explored };
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
		harvest();
		const [only] = frontier;
		if (only && frontier.length === 1) {
			const window: Part[] = [];
			for (const other of pending.values()) if (!contains(only, other)) window.push(other.part);
			sure = { house: only.house, window };
			begun.length = 0;
		}
	}

	if (after) {
		const wanted = houseOf(after);
		const queue = [...frontier];
		const visited = leastOf();
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

/** Every beginning and every end, in order; of those at one step the beginnings come first, so that they overlap. */
function* eventsOf(parts: readonly Part[]): Generator<{ part: Part; begins: boolean }> {
	const ends = parts.filter(({ required, until }) => required || until !== Number.POSITIVE_INFINITY);
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
function contains({ made, spent }: Configuration, { part: { observes, required }, bit }: Pending): boolean {
	return observes ? (spent & bit) === 0n : ((required ? made : spent) & bit) !== 0n;
}

const without = ({ house, made, spent }: Configuration, bits: bigint): Configuration => ({
	house,
	made: made & ~bits,
	spent: spent & ~bits,
});

/** Whether the operation, answered like this, leaves one state only, but for what `changesOutcomeOf` says. */
function hasOneOutcome({ part: { operation, seen }, at }: Pending, from: House, to: House): boolean {
	const tells = seen.every((seat) => seat?.expires !== undefined);
	if (operation.verb === "lock") return tells && at.every((place) => from[place] !== to[place]);
	return operation.verb !== "extend" || tells;
}

/** Whether another state can come of the one operation, which is done, for the other having come before it. */
function changesOutcomeOf({ operation: one }: Part, { operation: other }: Part): boolean {
	// A lock that is kept, or extended, has the beginning it was given.
	if (one.by.token !== other.by.token || (one.verb !== "lock" && one.verb !== "extend")) return false;
	return other.verb === "lock" || (one.verb === "lock" && other.verb === "extend");
}

/**
 * Whether the one unanswered operation does wherever it is next what the other does there, so that the other can be
 * taken first and the one be kept. With the same content it does; with another clock it does where its clock lets it
 * find more seats available, or more locks alive. Operations on many seats are one choice for all of them, so there
 * only the same content will do.
 */
function canStandFor(one: Part, other: Part): boolean {
	if (!isOptional(one) || !isOptional(other) || one.until < other.until) return false;
	if (!isSameRequest(one.operation, other.operation)) return false;
	const { verb, now, expires } = one.operation;
	const { now: otherNow, expires: otherExpires } = other.operation;
	if (now === otherNow && expires === otherExpires) return true;
	if (one.seats.length > 1 || verb === "lock" || verb === "extend" || verb === "expire") return false;
	return verb === "claim" ? now <= otherNow : now >= otherNow;
}

const isOptional = ({ required }: Part) => !required;

/** The same but for clocks. */
function isSameRequest(one: Operation, other: Operation): boolean {
	return (
		one.verb === other.verb &&
		one.maxLockSeconds === other.maxLockSeconds &&
		one.by.token === other.by.token &&
		one.by.order === other.by.order &&
		one.by.reason === other.by.reason &&
		one.seats.length === other.seats.length &&
		one.seats.every((seat, index) => seat === other.seats[index])
	);
}

/** A set of configurations without those that another one makes needless. */
function leastOf() {
	const byHouse = new Map<House, Configuration[]>();
	return {
		/** Whether it was worth adding. */
		add: (configuration: Configuration): boolean => {
			const { house, made, spent } = configuration;
			const rivals = byHouse.get(house);
			if (rivals === undefined) {
				byHouse.set(house, [configuration]);
				return true;
			}
			let needless = false;
			for (const rival of rivals) {
				if (rival.made !== made) continue;
				const both = rival.spent & spent;
				if (both === rival.spent) return false;
				needless ||= both === spent;
			}
			const left = needless ? rivals.filter((one) => one.made !== made || (one.spent & spent) !== spent) : rivals;
			left.push(configuration);
			if (needless) byHouse.set(house, left);
			return true;
		},
		all: (): Configuration[] => {
			const all: Configuration[] = [];
			for (const configurations of byHouse.values()) all.push(...configurations);
			return all;
		},
	};
}

/** Numbers for states, the same for equal ones, and one object for equal houses. */
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

/** Bits to stand for operations under way, the lowest first, so that sets of them stay small numbers. */
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
