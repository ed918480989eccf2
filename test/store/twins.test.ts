/**
 * Each verb's rule in domain/ and its condition in store/ must decide alike, whatever record the seat has and however
 * close its end is (I1, I2, I3, I5). The table's records after each request decide whether they did.
 */
import { isDeepStrictEqual } from "node:util";
import { beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { decideBlock } from "../../domain/block.ts";
import { decideClaim } from "../../domain/claim.ts";
import type { Decision } from "../../domain/decision.ts";
import { decideExtend } from "../../domain/extend.ts";
import { decideLock } from "../../domain/lock.ts";
import { decideRelease } from "../../domain/release.ts";
import type { Result } from "../../domain/result.ts";
import type { Seat } from "../../domain/seat.ts";
import { type SeatRecord, type SeatState, stateOf } from "../../domain/seat-record.ts";
import { decideUnblock } from "../../domain/unblock.ts";
import { decideUnlock } from "../../domain/unlock.ts";
import { saveBlock, saveUnblock } from "../../store/block.ts";
import { saveClaim } from "../../store/claim.ts";
import { saveExtension } from "../../store/extend.ts";
import { saveLock } from "../../store/lock.ts";
import type { EventPlan } from "../../store/plans.ts";
import { saveRelease } from "../../store/release.ts";
import type { Table } from "../../store/table.ts";
import { saveUnlock } from "../../store/unlock.ts";
import { putSeatRecords, seatRecords } from "../support/records.ts";
import { anInstant, anOrder, aReason, aRecord, aTokenHash } from "../support/records-at-random.ts";
import { seat } from "../support/seats.ts";
import { newSale } from "../support/service.ts";

/** Random requests for each verb, and how many are sent at once: most of the time goes into waiting for the engine. */
const REQUESTS = 90;
const AT_ONCE = 20;

/** A random request, and the records of its seats. */
interface Case {
	readonly now: number;
	readonly tokenHash: string;
	readonly order: string | undefined;
	readonly reason: string;
	readonly expires: number;
	readonly maxLockSeconds: number;
	readonly records: readonly (SeatRecord | undefined)[];
}

interface Twin {
	readonly decide: (record: SeatRecord | undefined, request: Case) => Decision;
	readonly save: (seats: readonly Seat[], request: Case) => Promise<Result<readonly (Seat & SeatState)[]>>;
	/** The refusal that names these seats. */
	readonly refusal: (losers: readonly { seat: Seat; record: SeatRecord | undefined }[], now: number) => object;
}

let table: Table;
let event: EventPlan;

beforeAll(async () => {
	const { runtime } = await newSale();
	table = runtime.table;
	const plan = await runtime.plans.event(table, "distant-worlds");
	if (!plan) throw new Error("the event is there");
	event = plan;
});

const notYourLock: Twin["refusal"] = (losers) => ({ kind: "not-your-lock", seats: losers.map(({ seat }) => seat) });

const unavailable: Twin["refusal"] = (losers, now) => ({
	kind: "seats-unavailable",
	seats: losers.map(({ seat, record }) => ({ ...seat, ...stateOf(record, now) })),
});

/** A release proves which sale it means by its order, by its token, or by both. */
const proofOf = (order: string | undefined, tokenHash: string) =>
	order === "4712" ? { order, tokenHash } : order ? { order } : { tokenHash };

const twins: Record<string, Twin> = {
	lock: {
		decide: (record, request) => decideLock(record, request, request.now),
		save: (seats, { now, tokenHash, expires }) => saveLock(table, event, seats, { tokenHash, expires }, now),
		refusal: unavailable,
	},
	extend: {
		decide: (record, request) => decideExtend(record, request, request.now),
		save: (seats, request) => saveExtension(table, event, seats, request, request.now),
		refusal: notYourLock,
	},
	unlock: {
		decide: (record, { tokenHash, now }) => decideUnlock(record, tokenHash, now),
		save: (seats, { tokenHash, now }) => saveUnlock(table, event, seats, tokenHash, now),
		refusal: notYourLock,
	},
	release: {
		decide: (record, { order, tokenHash, now }) => decideRelease(record, proofOf(order, tokenHash), now),
		save: (seats, { now, tokenHash, order }) => saveRelease(table, event, seats, proofOf(order, tokenHash), now),
		refusal: (losers) => ({ kind: "not-your-order", seats: losers.map(({ seat }) => seat) }),
	},
	block: {
		decide: (record, { reason, now }) => decideBlock(record, reason, now),
		save: (seats, { reason, now }) => saveBlock(table, event, seats, reason, now),
		refusal: unavailable,
	},
	unblock: {
		decide: (record, { now }) => decideUnblock(record, now),
		save: (seats, { now }) => saveUnblock(table, event, seats, now),
		refusal: unavailable,
	},
	claim: {
		decide: (record, request) => decideClaim(record, request, request.now),
		save: (seats, { now, tokenHash, order }) => saveClaim(table, event, seats, { tokenHash, order }, now),
		refusal: notYourLock,
	},
};

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
		})
		.map(({ seconds, ...request }) => ({ ...request, expires: request.now + seconds }));

/** Gives fresh seats the records of each request, runs the requests through the store, and compares with the rule. */
async function differences(verb: string, twin: Twin, seatsEach: number) {
	const cases = fc.sample(requestFor(seatsEach), REQUESTS).map((request, index) => ({
		request,
		seats: request.records.map((_, place) => seat(`${verb} ${seatsEach}`, `${index}-${place}`)),
	}));
	await putSeatRecords(
		table.name,
		cases.flatMap(({ request, seats }) => seats.map((one, place) => [one, request.records[place]] as const)),
	);

	const results: Awaited<ReturnType<Twin["save"]>>[] = [];
	for (let first = 0; first < cases.length; first += AT_ONCE) {
		const group = cases.slice(first, first + AT_ONCE);
		results.push(...(await Promise.all(group.map(({ request, seats }) => twin.save(seats, request)))));
	}

	const all = cases.flatMap(({ seats }) => seats);
	const after = await seatRecords(table.name, all);
	return cases.flatMap(({ request, seats }, index) => {
		const held = after.slice(index * seatsEach, (index + 1) * seatsEach);
		const actual = { result: results[index], records: held };
		const expected = expectedOf(twin, request, seats);
		return isDeepStrictEqual(actual, expected) ? [] : [{ request, expected, actual }];
	});
}

/** The result and records that the rule demands of a request: all its seats move, or none (I4). */
function expectedOf(twin: Twin, request: Case, seats: readonly Seat[]) {
	const decided = request.records.map((record, place) => ({
		seat: seats[place] as Seat,
		record,
		decision: twin.decide(record, request),
	}));
	const losers = decided.filter(({ decision }) => decision.kind === "refuse");
	if (losers.length > 0) {
		return { result: { accepted: false, refusal: twin.refusal(losers, request.now) }, records: request.records };
	}
	const records = decided.map(({ decision }) => recordAfter(decision));
	const value = decided.map(({ seat, decision }) => ({ ...seat, ...stateOf(recordAfter(decision), request.now) }));
	return { result: { accepted: true, value }, records };
}

function recordAfter(decision: Decision): SeatRecord | undefined {
	if (decision.kind === "move") return decision.to;
	return decision.kind === "keep" ? decision.record : undefined;
}

describe.each(Object.entries(twins))("%s", (verb, twin) => {
	test(`${verb} of one seat: the rule and the condition decide alike`, async () => {
		expect(await differences(verb, twin, 1)).toEqual([]);
	});

	test(`${verb} of two seats: the rule and the condition decide alike, and both seats move or neither (I4)`, async () => {
		expect(await differences(verb, twin, 2)).toEqual([]);
	});
});
