/**
 * Generates correct histories from a seed by running the specification: requests overlap, clocks are wrong, answers are
 * lost, packets arrive late, twice or never. The checker must accept every one of them.
 */
import type { History, Operation, Outcome, Problem, SeatChange, SeenSeat, Verb } from "./history.ts";
import { type Random, randomFrom } from "./random.ts";
import { AVAILABLE, factsAt, isExpected, requestAt, type SeatState, serve, serveAll, showAt } from "./seat-model.ts";

export interface Shape {
	readonly operations: number;
	readonly seats: number;
	/** The seats in a row; all seats of a request are in one row. Default: one row. */
	readonly row?: number;
	readonly buyers: number;
	/** The probability that an answer is lost. */
	readonly lost: number;
	/** The probability that a lost request has a known step after which nothing of it is under way. */
	readonly bounded: number;
	/**
	 * The most steps between the beginning of a request and its instant, and between that and its answer. Requests are
	 * ten steps apart, and a packet may be late by ten times the overlap.
	 */
	readonly overlap: number;
	/** The most seats in one request. */
	readonly party: number;
	/** The probability that the clock moves on between two requests. */
	readonly haste: number;
}

const CLOCK_SKEW_SECONDS = 5;
const MAX_LOCK_SECONDS = 20;
const STEPS_APART = 10;

/** The fates of a request without an answer. */
const FATES = ["at once", "at once", "late", "never"] as const;

const VERBS = {
	lock: 30,
	extend: 8,
	unlock: 8,
	claim: 16,
	sell: 10,
	change: 16,
	release: 8,
	block: 4,
	unblock: 5,
	check: 18,
	expire: 3,
};

const PROBLEM_OF: Readonly<Record<string, Problem>> = {
	extend: "not-your-lock",
	unlock: "not-your-lock",
	claim: "not-your-lock",
	release: "not-your-order",
	change: "not-as-expected",
};

/** Problems that show the seats as they are, and verbs whose refusals show a seller more. */
const SHOWN: ReadonlySet<Problem> = new Set(["seats-unavailable", "not-as-expected"]);
const SELLERS: ReadonlySet<Verb> = new Set(["sell", "change", "block", "unblock"]);

/** A late operation and the step at which it reaches the table. */
interface Delivery {
	readonly operation: Operation;
	readonly at: number;
}

export function generateHistory(seed: number, shape: Shape): History {
	const random = randomFrom(seed);
	const table = new Map<string, SeatState>();
	const operations: Operation[] = [];
	const late: Delivery[] = [];
	const mostDelaySteps = 10 * shape.overlap;
	let clock = 1_000;

	const stateOf = (seat: string) => table.get(seat) ?? AVAILABLE;
	const put = (seat: string, state: SeatState) =>
		state.status === "available" ? table.delete(seat) : table.set(seat, state);
	const add = (operation: Omit<Operation, "id">): Operation => {
		const numbered = { id: operations.length, ...operation };
		operations.push(numbered);
		return numbered;
	};

	/** Serves all seats of the request or none. */
	const deliver = (operation: Operation): Outcome => {
		const { seats, verb, now } = operation;
		const requests = seats.map((seat) => requestAt(operation, seat));
		const served = serveAll(seats.map(stateOf), requests);
		if (served === undefined) {
			const isInTheWay = (seat: string, index: number) => {
				const { change } = requests[index] ?? {};
				return change ? !isExpected(stateOf(seat), change, operation) : !serve(stateOf(seat), operation);
			};
			const problem = PROBLEM_OF[verb] ?? "seats-unavailable";
			const show = SELLERS.has(verb) ? factsAt : showAt;
			const seen = seats
				.filter(isInTheWay)
				.map((seat): SeenSeat => ({ seat, ...(SHOWN.has(problem) && show(stateOf(seat), now)) }));
			// A refusal need not name every seat that caused it.
			return { kind: "refused", problem, seats: seen.slice(random.below(seen.length)) };
		}
		if (verb === "check") return { kind: "saw", ...showAt(stateOf(seats[0] as string), now) };
		for (const [index, seat] of seats.entries()) put(seat, served[index] ?? AVAILABLE);
		return { kind: "done", seats: seats.map((seat) => ({ seat, ...showAt(stateOf(seat), now) })) };
	};

	const lose = (request: Omit<Operation, "id">, fate: (typeof FATES)[number], at: number) => {
		const arrives = fate === "late" ? at + random.below(mostDelaySteps) : at;
		const overBy = random.chance(shape.bounded) ? arrives + random.below(mostDelaySteps) : undefined;
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

/** A request that mostly, but not always, suits the state of its first seat. */
function requestOf(random: Random, shape: Shape, stateOf: (seat: string) => SeatState, clock: number) {
	const first = random.below(shape.seats);
	const state = stateOf(`seat ${first}`);
	const isSuitable = random.chance(0.7);
	const verb: Verb = isSuitable ? suitableVerb(random, state) : random.weighted(VERBS);
	const isForOneSeat = verb === "check" || verb === "expire";
	const { row = shape.seats } = shape;
	const size = isForOneSeat ? 1 : Math.min(row, 1 + random.below(shape.party));
	const begin = first - (first % row);
	const seats = Array.from({ length: size }, (_, index) => `seat ${begin + ((first - begin + index) % row)}`);
	const buyer = random.below(shape.buyers);
	const token = isSuitable && "token" in state && state.token !== undefined ? state.token : `buyer ${buyer}`;
	const now = clock + random.below(2 * CLOCK_SKEW_SECONDS + 1) - CLOCK_SKEW_SECONDS;
	const seconds = 1 + random.below(8);
	const changes =
		verb === "change" &&
		changesOf(
			random,
			seats.map((seat) => stateOf(seat)),
			token,
		);
	const what = { verb, seats, by: byOf(random, verb, token), ...(changes && { changes }), now };
	return { ...what, ...termsOf(verb, now + seconds) };
}

function suitableVerb(random: Random, state: SeatState): Verb {
	switch (state.status) {
		case "available":
			return random.weighted({ lock: 5, sell: 1, change: 1 });
		case "locked":
			return random.weighted({ claim: 4, extend: 2, unlock: 1, lock: 1, change: 2, expire: 1 });
		case "sold":
			return random.weighted({ claim: 1, sell: 1, change: 3, release: 2, check: 1 });
		case "blocked":
			return random.weighted({ unblock: 2, block: 1, sell: 1, change: 1 });
		case "gone":
			return "check";
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
		case "sell":
			return {
				order: `order of ${token}`,
				...(random.chance(0.3) && { token }),
				...(random.chance(0.5) && { reason: "house seat" }),
			};
		case "unblock":
			return random.chance(0.5) ? {} : { reason: "house seat" };
		case "block":
			return { reason: random.chance(0.5) ? "house seat" : "broken" };
		default:
			return {};
	}
}

/** A change that mostly expects the seats as they are, of few kinds, so that it is often one that has happened already. */
function changesOf(random: Random, states: readonly SeatState[], token: string): SeatChange[] {
	const isRight = random.chance(0.8);
	const order = `order of ${token}`;
	const [first, others] = random.pick<readonly [SeatChange["to"], SeatChange["to"]]>([
		[{ status: "available" }, { status: "available" }],
		[
			{ status: "sold", order },
			{ status: "sold", order },
		],
		[{ status: "available" }, { status: "sold", order }],
		[{ status: "blocked", reason: "house seat" }, { status: "available" }],
		[
			{ status: "locked", token, seconds: 4 },
			{ status: "locked", token, seconds: 4 },
		],
	]);
	return states.map((state, index) => ({
		from: isRight ? asItIs(state) : { status: "sold", order },
		to: index === 0 ? first : others,
	}));
}

function asItIs(state: SeatState): SeatChange["from"] {
	switch (state.status) {
		case "locked":
			return { status: state.status, expires: state.expires };
		case "sold":
			return { status: state.status, order: state.order ?? null };
		case "blocked":
			return state;
		default:
			return { status: "available" };
	}
}

function termsOf(verb: Verb, expires: number): Pick<Operation, "expires" | "maxLockSeconds"> {
	if (verb === "lock") return { expires };
	return verb === "extend" ? { expires, maxLockSeconds: MAX_LOCK_SECONDS } : {};
}
