/**
 * Each verb's rule in domain/ and what the store writes by it must agree, whatever record is in the way and however close
 * its end is (I1, I2, I3, I5). What counts is what the table holds afterwards.
 */
import { isDeepStrictEqual } from "node:util";
import { beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Refused } from "../../domain/refusal.ts";
import { type Seat, seatKey } from "../../domain/seat.ts";
import { factsOf, type SeatRecord, stateOf } from "../../domain/seat-record.ts";
import {
	block,
	change,
	claim,
	type Expected,
	extend,
	lock,
	refusalOf,
	release,
	sell,
	unblock,
	unlock,
	type Verb,
	type Wanted,
} from "../../domain/verbs.ts";
import { findEvent } from "../../store/event.ts";
import { eachBy, type Move, moveSeats, type Place } from "../../store/move-seats.ts";
import { newSightings } from "../../store/sightings.ts";
import { putSeatRecords, seatRecords } from "../support/records.ts";
import { anInstant, anOrder, aReason, aRecord, aTokenHash, NOW } from "../support/records-at-random.ts";
import { seat } from "../support/seats.ts";
import { newSale } from "../support/service.ts";
import { judge } from "../support/verdicts.ts";

/** Requests drawn for each verb, and sent at once: the way to the engine and back takes the time. */
const REQUESTS = 90;
const AT_ONCE = 20;

/** A change is drawn more often, because it depends on each of its seats. */
const CHANGES = 250;

/** Prints with every failure; `SEED=… npm test -- test/store/verbs` draws the same requests again. */
const SEED = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));

/** One request at random: what it wants, and what its seats' records are. */
interface Case {
	readonly now: number;
	readonly tokenHash: string;
	readonly order: string | undefined;
	readonly reason: string;
	readonly expires: number;
	readonly maxLockSeconds: number;
	readonly records: readonly (SeatRecord | undefined)[];
	/** The records that the seats start with by their plan. */
	readonly starts: readonly (SeatRecord | undefined)[];
}

let place: Place;
const starts = new Map<string, SeatRecord>();

beforeAll(async () => {
	const { runtime } = await newSale();
	const event = await findEvent(runtime, "distant-worlds", {});
	place = { ...event, startOf: (one) => starts.get(seatKey(one)) };
});

/** A release proves which sale it means by its order, and by its token where it gives none, or by both. */
const proofOf = ({ order, tokenHash }: Case) =>
	order === "4712" ? { order, tokenHash } : order ? { order } : { tokenHash };

const verbs: Record<string, (request: Case) => Verb> = {
	lock: (request) => lock(request, request.now),
	extend: (request) => extend(request, request.now),
	unlock: ({ tokenHash, now }) => unlock(tokenHash, now),
	claim: (request) => claim(request, request.now),
	release: (request) => release(proofOf(request), request.now),
	block: ({ reason, now }) => block(reason, now),
	unblock: ({ now }) => unblock(undefined, now),
	"unblock for a reason": ({ reason, now }) => unblock(reason, now),
	sell: ({ order = "4713", reason, now }) => sell({ order, reason }, now),
	"sell with a token and a reason": ({ order = "4713", tokenHash, reason, now }) =>
		sell({ order, tokenHash, reason }, now),
	"sell with a token": ({ order = "4713", tokenHash, now }) => sell({ order, tokenHash }, now),
};

/** A document brings no tokens. */
const aStart = aRecord.map((record) => {
	if (record === undefined || record.status === "blocked") return record;
	const { tokenHash: _, ...start } = record;
	return start;
});

const requestFor = (seats: number): fc.Arbitrary<Case> =>
	fc
		.record({
			now: anInstant,
			tokenHash: aTokenHash,
			order: anOrder,
			reason: aReason,
			seconds: fc.integer({ min: 1, max: 4 }),
			maxLockSeconds: fc.integer({ min: 2, max: 8 }),
			records: fc.array(aRecord, { minLength: seats, maxLength: seats }),
			starts: fc.array(fc.option(aStart, { nil: undefined }), { minLength: seats, maxLength: seats }),
		})
		.map(({ seconds, ...request }) => ({ ...request, expires: request.now + seconds }));

/** Gives fresh seats the records of each request, lets the store do what is asked, and compares all with the rule. */
async function differences(name: string, verbFor: (request: Case) => Verb, seatsEach: number) {
	const cases = fc.sample(requestFor(seatsEach), { numRuns: REQUESTS, seed: SEED }).map((request, index) => ({
		request,
		verb: verbFor(request),
		seats: request.records.map((_, number) => seat(`${name} ${seatsEach}`, `${index}-${number}`)),
	}));
	for (const { request, seats } of cases) {
		for (const [number, one] of seats.entries()) {
			const start = request.starts[number];
			if (start) starts.set(seatKey(one), start);
		}
	}
	await putSeatRecords(
		place.table.name,
		cases.flatMap(({ request, seats }) => seats.map((one, number) => [one, itemOf(request, number)] as const)),
	);

	const results: object[] = [];
	for (let first = 0; first < cases.length; first += AT_ONCE) {
		const group = cases.slice(first, first + AT_ONCE);
		results.push(...(await Promise.all(group.map(({ request, verb, seats }) => resultOf(seats, verb, request.now)))));
	}

	const after = await seatRecords(
		place.table.name,
		cases.flatMap(({ seats }) => seats),
	);
	return cases.flatMap(({ request, verb, seats }, index) => {
		const records = after.slice(index * seatsEach, (index + 1) * seatsEach);
		const actual = { result: results[index], records };
		const expected = expectedOf(verb, request, seats);
		return isDeepStrictEqual(actual, expected) ? [] : [{ seed: SEED, request, expected, actual }];
	});
}

const resultOf = (seats: readonly Seat[], verb: Verb, now: number) => resultOfMoves(eachBy(verb, seats), now);

async function resultOfMoves(moves: readonly Move[], now: number): Promise<object> {
	try {
		return { seats: await moveSeats(place, moves as [Move, ...Move[]], now, newSightings(Date.now)) };
	} catch (error) {
		if (error instanceof Refused) return { refusal: error.refusal };
		throw error;
	}
}

/** The record of a seat that starts taken says what it replaced. */
function itemOf({ records, starts }: Case, index: number): SeatRecord | undefined {
	const record = records[index];
	const start = starts[index];
	return record && start ? { ...record, ...{ start } } : record;
}

/** What the rule says must come of a request: whole or not at all (I4). A seat without a record is as it starts. */
function expectedOf(verb: Verb, request: Case, seats: readonly Seat[]) {
	const { records: written, starts, now } = request;
	const records = written.map((_, index) => itemOf(request, index));
	const judged = written.map((given, index) => {
		const record = given ?? starts[index];
		return { seat: seats[index] as Seat, record, ...judge(verb, record) };
	});
	const obstacles = judged.filter(({ verdict }) => verdict === "refuses");
	if (obstacles.length > 0) {
		const named = obstacles.map(({ seat, record }) => ({ seat, record }));
		return { result: { refusal: refusalOf(verb, named, now) }, records };
	}
	const after = judged.map((one) => (one.verdict === "refuses" ? undefined : one.after));
	return {
		result: { seats: judged.map(({ seat }, index) => ({ ...seat, ...stateOf(after[index], now) })) },
		records: judged.map(({ verdict }, index) => {
			const start = starts[index];
			if (verdict === "keeps") return records[index];
			return start ? { ...(after[index] ?? { status: "available" as const }), ...{ start } } : after[index];
		}),
	};
}

describe.each(Object.entries(verbs))("%s: what the store writes is what the rule says", (name, verbFor) => {
	test(`${name} of one seat leaves the record that its rule says`, async () => {
		expect(await differences(name, verbFor, 1)).toEqual([]);
	});

	test(`${name} of two seats in one transaction moves both or neither (I4)`, async () => {
		expect(await differences(name, verbFor, 2)).toEqual([]);
	});
});

describe("change: what the store writes is what the contract says (§4.2)", () => {
	interface Change {
		readonly from: Expected;
		readonly to: Wanted;
		readonly record: SeatRecord | undefined;
		readonly start: SeatRecord | undefined;
	}
	interface ChangeCase {
		readonly now: number;
		readonly changes: readonly Change[];
	}

	const anEnd = fc.integer({ min: NOW - 1, max: NOW + 4 });
	const anExpected: fc.Arbitrary<Expected> = fc.oneof(
		fc.constant({ status: "available" } as const),
		fc.record({ status: fc.constant("locked" as const), expires: anEnd }),
		fc.record({ status: fc.constant("sold" as const), order: anOrder.map((order) => order ?? null) }),
		fc.record({ status: fc.constant("blocked" as const), reason: aReason }),
	);
	const aWanted: fc.Arbitrary<Wanted> = fc.oneof(
		fc.constant({ status: "available" } as const),
		fc.record({
			status: fc.constant("locked" as const),
			tokenHash: aTokenHash,
			seconds: fc.integer({ min: 1, max: 4 }),
		}),
		fc.record({ status: fc.constant("sold" as const), order: fc.constantFrom("4711", "4712") }),
		fc.record({ status: fc.constant("blocked" as const), reason: aReason }),
	);
	/** Exactly what the seat is, so that many changes succeed; sometimes by its instants, too. */
	const asItIs = (record: SeatRecord | undefined, now: number, isPrecise: boolean): Expected => {
		const facts = factsOf(record, now);
		const { status, order = null, reason = "", expires = 0, soldAt, lockedAt } = facts;
		if (status === "sold") return { status, order, ...(isPrecise && { soldAt }) };
		if (status === "locked") return { status, expires, ...(isPrecise && { lockedAt }) };
		return status === "blocked" ? { status, reason } : { status: "available" };
	};
	/** Mostly the same that the seat is, so that many changes are repeats. */
	const asItIsAlready = (record: SeatRecord | undefined, other: Wanted, now: number): Wanted => {
		const { status, order, reason } = factsOf(record, now);
		if (status === "sold") return order === undefined ? other : { status, order };
		if (status === "blocked") return { status, reason: reason ?? "" };
		return status === "available" ? { status } : other;
	};
	const aCase = (count: number): fc.Arbitrary<ChangeCase> =>
		fc.record({ now: anInstant, kind: fc.constantFrom("from", "to", "any", "mixed") }).chain(({ now, kind }) =>
			fc
				.array(
					fc.record({
						record: aRecord,
						start: fc.option(aStart, { nil: undefined }),
						from: anExpected,
						to: aWanted,
						own: fc.constantFrom("from", "to", "any"),
						isPrecise: fc.boolean(),
					}),
					{ minLength: count, maxLength: count },
				)
				.map((seats) => ({
					now,
					changes: seats.map(({ record, start, from, to, own, isPrecise }): Change => {
						const is = record ?? start;
						const what = kind === "mixed" ? own : kind;
						return {
							record,
							start,
							from: what === "from" ? asItIs(is, now, isPrecise) : from,
							to: what === "to" ? asItIsAlready(is, to, now) : to,
						};
					}),
				})),
		);

	/** Whether the seat is exactly as expected, by the contract's words, and not as the request makes it. */
	function isAsExpected(
		record: SeatRecord | undefined,
		{ from, to }: Pick<Change, "from" | "to">,
		now: number,
	): boolean {
		const facts: Record<string, unknown> = { ...factsOf(record, now) };
		const mayBeMade = from.status === "locked" && from.lockedAt === undefined && isAsMade(record, to);
		if (mayBeMade) return false;
		return Object.entries(from).every(([name, value]) => value === undefined || facts[name] === (value ?? undefined));
	}

	/** A lock of this token and of exactly this length may be the one that the request made. */
	function isAsMade(record: SeatRecord | undefined, to: Wanted): boolean {
		if (record?.status !== "locked" || to.status !== "locked") return false;
		return record.tokenHash === to.tokenHash && record.expires === record.lockedAt + to.seconds;
	}

	/** A lock is as wanted if it is of this token and has the whole length. */
	function isAsWanted(record: SeatRecord | undefined, to: Wanted, now: number): boolean {
		const facts = factsOf(record, now);
		if (facts.status !== to.status) return false;
		if (to.status === "sold") return facts.order === to.order;
		if (to.status === "blocked") return facts.reason === to.reason;
		if (to.status === "available" || record?.status !== "locked") return true;
		return record.tokenHash === to.tokenHash && record.expires >= record.lockedAt + to.seconds;
	}

	function recordMade({ from, to, start }: Change, record: SeatRecord | undefined, now: number) {
		const kept = (name: string) => (record as Record<string, unknown> | undefined)?.[name];
		const own = start && { start };
		switch (to.status) {
			case "available":
				return start && { status: "available", ...own };
			case "locked":
				return { status: "locked", tokenHash: to.tokenHash, lockedAt: now, expires: now + to.seconds, ...own };
			case "blocked":
				return { ...to, ...own };
			case "sold": {
				const isSame = from.status === "sold" && (from.order === null || from.order === to.order);
				const inherited = isSame && kept("tokenHash") !== undefined && { tokenHash: kept("tokenHash") };
				return { ...to, soldAt: isSame ? kept("soldAt") : now, ...inherited, ...own };
			}
		}
	}

	/** Nothing else than what the contract says: all from, or all as wanted already, or refused with those in the way. */
	function expectedOf({ now, changes }: ChangeCase, seats: readonly Seat[]) {
		const records = changes.map(({ record, start }) => (record && start ? { ...record, ...{ start } } : record));
		const met = changes.map(({ record, start }) => record ?? start);
		const isMoved = changes.every((one, index) => isAsExpected(met[index], one, now));
		if (isMoved) {
			const after = changes.map((one, index) => recordMade(one, met[index], now));
			const states = after.map((record) => stateOf(record as SeatRecord | undefined, now));
			return { result: { seats: seats.map((seat, index) => ({ ...seat, ...states[index] })) }, records: after };
		}
		// A lock that is still exactly as expected has not been made by this request.
		const isDone = changes.every(
			(one, index) =>
				isAsWanted(met[index], one.to, now) && !(one.to.status === "locked" && isAsExpected(met[index], one, now)),
		);
		if (isDone) {
			const states = met.map((record) => stateOf(record, now));
			return { result: { seats: seats.map((seat, index) => ({ ...seat, ...states[index] })) }, records };
		}
		const inTheWay = changes.flatMap((one, index) =>
			isAsExpected(met[index], one, now) ? [] : [{ ...seats[index], ...factsOf(met[index], now) }],
		);
		return { result: { refusal: { kind: "not-as-expected", seats: inTheWay } }, records };
	}

	test.each([1, 2, 3])(
		"a change of this many seats happens whole, counts as done only as a whole, or is refused whole: %d (I4, I5)",
		async (count) => {
			const cases = fc.sample(aCase(count), { numRuns: CHANGES, seed: SEED }).map((one, index) => ({
				...one,
				seats: one.changes.map((_, number) => seat(`change ${count}`, `${index}-${number}`)),
			}));
			for (const { changes, seats } of cases) {
				for (const [index, { start }] of changes.entries()) if (start) starts.set(seatKey(seats[index] as Seat), start);
			}
			await putSeatRecords(
				place.table.name,
				cases.flatMap(({ changes, seats }) =>
					changes.map(
						({ record, start }, index) =>
							[seats[index] as Seat, record && start ? { ...record, ...{ start } } : record] as const,
					),
				),
			);
			const results: object[] = [];
			for (let first = 0; first < cases.length; first += AT_ONCE) {
				const group = cases.slice(first, first + AT_ONCE);
				const made = group.map(({ changes, seats, now }) =>
					resultOfMoves(
						changes.map(({ from, to }, index) => ({ seat: seats[index] as Seat, verb: change(from, to, now) })),
						now,
					),
				);
				results.push(...(await Promise.all(made)));
			}

			const after = await seatRecords(
				place.table.name,
				cases.flatMap(({ seats }) => seats),
			);

			const outcomes = { moved: 0, kept: 0, refused: 0 };
			const differing = cases.flatMap((one, index) => {
				const records = after.slice(index * count, (index + 1) * count);
				const expected = expectedOf(one, one.seats);
				const isRefused = "refusal" in expected.result;
				outcomes[isRefused ? "refused" : isDeepStrictEqual(expected.records, recordsOf(one)) ? "kept" : "moved"] += 1;
				const actual = { result: results[index], records };
				return isDeepStrictEqual(actual, expected) ? [] : [{ seed: SEED, one, expected, actual }];
			});
			expect(differing).toEqual([]);
			expect(Math.min(...Object.values(outcomes))).toBeGreaterThan(5);
		},
	);

	const recordsOf = ({ changes }: ChangeCase) =>
		changes.map(({ record, start }) => (record && start ? { ...record, ...{ start } } : record));
});
