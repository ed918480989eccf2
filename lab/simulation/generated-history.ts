/**
 * Correct histories from a seed, as the specification itself makes them: requests overlap, clocks are off, answers are
 * lost, packets arrive late, twice or never. The checker must accept every one of them.
 */
import type { History, Operation, Outcome, Problem, SeenSeat, Verb } from "./history.ts";
import { type Random, randomFrom } from "./random.ts";
import { AVAILABLE, type SeatState, serve, showAt } from "./seat-model.ts";

export interface Shape {
	readonly operations: number;
	readonly seats: number;
	/** How many seats make a row, which no request leaves; all of them, unless it is said. */
	readonly row?: number;
	readonly buyers: number;
	/** How likely an answer is lost. */
	readonly lost: number;
	/** How likely it is known when nothing of a lost request is under way any more. */
	readonly bounded: number;
	/**
	 * By how many steps a request may begin before its instant and be answered after it; requests are ten steps apart.
	 * A packet may be late by ten times as many.
	 */
	readonly overlap: number;
	/** How many seats a request names at most. */
	readonly party: number;
	/** How likely a second passes between two requests. */
	readonly haste: number;
}

const CLOCK_SKEW = 5;
const MAX_LOCK_SECONDS = 20;
const STEPS_APART = 10;

/** What becomes of a request without an answer. */
const FATES = ["at once", "at once", "late", "never"] as const;

const VERBS = { lock: 30, extend: 8, unlock: 8, claim: 16, release: 8, block: 4, unblock: 5, check: 18, expire: 3 };

const PROBLEM_OF: Readonly<Record<string, Problem>> = {
	extend: "not-your-lock",
	unlock: "not-your-lock",
	claim: "not-your-lock",
	release: "not-your-order",
};

/** An operation at the instant at which it reaches the table, if ever. */
interface Delivery {
	readonly operation: Operation;
	readonly at: number;
}

export function generateHistory(seed: number, shape: Shape): History {
	const random = randomFrom(seed);
	const table = new Map<string, SeatState>();
	const operations: Operation[] = [];
	const late: Delivery[] = [];
	const mostDelay = 10 * shape.overlap;
	let clock = 1_000;

	const stateOf = (seat: string) => table.get(seat) ?? AVAILABLE;
	const put = (seat: string, state: SeatState) =>
		state.status === "available" ? table.delete(seat) : table.set(seat, state);
	const add = (operation: Omit<Operation, "id">): Operation => {
		const numbered = { id: operations.length, ...operation };
		operations.push(numbered);
		return numbered;
	};

	/** All seats or none. */
	const deliver = (operation: Operation): Outcome => {
		const { seats, verb, now } = operation;
		const served = seats.map((seat) => ({ seat, to: serve(stateOf(seat), operation) }));
		const losers = served.filter(({ to }) => to === undefined).map(({ seat }) => seat);
		if (losers.length > 0) {
			const problem = PROBLEM_OF[verb] ?? "seats-unavailable";
			const tells = problem === "seats-unavailable";
			const seen = losers.map((seat): SeenSeat => ({ seat, ...(tells && showAt(stateOf(seat), now)) }));
			// Of those that stood in the way, some may go unnamed.
			return { kind: "refused", problem, seats: seen.slice(random.below(seen.length)) };
		}
		if (verb === "check") return { kind: "saw", ...showAt(stateOf(seats[0] as string), now) };
		for (const { seat, to } of served) put(seat, to ?? AVAILABLE);
		return { kind: "done", seats: seats.map((seat) => ({ seat, ...showAt(stateOf(seat), now) })) };
	};

	const lose = (request: Omit<Operation, "id">, fate: (typeof FATES)[number], at: number) => {
		const arrives = fate === "late" ? at + random.below(mostDelay) : at;
		const overBy = random.chance(shape.bounded) ? arrives + random.below(mostDelay) : undefined;
		const operation = add({ ...request, outcome: { kind: "unknown", overBy } });
		if (fate === "at once") deliver(operation);
		if (fate === "late") late.push({ operation, at: arrives });
	};

	for (let index = 1; index <= shape.operations; index++) {
		const at = index * STEPS_APART;
		if (random.chance(shape.haste)) clock += 1 + random.below(2);
		for (const { operation } of late.filter((delivery) => delivery.at < at)) deliver(operation);
		late.splice(0, late.length, ...late.filter((delivery) => delivery.at >= at));

		const request = requestOf(random, shape, stateOf, clock);
		const invokedAt = at - random.below(shape.overlap + 1);
		const answeredAt = at + random.below(shape.overlap + 1);
		const unknown = { ...request, invokedAt, returnedAt: undefined, outcome: { kind: "unknown" } } as const;
		const lost = request.verb !== "check" && random.chance(shape.lost);
		const second = request.verb !== "check" && random.chance(shape.lost);
		if (lost) {
			lose({ ...unknown, returnedAt: random.chance(0.5) ? answeredAt : undefined }, random.pick(FATES), at);
		} else {
			const outcome = deliver({ id: -1, ...unknown });
			add({ ...request, invokedAt, returnedAt: answeredAt, outcome });
		}
		if (second) lose(unknown, random.pick(["late", "never"]), at);
	}
	for (const { operation } of late) deliver(operation);
	return { operations, after: table };
}

/** A request that often makes sense for the seat as it is, and often does not. */
function requestOf(random: Random, shape: Shape, stateOf: (seat: string) => SeatState, clock: number) {
	const first = random.below(shape.seats);
	const state = stateOf(`seat ${first}`);
	const apt = random.chance(0.7);
	const verb: Verb = apt ? aptVerb(random, state) : random.weighted(VERBS);
	const single = verb === "check" || verb === "expire";
	const { row = shape.seats } = shape;
	const size = single ? 1 : Math.min(row, 1 + random.below(shape.party));
	const begin = first - (first % row);
	const seats = Array.from({ length: size }, (_, index) => `seat ${begin + ((first - begin + index) % row)}`);
	const buyer = random.below(shape.buyers);
	const token = apt && "token" in state && state.token !== undefined ? state.token : `buyer ${buyer}`;
	const now = clock + random.below(2 * CLOCK_SKEW + 1) - CLOCK_SKEW;
	const seconds = 1 + random.below(8);
	return { verb, seats, by: byOf(random, verb, token), now, ...termsOf(verb, now + seconds) };
}

function aptVerb(random: Random, state: SeatState): Verb {
	switch (state.status) {
		case "available":
			return "lock";
		case "locked":
			return random.weighted({ claim: 4, extend: 2, unlock: 1, lock: 1, expire: 1 });
		case "sold":
			return random.weighted({ claim: 1, release: 2, check: 1 });
		case "blocked":
			return random.weighted({ unblock: 2, block: 1 });
	}
}

function byOf(random: Random, verb: Verb, token: string): Operation["by"] {
	switch (verb) {
		case "lock":
		case "extend":
		case "unlock":
			return { token };
		case "claim":
			return random.chance(0.8) ? { token, order: `order of ${token}` } : { token };
		case "release":
			return random.chance(0.5) ? { token } : { order: `order of ${token}` };
		case "block":
			return { reason: random.chance(0.5) ? "house seat" : "broken" };
		default:
			return {};
	}
}

function termsOf(verb: Verb, expires: number): Pick<Operation, "expires" | "maxLockSeconds"> {
	if (verb === "lock") return { expires };
	return verb === "extend" ? { expires, maxLockSeconds: MAX_LOCK_SECONDS } : {};
}
