import { expect, test } from "@jest/globals";
import { seatKey } from "../../domain/seat.ts";
import type { SeatRecord } from "../../domain/seat-record.ts";
import { hashToken } from "../../store/token-hash.ts";
import { seat, seatsIn } from "../../test/support/seats.ts";
import { type Answered, audit, type Found, lateSales } from "./audit.ts";

const START = 1_000_000;
const until = START / 1_000 + 8;
const at = (second: number) => ({ sentAt: START + 1_000 * second, answeredAt: START + 1_000 * second + 100 });
const done = { status: 200, isRepeated: false } as const;
const locked = (numbers: number[], expires = until) => seatsIn("a", ...numbers).map((one) => ({ ...one, expires }));

/** Ann and Bob buy; Ann gives one back, which Dan buys; Cid walks away from his lock; a seat is blocked. */
const answers: Answered[] = [
	{ ...done, verb: "block", token: "house", seats: seatsIn("a", 9), ...at(0) },
	{ ...done, verb: "lock_together", token: "ann", num: 2, seats: locked([1, 2]), ...at(1) },
	{ ...done, verb: "lock", token: "bob", seats: locked([3]), ...at(1) },
	{ ...done, verb: "extend", token: "bob", seats: locked([3], until + 4), ...at(2) },
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
const deadLock: SeatRecord = { status: "locked", tokenHash: hashToken("cid"), lockedAt: 1_004, expires: until };
const records = new Map<number, SeatRecord>([
	[1, sale("ann", "1")],
	[2, sale("dan", "4")],
	[3, sale("bob", "2")],
	[4, deadLock],
	[5, deadLock],
	[9, { status: "blocked", reason: "house seats" }],
]);

/** What is found after all that, with what a broken service would have made of it. */
function found(changed: ReadonlyMap<number, SeatRecord> = records, more: Partial<Found> = {}): Found {
	const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9];
	const seen = [1, 2, 3, 9].map((number) => [seatKey(seat("a", number)), number === 9 ? "blocked" : "sold"] as const);
	return {
		plan: [{ section: "orchestra", row: "a", seats: numbers.map(String) }],
		answers,
		records: Array.from(changed, ([number, record]) => ({ seat: seat("a", number), record })),
		readAt: until + 20,
		count: { num: 5, capacity: 9 },
		bySection: { num: 5, capacity: 9, locked: 0, sold: 3, blocked: 1 },
		map: new Map(seen),
		...more,
	};
}

const broken = (what: Found) => audit(what).flatMap(({ rule, breaches }) => (breaches.length > 0 ? [rule] : []));
const without = (number: number) => new Map(Array.from(records).filter(([one]) => one !== number));
const having = (number: number, record: SeatRecord) => new Map([...records, [number, record]]);
const instead = (verb: string, token: string, change: Partial<Answered>) => ({
	answers: answers.map((one) => (one.verb === verb && one.token === token ? { ...one, ...change } : one)),
});
const and = (...more: Answered[]) => ({ answers: [...answers, ...more] });

test("what a service without a fault answers and holds breaks no rule", () => {
	expect(broken(found())).toEqual([]);
});

test("a late copy of a refused request may take a seat whose lock has ended", () => {
	const refused = { ...done, status: 409, verb: "lock", token: "fay", seats: seatsIn("a", 4), ...at(7) } as const;
	const late: SeatRecord = { ...deadLock, tokenHash: hashToken("fay"), lockedAt: until, expires: until + 8 };

	expect(broken(found(having(4, late), and({ ...refused, isRepeated: true })))).toEqual([]);
});

test("a late copy of a refused extension may make a lock longer than anybody was told", () => {
	const seats = seatsIn("a", 1, 2);
	const refused = { ...done, status: 409, verb: "extend", token: "ann", seats, ...at(8.5), isRepeated: true } as const;
	const { answers: sold } = instead("claim", "ann", at(9));
	const kept = sold.filter(({ token, verb }) => token !== "dan" && verb !== "release");

	expect(broken(found(having(2, sale("ann", "1")), { answers: [...kept, refused] }))).toEqual([]);
});

test("a late copy of a refused claim may sell its own ended lock, and is told apart", () => {
	const what = found(having(4, sale("cid", "3")), {
		...instead("claim", "cid", { isRepeated: true }),
		count: { num: 4, capacity: 9 },
		bySection: { num: 4, capacity: 9, locked: 0, sold: 4, blocked: 1 },
		map: new Map([...found().map, [seatKey(seat("a", 4)), "sold"]]),
	});

	expect(broken(what)).toEqual([]);
	expect(lateSales(what)).toEqual([seatKey(seat("a", 4))]);
});

/** Eve's unlock was carried out by a copy without an answer; Fay had the seat when the next copy came. */
const givenAway = (isRepeated: boolean, taken: { sentAt: number; answeredAt: number }) => {
	const { answers: refused } = instead("unlock", "eve", { status: 409, isRepeated });
	const fay: Answered = { ...done, verb: "lock", token: "fay", seats: locked([6], until + 2), ...taken };
	return found(having(6, { ...deadLock, tokenHash: hashToken("fay"), expires: until + 2 }), {
		answers: [...refused, fay],
	});
};

test("a repeated unlock may be refused when another has the seat by then", () => {
	expect(broken(givenAway(true, at(6)))).toEqual([]);
});

test("a repeated release may be refused when another has the seat by then", () => {
	const { answers: refused } = instead("release", "ann", { status: 409, isRepeated: true });

	expect(broken(found(records, { answers: refused }))).toEqual([]);
});

test.each<[string, Found]>([
	["no holder of a live lock was refused", givenAway(false, at(6))],
	["no seat was two buyers' at once", givenAway(true, at(5.5))],
	[
		"the table's sales are the claims",
		found(having(2, sale("ann", "1")), instead("release", "ann", { isRepeated: true })),
	],
	["sold + available + blocked + locked = the plan", found(records, { count: { num: 4, capacity: 9 } })],
	["sold + available + blocked + locked = the plan", found(without(1))],
	["sold + available + blocked + locked = the plan", found(having(12, sale("ann", "1")))],
	["the count, the count by section and the map say", found(records, { count: { num: 5, capacity: 10 } })],
	["the count, the count by section and the map say", found(records, { map: new Map() })],
	["the count, the count by section and the map say", found(records, { bySection: { ...found().bySection, sold: 2 } })],
	["no lock lives on", found(records, { readAt: until - 1 })],
	["the table's sales are the claims", found(without(1))],
	["the table's sales are the claims", found(having(1, sale("bob", "1")))],
	["the table's sales are the claims", found(having(1, sale("ann", "2")))],
	["the table's sales are the claims", found(having(4, sale("cid", "3")))],
	["the table's sales are the claims", found(records, instead("release", "ann", { status: 409 }))],
	[
		"two claims of a seat have a release between them",
		found(records, and({ ...done, verb: "claim", token: "fay", order: "5", seats: seatsIn("a", 3), ...at(12) })),
	],
	["two claims of a seat have a release between them", found(records, instead("release", "ann", at(8)))],
	[
		"no seat was two buyers' at once",
		found(records, and({ ...done, verb: "lock", token: "fay", seats: locked([4]), ...at(5) })),
	],
	[
		"no seat was two buyers' at once",
		found(records, and({ ...done, verb: "lock", token: "fay", seats: locked([9]), ...at(5) })),
	],
	["the blocked seats are those", found(without(9))],
	["the blocked seats are those", found(having(8, { status: "blocked", reason: "house seats" }))],
	["every lock and extension is in the table", found(without(4))],
	["every lock and extension is in the table", found(having(4, { ...deadLock, expires: until - 1 }))],
	["what was unlocked or released is nobody's", found(having(6, { ...deadLock, tokenHash: hashToken("eve") }))],
	["what was unlocked or released is nobody's", found(having(2, sale("ann", "1")))],
	["a refused lock has left nothing behind", found(having(7, { ...deadLock, tokenHash: hashToken("gil") }))],
	["every record is one that was asked for", found(having(7, { ...deadLock, tokenHash: hashToken("zoe") }))],
	[
		"no holder of a live lock was refused",
		found(records, and({ ...done, status: 409, verb: "extend", token: "cid", seats: seatsIn("a", 4, 5), ...at(6) })),
	],
	["nothing was sold after the end of its lock", found(records, instead("claim", "ann", at(9)))],
	["no extension has shortened a lock", found(records, instead("extend", "bob", { seats: locked([3], until - 1) }))],
	["who came together sits together", found(records, instead("lock_together", "ann", { num: 3 }))],
	["who came together sits together", found(records, instead("lock_together", "ann", { seats: locked([1, 3]) }))],
])("it is noticed where this is broken: %s", (rule, spoilt) => {
	expect(broken(spoilt)).toContainEqual(expect.stringContaining(rule));
});
