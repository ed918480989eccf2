/**
 * Decides whether a history is linearizable: whether an order of the operations, each at one instant between its request
 * and its answer and for all its seats at once, makes the specification give the same answers. The search is Wing and
 * Gong's (1993), made "just in time" as by Lowe (2017); the comment on `explainSeats` says how it stays small.
 */
import { canStandFor, changesOutcomeOf, hasOneOutcome } from "./commuting.ts";
import { type Configuration, freeBits, type House, smallestSet, without } from "./configurations.ts";
import { contains, outcomesFor, type Pending, type Seats } from "./outcomes.ts";
import type { Part } from "./part.ts";

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
	const search = startSearch(seats, before);
	for (const { part, begins } of eventsOf(parts)) {
		if (begins) begin(search, part);
		else if (!answer(search, part)) return failed(search, part);
	}
	if (after && !canEndAs(search, after)) return failed(search, undefined);
	return { explained: true, explored: search.explored };
}

/** A search that is under way. */
type Search = ReturnType<typeof startSearch>;

function startSearch(seats: readonly string[], before: Seats) {
	const outcomes = outcomesFor(seats);
	const house = outcomes.houseOf(before);
	return {
		...outcomes,
		bits: freeBits(),
		pending: new Map<Part, Pending>(),
		/** Those under way whose observation is to be explained. */
		observers: new Set<Pending>(),
		/** The unanswered operations that were used to explain an answer. */
		tried: new Set<Part>(),
		/** All that is possible now. */
		frontier: [{ house, made: 0n, spent: 0n }] as readonly Configuration[],
		/** The last house that was the only possibility, what had not happened by then, and what has begun since. */
		certain: { house, window: [] as readonly Part[] },
		begun: [] as Part[],
		explored: 0,
	};
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

function begin(search: Search, part: Part): void {
	const one = search.begin(part, search.bits.take());
	for (const other of search.pending.values()) {
		if (canStandFor(part, other.part)) one.spares.push(other);
		else if (canStandFor(other.part, part)) other.spares.push(one);
	}
	search.pending.set(part, one);
	search.begun.push(part);
	if (!part.observes) return;
	search.observers.add(one);
	search.frontier = search.frontier.map(({ house, made, spent }) => observed(search, house, made, spent | one.bit));
}

/** Leaves the configurations that explain the answer. Returns whether there are any. */
function answer(search: Search, part: Part): boolean {
	const one = search.pending.get(part);
	// It has ended before, because it had certainly happened.
	if (one === undefined) return true;
	const next = settled(search, one);
	if (next.length === 0) return false;
	search.frontier = next;
	end(search, one);
	endCommon(search);
	const [only] = search.frontier;
	if (only && search.frontier.length === 1) {
		const window: Part[] = [];
		for (const other of search.pending.values()) if (!contains(only, other)) window.push(other.part);
		search.certain = { house: only.house, window };
		search.begun.length = 0;
	}
	return true;
}

function end({ pending, observers, bits }: Search, one: Pending): void {
	pending.delete(one.part);
	observers.delete(one);
	for (const { spares } of pending.values()) if (spares.includes(one)) spares.splice(spares.indexOf(one), 1);
	bits.give(one.bit);
}

/** An optional operation that every configuration contains has certainly happened, so it is no longer under way. */
function endCommon(search: Search): void {
	let common = -1n;
	for (const { spent } of search.frontier) common &= spent;
	if (common === 0n) return;
	let gone = 0n;
	for (const one of [...search.pending.values()]) {
		if (one.part.isRequired || (one.bit & common) === 0n) continue;
		gone |= one.bit;
		end(search, one);
	}
	if (gone !== 0n) search.frontier = search.frontier.map((configuration) => without(configuration, gone));
}

/** All configurations in which the operation has happened, or need not have happened. */
function settled(search: Search, one: Pending): readonly Configuration[] {
	const { frontier, pending } = search;
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
	const neighbours = neighboursOf(one, pending);
	const others = neighbours.filter(({ part }) => !part.observes);
	const isAlone =
		isRequired &&
		!observes &&
		others.every(({ part, at }) => !changesOutcomeOf(one.part, part) && at.every((place) => one.at.includes(place)));
	for (const configuration of queue) {
		if (!observes) {
			const next = taken(search, one, configuration);
			if (next) reached.add(without(next, one.bit));
			// If only unanswered operations could come before it, and none would change its outcome, none is needed.
			if (next && isAlone && hasOneOutcome(one, configuration.house, next.house)) {
				if (neighbours.every((other) => !other.part.isRequired || contains(configuration, other))) continue;
			}
		}
		for (const other of others) {
			const next = taken(search, other, configuration);
			if (!next) continue;
			if (observes && contains(next, one)) reached.add(next);
			else if (visited.add(next)) queue.push(next);
		}
	}
	return reached.all();
}

/** The operations under way that share a seat with this one, directly or through others under way. */
function neighboursOf(one: Pending, pending: ReadonlyMap<Part, Pending>): Pending[] {
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
}

/** The configuration after one more operation; `undefined` if that cannot be next or is not needed. */
function taken(search: Search, one: Pending, { house, made, spent }: Configuration): Configuration | undefined {
	const { isRequired } = one.part;
	if (((isRequired ? made : spent) & one.bit) !== 0n) return undefined;
	const next = search.outcomeOf(one, house);
	if (next === undefined || (!isRequired && next === house)) return undefined;
	if (one.spares.some((spare) => (spent & spare.bit) === 0n && search.outcomeOf(spare, house) === next))
		return undefined;
	if (isRequired) return observed(search, next, made | one.bit, spent);
	search.tried.add(one.part);
	return observed(search, next, made, spent | one.bit);
}

/** The configuration, after explaining every observation that its house explains. */
function observed(search: Search, house: House, made: bigint, spent: bigint): Configuration {
	search.explored += 1;
	if (search.explored > MOST_CONFIGURATIONS) throw new Error("too many operations overlap at some seats");
	let left = spent;
	if (left !== 0n) {
		for (const one of search.observers) {
			if ((left & one.bit) !== 0n && search.outcomeOf(one, house)) left ^= one.bit;
		}
	}
	return { house, made, spent: left };
}

/** Whether the seats can be in these states once everything has happened that will. */
function canEndAs(search: Search, after: Seats): boolean {
	const wanted = search.houseOf(after);
	const queue = [...search.frontier];
	const visited = smallestSet();
	for (const configuration of queue) {
		if (configuration.house === wanted) return true;
		for (const one of search.pending.values()) {
			const next = taken(search, one, configuration);
			if (next && visited.add(next)) queue.push(next);
		}
	}
	return false;
}

function failed({ frontier, certain, begun, tried, explored, statesOf }: Search, at: Part | undefined): Explanation {
	const window = [...certain.window, ...begun];
	const reached = statesOf(frontier[0]?.house ?? certain.house);
	return { explained: false, failure: { at, reached, lastCertain: statesOf(certain.house), window, tried }, explored };
}
