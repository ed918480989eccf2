/** The checker against correct histories, and against a slow checker that tries every order. */
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { checkHistory } from "./check-history.ts";
import { generateHistory, type Shape } from "./generated-history.ts";
import type { History, Operation, Outcome } from "./history.ts";
import { type Random, randomFrom } from "./random.ts";
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
import {
	ANN_BUYS,
	ann,
	BOTH,
	check,
	claim,
	during,
	expire,
	extend,
	isLocked,
	lock,
	lockedUntil,
	lost,
	refused,
	release,
	type Step,
	story,
	unlock,
} from "./story.ts";
import { format } from "./violation.ts";

const SEEDS = fc.integer({ min: 1, max: 2 ** 31 });

const CROWDED: Shape = {
	operations: 100,
	seats: 4,
	buyers: 3,
	lost: 0.1,
	bounded: 0.7,
	overlap: 40,
	party: 3,
	haste: 0.3,
};

const reports = (history: History) => checkHistory(history).violations.map(format);

test("the checker accepts a correct history, however requests overlap and whatever is lost, late or repeated", () => {
	fc.assert(
		fc.property(SEEDS, (seed) => {
			expect(reports(generateHistory(seed, CROWDED))).toEqual([]);
		}),
		{ numRuns: 150 },
	);
});

test("the checker accepts a correct history if it is unknown how late a packet can be", () => {
	fc.assert(
		fc.property(SEEDS, (seed) => {
			expect(reports(generateHistory(seed, { ...CROWDED, operations: 50, bounded: 0 }))).toEqual([]);
		}),
		{ numRuns: 150 },
	);
});

const SMALL: Shape = { ...CROWDED, operations: 5, seats: 1, buyers: 2, lost: 0.25, overlap: 25, party: 1 };

test.each([
	["one seat", SMALL],
	["three seats", { ...SMALL, seats: 3, party: 2, lost: 0.35 }],
])("for %s, the checker accepts exactly the histories that some order explains", (_, shape) => {
	const counts = { accepted: 0, rejected: 0 };
	fc.assert(
		fc.property(SEEDS, (seed) => {
			const history = spoil(randomFrom(seed), generateHistory(seed, shape));

			const isAccepted = reports(history).length === 0;

			expect(isAccepted).toBe(isExplained(history));
			counts[isAccepted ? "accepted" : "rejected"] += 1;
		}),
		{ numRuns: 3_000 },
	);
	expect(Math.min(counts.accepted, counts.rejected)).toBeGreaterThan(300);
});

const SUSPICIOUS_BUT_CORRECT: readonly (readonly [string, readonly Step[] | History])[] = [
	["clocks disagree about who has the seat", [ann, lock("bob", { now: 110, until: 120 }), isLocked(104, 120)]],
	[
		"a lock arrives after its own end, and then a claim with an equally old clock",
		[lost(ann), lost(claim("ann", { now: 109 })), check("available", { now: 500 }), check("sold", { now: 500 })],
	],
	[
		"a release happens, its answer is lost, and its retry meets the next buyer",
		[...ANN_BUYS, lost(release({ token: "ann" })), lock("bob"), refused(release({ token: "ann" })), claim("bob")],
	],
	[
		"the retry of a claim is refused after the refund",
		[...ANN_BUYS, release({ order: "order of ann" }), refused(claim("ann"))],
	],
	["a claim is sent twice at once", [ann, during(10, 30, claim("ann")), during(10, 30, claim("ann"))]],
	[
		"the retry of a lock gets the end of a later extension",
		[ann, extend("ann", { until: 115 }), lock("ann", { now: 103, until: 113, given: 115 })],
	],
	[
		"two extensions overlap",
		[
			ann,
			during(10, 30, extend("ann", { until: 115, given: 118 })),
			during(10, 30, extend("ann", { until: 118 })),
			isLocked(100, 118),
		],
	],
	[
		"TTL's clock is ahead of the function's",
		[ann, expire(112), refused(claim("ann", { now: 108 })), check("available", { now: 108 })],
	],
	[
		"a refusal names one of the two seats that caused it",
		[lock("bob", { seats: BOTH }), refused(lock("ann", { seats: BOTH }), lockedUntil(110), ["b"])],
	],
	[
		"an unlock without an answer meets one locked and one available seat",
		[ann, lost(unlock("ann", { seats: BOTH })), check("available"), check("available", { seat: "b" })],
	],
	[
		"a seat is sold twice, with a release without an answer in between",
		[...ANN_BUYS, lost(release({ token: "ann" })), lock("bob"), claim("bob")],
	],
	["a check may see either side of a claim under way", [ann, during(10, 60, claim("ann")), isLocked(), check("sold")]],
	[
		// Only the claim with the earlier clock can sell the shorter lock, so the search must keep it for that lock.
		"of two claims without an answer, the one with the earlier clock is needed later, for the shorter lock",
		[
			lost(claim("ann", { now: 112 })),
			lost(claim("ann", { now: 105 })),
			lock("ann", { until: 120 }),
			check("sold"),
			release({ token: "ann" }),
			ann,
			check("sold"),
		],
	],
	[
		"of two claims without an answer, the one with the earlier clock is needed later, although it was sent first",
		[
			lost(claim("ann", { now: 105 })),
			lost(claim("ann", { now: 112 })),
			lock("ann", { until: 120 }),
			check("sold"),
			release({ token: "ann" }),
			ann,
			check("sold"),
		],
	],
];

test.each(SUSPICIOUS_BUT_CORRECT)("the checker accepts this: %s", (_, history) => {
	expect(reports("operations" in history ? history : story(history))).toEqual([]);
});

test("a report names the promise and the seat, and shows only the operations that cannot be explained", () => {
	const busy = [lock("ann", { seats: BOTH }), check("available", { seat: "c" }), isLocked(), isLocked(105)];
	const history = story([...busy, lost(unlock("bob")), claim("bob", { seats: BOTH }), isLocked(), isLocked()]);

	expect(reports(history)).toEqual([
		[
			"I3: seat a: #5 (claim) succeeded at 100, but the seat was locked by ann over [100, 110)",
			"  seat a was locked by ann over [100, 110)",
			"  #5 [50, 55] claim a b by bob order of bob, now 100: done: a sold, b sold",
		].join("\n"),
		[
			"I3: seat b: #5 (claim) succeeded at 100, but the seat was locked by ann over [100, 110)",
			"  seat b was locked by ann over [100, 110)",
			"  #5 [50, 55] claim a b by bob order of bob, now 100: done: a sold, b sold",
		].join("\n"),
	]);
});

test("the search visits few configurations per operation if requests spread over many seats", () => {
	const shape = {
		operations: 20_000,
		seats: 200,
		row: 8,
		buyers: 100,
		lost: 0.02,
		bounded: 1,
		overlap: 1_000,
		party: 3,
		haste: 0.005,
	};
	const history = generateHistory(1, shape);

	const { violations, explored } = checkHistory(history);

	expect(violations).toEqual([]);
	expect(explored).toBeLessThan(4 * history.operations.length);
});

test("the search does not explode with twelve requests without an answer at one seat", () => {
	const buyers = ["ann", "bob", "eve"];
	const unanswered = buyers.flatMap((buyer) => [
		lost(lock(buyer, { until: 130 })),
		lost(extend(buyer, { until: 140 })),
		lost(claim(buyer)),
		lost(unlock(buyer)),
	]);
	const rounds = Array.from({ length: 30 }, () => [
		lock("dan"),
		claim("dan"),
		release({ token: "dan" }),
		check("available"),
		lock("ann"),
		unlock("ann"),
	]);

	const { violations, explored } = checkHistory(story([...unanswered, ...rounds.flat()], {}));

	expect(violations).toEqual([]);
	expect(explored).toBeLessThan(180 * 400);
});

test("the search does not explode with twelve answered requests at once", () => {
	const buyers = Array.from({ length: 12 }, (_, index) => `buyer ${index}`);
	const [holder = "", ...others] = buyers;
	const steps = [
		...others.map((buyer) => during(0, 100, refused(lock(buyer), lockedUntil(110)))),
		during(0, 100, lock(holder)),
		...others.map((buyer) => during(0, 100, refused(claim(buyer)))),
		during(0, 100, unlock(holder)),
	];

	const { violations, explored } = checkHistory(story(steps, {}));

	expect(violations).toEqual([]);
	expect(explored).toBeLessThan(1_000);
});

/** Changes one operation of a history, which mostly but not always makes it wrong. */
function spoil(random: Random, history: History): History {
	const at = random.below(history.operations.length + 1);
	const spoilt = history.operations.map((operation, index) => (index === at ? spoilOne(random, operation) : operation));
	return { ...history, operations: spoilt };
}

function spoilOne(random: Random, operation: Operation): Operation {
	const { verb, now, returnedAt, seats, by, outcome } = operation;
	if (outcome.kind === "unknown" && random.chance(0.5)) {
		return { ...operation, outcome: { kind: "unknown", overBy: operation.invokedAt + random.below(30) } };
	}
	switch (random.below(6)) {
		case 0:
			return { ...operation, now: now + random.pick([-3, -1, 1, 3]) };
		case 1:
			return { ...operation, by: { ...by, ...("token" in by && { token: `buyer ${random.below(2)}` }) } };
		case 2:
			return { ...operation, returnedAt: returnedAt && Math.max(operation.invokedAt, returnedAt - random.below(40)) };
		case 3: {
			const status = random.pick(["available", "locked", "sold", "blocked"]);
			if (outcome.kind === "saw") return { ...operation, outcome: { kind: "saw", status, expires: outcome.expires } };
			if (outcome.kind !== "done") return operation;
			return { ...operation, outcome: { kind: "done", seats: outcome.seats.map((one) => ({ ...one, status })) } };
		}
		case 4: {
			if (outcome.kind !== "done" || verb === "expire") return operation;
			const problem = {
				release: "not-your-order",
				claim: "not-your-lock",
				extend: "not-your-lock",
				unlock: "not-your-lock",
				change: "not-as-expected",
			};
			const spoilt = problem[verb as keyof typeof problem] ?? "seats-unavailable";
			const showsState = spoilt === "seats-unavailable" || spoilt === "not-as-expected";
			const state = showsState ? { status: "sold" } : {};
			const named = seats.slice(random.below(seats.length)).map((seat) => ({ seat, ...state }));
			return { ...operation, outcome: { kind: "refused", problem: spoilt, seats: named } as Outcome };
		}
		default: {
			if (outcome.kind !== "refused" || verb === "lock" || verb === "extend") return operation;
			const made = verb === "claim" || verb === "sell" ? "sold" : verb === "block" ? "blocked" : "available";
			const done = seats.map((seat, index) => ({ seat, status: operation.changes?.[index]?.to.status ?? made }));
			return { ...operation, outcome: { kind: "done", seats: done } };
		}
	}
}

/** Whether an order of all operations, each at one instant for all its seats, explains the history. Tries every order. */
function isExplained({ operations, after }: History): boolean {
	const last = (one: Operation) =>
		(one.outcome.kind === "unknown" ? one.outcome.overBy : one.returnedAt) ?? Number.POSITIVE_INFINITY;
	const isRequired = ({ outcome, verb }: Operation) => outcome.kind !== "unknown" && verb !== "expire";

	const canContinue = (placed: readonly Operation[], seats: ReadonlyMap<string, SeatState>): boolean => {
		const rest = operations.filter((one) => !placed.includes(one));
		if (!rest.some(isRequired) && isSameHouse(seats, after)) return true;
		return rest.some((one) => {
			if (rest.some((other) => isRequired(other) && last(other) < one.invokedAt)) return false;
			if (placed.some((other) => last(one) < other.invokedAt)) return false;
			const next = applied(one, seats);
			return next !== undefined && canContinue([...placed, one], next);
		});
	};
	return canContinue([], new Map());
}

function applied(one: Operation, house: ReadonlyMap<string, SeatState>): ReadonlyMap<string, SeatState> | undefined {
	const { outcome, now } = one;
	const at = (seat: string) => house.get(seat) ?? AVAILABLE;
	const fits = (seat: string, state: SeatState, exact: boolean) => {
		const seen =
			outcome.kind === "saw" ? outcome : "seats" in outcome && outcome.seats.find((other) => other.seat === seat);
		if (!seen) return true;
		const shown = showAt(state, now);
		const facts: Record<string, unknown> = { ...factsAt(state, now) };
		const hidden = Object.entries(seen).filter(([name]) => ["order", "reason", "lockedAt"].includes(name));
		if (hidden.some(([name, value]) => value !== undefined && value !== facts[name])) return false;
		if (seen.status !== undefined && seen.status !== shown.status) return false;
		return exact || seen.expires !== undefined ? seen.expires === shown.expires : true;
	};
	const requests = one.seats.map((seat) => requestAt(one, seat));
	const together = serveAll(one.seats.map(at), requests);
	const served = one.seats.map((seat) => [seat, serve(at(seat), requestAt(one, seat))] as const);
	switch (outcome.kind) {
		case "saw":
			return one.seats.every((seat) => fits(seat, at(seat), true)) ? house : undefined;
		case "refused": {
			const named = outcome.seats.map(({ seat }) => seat);
			if (one.verb === "change") {
				const isCause = (seat: string, index: number) => {
					const { change } = requests[index] ?? {};
					const isAsExpected = change !== undefined && isExpected(at(seat), change, one);
					return !named.includes(seat) || (!isAsExpected && fits(seat, at(seat), false));
				};
				return together === undefined && one.seats.every(isCause) ? house : undefined;
			}
			const refused = served.every(
				([seat, to]) => !named.includes(seat) || (to === undefined && fits(seat, at(seat), false)),
			);
			return refused ? house : undefined;
		}
		default: {
			if (together === undefined) return undefined;
			const after = one.seats.map((seat, index) => [seat, together[index] ?? AVAILABLE] as const);
			if (one.verb !== "expire" && after.some(([seat, to]) => !fits(seat, to, false))) return undefined;
			return new Map([...house, ...after]);
		}
	}
}

function isSameHouse(house: ReadonlyMap<string, SeatState>, after: History["after"]): boolean {
	const seats = [...house.keys(), ...(after?.keys() ?? [])];
	return seats.every((seat) => nameOf(house.get(seat) ?? AVAILABLE) === nameOf(after?.get(seat) ?? AVAILABLE));
}
