/**
 * Whether what was answered about one seat can be explained: whether there is an order of the operations, each at one
 * instant between its request and its answer, in which the seat's specification gives the same answers (Wing and Gong
 * 1993). The search goes along the history and decides only when an answer forces it to ("just in time", Lowe 2017),
 * with all that may be so far as a set of configurations.
 *
 * A configuration is a state of the seat and the operations under way that have led to it. Three facts keep the set
 * small without losing an explanation:
 * - What only observes (a check, a refusal) is taken at the first state that explains it: that never forbids anything.
 * - What was never answered need not happen, so it is taken only where it changes the seat; and of two ways to the same
 *   state, the one that needed fewer of such operations can do all that the other can.
 * - Of unanswered operations of which one does all that the other does, the other is taken first.
 */
import type { Operation, SeenSeat } from "./history.ts";
import { nameOf, type SeatState, serve, showAt } from "./seat-model.ts";

/** What is settled of an unanswered operation by what other seats say: that it happened, before a step, or did not. */
export type Choice = { readonly happened: true; readonly by: number } | { readonly happened: false };

/** An operation, as far as it concerns one seat. */
export interface Part {
	readonly operation: Operation;
	/** What the answer says of the seat. */
	readonly seen: Omit<SeenSeat, "seat"> | undefined;
	/** Changes nothing, whatever it finds. */
	readonly observes: boolean;
	/** Must have happened; else it may have. */
	readonly required: boolean;
	/** The step before which it happened, if it did. */
	readonly until: number;
}

export interface SeatHistory {
	/** In the order of their beginnings. */
	readonly parts: readonly Part[];
	readonly before: SeatState;
	/** Left out when nobody looked. */
	readonly after?: SeatState | undefined;
}

export type Explanation =
	| {
			readonly explained: true;
			/** Unanswered operations that happened in every explanation, and the step by which they had. */
			readonly surely: ReadonlyMap<Operation, number>;
			/** Unanswered operations that an explanation can do without altogether: all but those above. */
			readonly restIsNeedless: boolean;
			readonly explored: number;
	  }
	| { readonly explained: false; readonly failure: Failure; readonly explored: number };

export interface Failure {
	/** The answer that nothing explains; `undefined`: what the table holds at the end. */
	readonly at: Part | undefined;
	/** States in which the seat may have been shortly before, none of which leads to the answer. */
	readonly states: readonly SeatState[];
	/** The last time when there was only one possibility, and what was not settled by then or began later. */
	readonly since: SeatState;
	readonly window: readonly Part[];
	/** Unanswered operations that were tried as an explanation. */
	readonly tried: ReadonlySet<Part>;
}

/** What the operation has to do with the seat; nothing, if it was refused because of others. */
export function partOf(operation: Operation, seat: string, choice?: Choice): Part | undefined {
	const { outcome, returnedAt = Number.POSITIVE_INFINITY } = operation;
	switch (outcome.kind) {
		case "saw":
			return { operation, seen: outcome, observes: true, required: true, until: returnedAt };
		case "refused": {
			const seen = outcome.seats.find((one) => one.seat === seat);
			return seen && { operation, seen, observes: true, required: true, until: returnedAt };
		}
		case "done": {
			const seen = outcome.seats.find((one) => one.seat === seat);
			// TTL removes dead records when it likes: it may as well have left this one.
			return { operation, seen, observes: false, required: operation.verb !== "expire", until: returnedAt };
		}
		case "unknown": {
			if (operation.verb === "check" || choice?.happened === false) return undefined;
			const { overBy = Number.POSITIVE_INFINITY } = outcome;
			const until = choice ? Math.min(choice.by, overBy) : overBy;
			return { operation, seen: undefined, observes: false, required: choice !== undefined, until };
		}
	}
}

/** The seat after the operation, if the answer can have come from a seat in this state. */
function explains({ operation, seen }: Part, state: SeatState): SeatState | undefined {
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
function looksLike(state: SeatState, { now }: Operation, seen: Part["seen"]): boolean {
	const { status, expires } = showAt(state, now);
	return (seen?.status ?? status) === status && (seen?.expires ?? expires) === expires;
}

/**
 * Finding an order is hard in general: dozens of successful changes of one seat, all under way at once, could be in any.
 * Far above what a history of requests that end needs, so that the search fails loudly instead of going on for ever.
 */
const MOST_EXPLORED = 2_000_000;

interface Configuration {
	readonly state: SeatState;
	/** Required operations under way that have happened. */
	readonly made: bigint;
	/** What is better avoided: operations that need not have happened and did, observations not explained so far. */
	readonly spent: bigint;
}

/** A part while it is under way: the bit that stands for it, and the last answer of the specification. */
interface Pending {
	readonly part: Part;
	readonly bit: bigint;
	/** Unanswered operations that are taken first where they do the same. */
	readonly spares: Pending[];
	from: SeatState | undefined;
	to: SeatState | undefined;
}

/** Explains the seat's history, or says where that fails. */
export function explainSeat({ parts, before, after }: SeatHistory): Explanation {
	const states = new Map<string, SeatState>();
	const surely = new Map<Operation, number>();
	const bits = freeBits();
	const pending = new Map<Part, Pending>();
	const tried = new Set<Part>();
	let explored = 0;

	/** Equal states are one object, so that comparing them is cheap. */
	const same = (state: SeatState): SeatState => {
		const name = nameOf(state);
		const known = states.get(name);
		if (known === undefined) states.set(name, state);
		return known ?? state;
	};

	const stateAfter = (one: Pending, state: SeatState): SeatState | undefined => {
		if (one.from !== state) {
			const to = explains(one.part, state);
			one.from = state;
			one.to = to === undefined || to === state ? to : same(to);
		}
		return one.to;
	};

	/** The configuration, with every observation taken that its state explains. */
	const observed = (state: SeatState, made: bigint, spent: bigint): Configuration => {
		explored += 1;
		if (explored > MOST_EXPLORED) throw new Error("more was under way at one seat than can be explained");
		let left = spent;
		if (left !== 0n) {
			for (const one of pending.values()) {
				if (one.part.observes && (left & one.bit) !== 0n && stateAfter(one, state)) left ^= one.bit;
			}
		}
		return { state, made, spent: left };
	};

	/** The configuration after one more operation under way, if it can be next and is worth it. */
	const taken = (one: Pending, { state, made, spent }: Configuration): Configuration | undefined => {
		const { required } = one.part;
		if (((required ? made : spent) & one.bit) !== 0n) return undefined;
		const next = stateAfter(one, state);
		if (next === undefined || (!required && next === state)) return undefined;
		if (one.spares.some((spare) => (spent & spare.bit) === 0n && stateAfter(spare, state) === next)) return undefined;
		if (required) return observed(next, made | one.bit, spent);
		tried.add(one.part);
		return observed(next, made, spent | one.bit);
	};

	let frontier: readonly Configuration[] = [{ state: same(before), made: 0n, spent: 0n }];
	let sure: Pick<Failure, "since" | "window"> = { since: before, window: [] };
	const begun: Part[] = [];

	const begin = (part: Part) => {
		const one: Pending = { part, bit: bits.take(), spares: [], from: undefined, to: undefined };
		for (const other of pending.values()) {
			if (canStandFor(part, other.part)) one.spares.push(other);
			else if (canStandFor(other.part, part)) other.spares.push(one);
		}
		pending.set(part, one);
		begun.push(part);
		if (part.observes) {
			frontier = frontier.map(({ state, made, spent }) => observed(state, made, spent | one.bit));
		}
	};

	const end = (one: Pending) => {
		pending.delete(one.part);
		for (const { spares } of pending.values()) if (spares.includes(one)) spares.splice(spares.indexOf(one), 1);
		bits.give(one.bit);
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
			if (!has) {
				visited.add(configuration);
				queue.push(configuration);
			}
		}
		const others = [...pending.values()].filter((other) => other !== one && !other.part.observes);
		const changers = others.filter((other) => changesOutcomeOf(one.part, other.part));
		for (const configuration of queue) {
			if (!observes) {
				const next = taken(one, configuration);
				if (next) reached.add(without(next, one.bit));
				// Where only unanswered operations could come before it, and none would change what comes of it, none needs to.
				if (next && required && changers.length === 0 && hasOneOutcome(one.part, configuration.state, next.state)) {
					if (
						[...pending.values()].every(
							(other) => other === one || !other.part.required || contains(configuration, other),
						)
					) {
						continue;
					}
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
	const harvest = (step: number) => {
		let common = -1n;
		for (const { spent } of frontier) common &= spent;
		if (common === 0n) return;
		let gone = 0n;
		for (const one of [...pending.values()]) {
			if (!isOptional(one.part) || (one.bit & common) === 0n) continue;
			surely.set(one.part.operation, step);
			gone |= one.bit;
			end(one);
		}
		frontier = frontier.map((configuration) => without(configuration, gone));
	};

	const failed = (at: Part | undefined): Explanation => {
		const window = [...sure.window, ...begun];
		const states = [...new Set(frontier.map(({ state }) => state))];
		return { explained: false, failure: { at, states, since: sure.since, window, tried }, explored };
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
		harvest(part.until);
		const [only] = frontier;
		if (only && frontier.length === 1) {
			const open = [...pending.values()].filter((other) => !contains(only, other));
			sure = { since: only.state, window: open.map((other) => other.part) };
			begun.length = 0;
		}
	}

	if (after) {
		const wanted = same(after);
		const reached = leastOf();
		const queue = [...frontier];
		const visited = leastOf();
		for (const configuration of queue) {
			if (configuration.state === wanted) reached.add(configuration);
			for (const one of pending.values()) {
				const next = taken(one, configuration);
				if (next && visited.add(next)) queue.push(next);
			}
		}
		if (reached.all().length === 0) return failed(undefined);
		frontier = reached.all();
		harvest(Number.POSITIVE_INFINITY);
	}
	return { explained: true, surely, restIsNeedless: frontier.some(({ spent }) => spent === 0n), explored };
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

const without = ({ state, made, spent }: Configuration, bits: bigint): Configuration => ({
	state,
	made: made & ~bits,
	spent: spent & ~bits,
});

/** Whether the operation, answered like this, leaves one state only, but for what `changesOutcomeOf` says. */
function hasOneOutcome({ operation: { verb }, seen }: Part, from: SeatState, to: SeatState): boolean {
	if (verb === "lock") return from !== to && seen?.expires !== undefined;
	return verb !== "extend" || seen?.expires !== undefined;
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
	const { verb, now, seats, expires } = one.operation;
	const { now: otherNow, expires: otherExpires } = other.operation;
	if (now === otherNow && expires === otherExpires) return true;
	if (seats.length > 1 || verb === "lock" || verb === "extend" || verb === "expire") return false;
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
	const byState = new Map<SeatState, Map<bigint, Configuration[]>>();
	return {
		/** Whether it was worth adding. */
		add: (configuration: Configuration): boolean => {
			const { state, made, spent } = configuration;
			let byMade = byState.get(state);
			if (byMade === undefined) {
				byMade = new Map();
				byState.set(state, byMade);
			}
			const rivals = byMade.get(made);
			if (rivals === undefined) {
				byMade.set(made, [configuration]);
				return true;
			}
			if (rivals.some((rival) => (rival.spent & spent) === rival.spent)) return false;
			const left = rivals.filter((rival) => (rival.spent & spent) !== spent);
			left.push(configuration);
			byMade.set(made, left);
			return true;
		},
		all: (): Configuration[] => Array.from(byState.values(), (byMade) => [...byMade.values()].flat()).flat(),
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
