/**
 * Each verb's rule in domain/ and what the store writes by it must agree, whatever record is in the way and however close
 * its end is (I1, I2, I3, I5). What counts is what the table holds afterwards.
 */
import { isDeepStrictEqual } from "node:util";
import { beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Refused } from "../../domain/refusal.ts";
import { type Seat, seatKey } from "../../domain/seat.ts";
import { type SeatRecord, stateOf } from "../../domain/seat-record.ts";
import {
	block,
	claim,
	extend,
	lock,
	refusalOf,
	release,
	sell,
	unblock,
	unlock,
	type Verb,
} from "../../domain/verbs.ts";
import { findEvent } from "../../store/event.ts";
import { eachBy, type Move, moveSeats, type Place } from "../../store/move-seats.ts";
import { putSeatRecords, seatRecords } from "../support/records.ts";
import { anInstant, anOrder, aReason, aRecord, aTokenHash } from "../support/records-at-random.ts";
import { seat } from "../support/seats.ts";
import { newSale } from "../support/service.ts";
import { judge } from "../support/verdicts.ts";

/** Requests drawn for each verb, and sent at once: the way to the engine and back takes the time. */
const REQUESTS = 90;
const AT_ONCE = 20;

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
	const event = await findEvent({ table: runtime.table, memory: runtime.memory }, "distant-worlds", {});
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

async function resultOf(seats: readonly Seat[], verb: Verb, now: number): Promise<object> {
	try {
		return { seats: await moveSeats(place, eachBy(verb, seats) as [Move, ...Move[]], now) };
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
