/** The audit accepts a correct run and names the broken rule in each of many spoilt ones. */
import { expect, test } from "@jest/globals";
import { seatKey } from "../../domain/seat.ts";
import type { SeatRecord } from "../../domain/seat-record.ts";
import { hashToken } from "../../store/token-hash.ts";
import { seat, seatsIn } from "../../test/support/seats.ts";
import { type Answered, audit, type Evidence, lateSales } from "./audit.ts";

/** Epoch milliseconds; `END` is the end of a lock from that instant, epoch seconds. */
const START = 1_000_000;
const LOCK_SECONDS = 8;
const END = START / 1_000 + LOCK_SECONDS;
const at = (second: number) => ({ sentAt: START + 1_000 * second, answeredAt: START + 1_000 * second + 100 });
const done = { status: 200, isRepeated: false } as const;
const locked = (numbers: number[], expires = END) => seatsIn("a", ...numbers).map((one) => ({ ...one, expires }));

/** Ann and Bob buy. Dan buys a seat that Ann returned. Cid abandons his lock, Eve gives hers up, Gil is refused. */
const ANSWERS: Answered[] = [
	{ ...done, verb: "block", token: "house", seats: seatsIn("a", 9), ...at(0) },
	{ ...done, verb: "lock_together", token: "ann", num: 2, seats: locked([1, 2]), ...at(1) },
	{ ...done, verb: "lock", token: "bob", seats: locked([3]), ...at(1) },
	{ ...done, verb: "extend", token: "bob", seats: locked([3], END + 4), ...at(2) },
	{ ...done, verb: "claim", token: "ann", order: "1", seats: seatsIn("a", 1, 2), ...at(3) },
	{ ...done, verb: "claim", token: "bob", order: "2", seats: seatsIn("a", 3), ...at(3) },
	{ ...done, verb: "release", token: "ann", order: "1", seats: seatsIn("a", 2), ...at(4) },
	{ ...done, verb: "lock", token: "cid", seats: locked([4, 5]), ...at(4) },
	{ ...done, verb: "lock", token: "dan", seats: locked([2]), ...at(5) },
	{ ...done, verb: "claim", token: "dan", order: "4", seats: seatsIn("a", 2), ...at(6) },
	{ ...done, verb: "lock", token: "eve", seats: locked([6]), ...at(5) },
	{ ...done, verb: "unlock", token: "eve", seats: seatsIn("a", 6), ...at(6) },
	{ ...done, status: 409, verb: "lock", token: "gil", seats: seatsIn("a", 1, 7), ...at(7) },
	{ ...done, status: 409, verb: "claim", token: "cid", order: "3", seats: seatsIn("a", 4), ...at(9) },
];
const sale = (token: string, order: string): SeatRecord => ({
	status: "sold",
	tokenHash: hashToken(token),
	order,
	soldAt: 1_003,
});
const endedLock = {
	status: "locked",
	tokenHash: hashToken("cid"),
	lockedAt: 1_004,
	expires: END,
} satisfies SeatRecord;
const RECORDS = new Map<number, SeatRecord>([
	[1, sale("ann", "1")],
	[2, sale("dan", "4")],
	[3, sale("bob", "2")],
	[4, endedLock],
	[5, endedLock],
	[9, { status: "blocked", reason: "house seats" }],
]);

/** The evidence after all that; a test passes what a broken service would have left behind instead. */
function evidence(changed: ReadonlyMap<number, SeatRecord> = RECORDS, more: Partial<Evidence> = {}): Evidence {
	const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9];
	const shown = [1, 2, 3, 9].map((number) => [seatKey(seat("a", number)), number === 9 ? "blocked" : "sold"] as const);
	return {
		plan: [{ section: "orchestra", row: "a", seats: numbers.map(String) }],
		answers: ANSWERS,
		records: Array.from(changed, ([number, record]) => ({ seat: seat("a", number), record })),
		readAt: END + 20,
		count: { num: 5, capacity: 9 },
		bySection: { num: 5, capacity: 9, locked: 0, sold: 3, blocked: 1 },
		map: new Map(shown),
		...more,
	};
}

const brokenRules = (one: Evidence) => audit(one).flatMap(({ rule, breaches }) => (breaches.length > 0 ? [rule] : []));
const without = (number: number) => new Map(Array.from(RECORDS).filter(([one]) => one !== number));
const withRecord = (number: number, record: SeatRecord) => new Map([...RECORDS, [number, record]]);
const withAnswer = (verb: string, token: string, change: Partial<Answered>) => ({
	answers: ANSWERS.map((one) => (one.verb === verb && one.token === token ? { ...one, ...change } : one)),
});
const withMore = (...more: Answered[]) => ({ answers: [...ANSWERS, ...more] });

test("the evidence of a correct service breaks no rule", () => {
	expect(brokenRules(evidence())).toEqual([]);
});

test("the audit accepts that a late copy of a refused lock takes a seat whose lock has ended", () => {
	const refused = { ...done, status: 409, verb: "lock", token: "fay", seats: seatsIn("a", 4), ...at(7) } as const;
	const late: SeatRecord = { ...endedLock, tokenHash: hashToken("fay"), lockedAt: END, expires: END + 8 };

	expect(brokenRules(evidence(withRecord(4, late), withMore({ ...refused, isRepeated: true })))).toEqual([]);
});

test("the audit accepts that a late copy of a refused extension makes a lock longer than any answer said", () => {
	const seats = seatsIn("a", 1, 2);
	const refused = { ...done, status: 409, verb: "extend", token: "ann", seats, ...at(8.5), isRepeated: true } as const;
	const { answers: sold } = withAnswer("claim", "ann", at(9));
	const kept = sold.filter(({ token, verb }) => token !== "dan" && verb !== "release");

	expect(brokenRules(evidence(withRecord(2, sale("ann", "1")), { answers: [...kept, refused] }))).toEqual([]);
});

test("the audit accepts that a late copy of a refused claim sells its own ended lock, and counts such sales", () => {
	const late = evidence(withRecord(4, sale("cid", "3")), {
		...withAnswer("claim", "cid", { isRepeated: true }),
		count: { num: 4, capacity: 9 },
		bySection: { num: 4, capacity: 9, locked: 0, sold: 4, blocked: 1 },
		map: new Map([...evidence().map, [seatKey(seat("a", 4)), "sold"]]),
	});

	expect(brokenRules(late)).toEqual([]);
	expect(lateSales(late)).toEqual([seatKey(seat("a", 4))]);
});

/** A copy of Eve's unlock took effect without an answer, and Fay had the seat when the next copy arrived. */
function givenAway(isRepeated: boolean, taken: { sentAt: number; answeredAt: number }): Evidence {
	const { answers: refused } = withAnswer("unlock", "eve", { status: 409, isRepeated });
	const fay: Answered = { ...done, verb: "lock", token: "fay", seats: locked([6], END + 2), ...taken };
	return evidence(withRecord(6, { ...endedLock, tokenHash: hashToken("fay"), expires: END + 2 }), {
		answers: [...refused, fay],
	});
}

test("the audit accepts that a repeated unlock is refused because somebody else has the seat by then", () => {
	expect(brokenRules(givenAway(true, at(6)))).toEqual([]);
});

test("the audit accepts that a repeated release is refused because somebody else has the seat by then", () => {
	const { answers: refused } = withAnswer("release", "ann", { status: 409, isRepeated: true });

	expect(brokenRules(evidence(RECORDS, { answers: refused }))).toEqual([]);
});

test.each<[string, Evidence]>([
	["no holder of a live lock was refused", givenAway(false, at(6))],
	["no seat belonged to two buyers at once", givenAway(true, at(5.5))],
	[
		"the table holds exactly the sales that were confirmed and not released",
		evidence(withRecord(2, sale("ann", "1")), withAnswer("release", "ann", { isRepeated: true })),
	],
	[
		"sold, available, blocked and locked seats add up to the plan",
		evidence(RECORDS, { count: { num: 4, capacity: 9 } }),
	],
	["sold, available, blocked and locked seats add up to the plan", evidence(without(1))],
	["sold, available, blocked and locked seats add up to the plan", evidence(withRecord(12, sale("ann", "1")))],
	[
		"the count, the count by section and the map agree with the table",
		evidence(RECORDS, { count: { num: 5, capacity: 10 } }),
	],
	["the count, the count by section and the map agree with the table", evidence(RECORDS, { map: new Map() })],
	[
		"the count, the count by section and the map agree with the table",
		evidence(RECORDS, { bySection: { ...evidence().bySection, sold: 2 } }),
	],
	["no lock is live at the end", evidence(RECORDS, { readAt: END - 1 })],
	["the table holds exactly the sales that were confirmed and not released", evidence(without(1))],
	["the table holds exactly the sales that were confirmed and not released", evidence(withRecord(1, sale("bob", "1")))],
	["the table holds exactly the sales that were confirmed and not released", evidence(withRecord(1, sale("ann", "2")))],
	["the table holds exactly the sales that were confirmed and not released", evidence(withRecord(4, sale("cid", "3")))],
	[
		"the table holds exactly the sales that were confirmed and not released",
		evidence(RECORDS, withAnswer("release", "ann", { status: 409 })),
	],
	[
		"between two sales of a seat there is a release",
		evidence(
			RECORDS,
			withMore({ ...done, verb: "claim", token: "fay", order: "5", seats: seatsIn("a", 3), ...at(12) }),
		),
	],
	["between two sales of a seat there is a release", evidence(RECORDS, withAnswer("release", "ann", at(8)))],
	[
		"no seat belonged to two buyers at once",
		evidence(RECORDS, withMore({ ...done, verb: "lock", token: "fay", seats: locked([4]), ...at(5) })),
	],
	[
		"no seat belonged to two buyers at once",
		evidence(RECORDS, withMore({ ...done, verb: "lock", token: "fay", seats: locked([9]), ...at(5) })),
	],
	["exactly the seats that the seller blocked are blocked", evidence(without(9))],
	[
		"exactly the seats that the seller blocked are blocked",
		evidence(withRecord(8, { status: "blocked", reason: "house seats" })),
	],
	["every confirmed lock and extension is in the table", evidence(without(4))],
	["every confirmed lock and extension is in the table", evidence(withRecord(4, { ...endedLock, expires: END - 1 }))],
	[
		"after an unlock or a release the seat no longer belongs to that buyer",
		evidence(withRecord(6, { ...endedLock, tokenHash: hashToken("eve") })),
	],
	["after an unlock or a release the seat no longer belongs to that buyer", evidence(withRecord(2, sale("ann", "1")))],
	["a refused lock leaves nothing behind", evidence(withRecord(7, { ...endedLock, tokenHash: hashToken("gil") }))],
	[
		"every record belongs to a request that was sent",
		evidence(withRecord(7, { ...endedLock, tokenHash: hashToken("zoe") })),
	],
	[
		"no holder of a live lock was refused",
		evidence(
			RECORDS,
			withMore({ ...done, status: 409, verb: "extend", token: "cid", seats: seatsIn("a", 4, 5), ...at(6) }),
		),
	],
	["no seat was sold after its lock had ended", evidence(RECORDS, withAnswer("claim", "ann", at(9)))],
	["no extension shortened a lock", evidence(RECORDS, withAnswer("extend", "bob", { seats: locked([3], END - 1) }))],
	["every party that was served sits together", evidence(RECORDS, withAnswer("lock_together", "ann", { num: 3 }))],
	[
		"every party that was served sits together",
		evidence(RECORDS, withAnswer("lock_together", "ann", { seats: locked([1, 3]) })),
	],
])("the audit reports a broken rule (run %#): %s", (rule, spoilt) => {
	expect(brokenRules(spoilt)).toContainEqual(expect.stringContaining(rule));
});
