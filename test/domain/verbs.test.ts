import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { holds } from "../../domain/clause.ts";
import { type SeatRecord, stateOf } from "../../domain/seat-record.ts";
import {
	block,
	change,
	claim,
	decide,
	extend,
	lock,
	refusalOf,
	release,
	sell,
	unblock,
	unlock,
	type Verb,
} from "../../domain/verbs.ts";
import { anInstant, aRecord, NOW } from "../support/records-at-random.ts";
import { seat } from "../support/seats.ts";
import { judge } from "../support/verdicts.ts";

const locked = (expires: number, tokenHash = "alice"): SeatRecord => ({
	status: "locked",
	tokenHash,
	lockedAt: NOW - 10,
	expires,
});
const soldTo = (tokenHash: string, order?: string): SeatRecord => ({
	status: "sold",
	tokenHash,
	...(order !== undefined && { order }),
	soldAt: NOW - 5,
});

const blocked = (reason: string): SeatRecord => ({ status: "blocked", reason });

describe("lock", () => {
	const wanted = { tokenHash: "bob", expires: NOW + 60 };

	test("takes an available seat until the end that is asked for", () => {
		expect(judge(lock(wanted, NOW), undefined)).toEqual({
			verdict: "moves",
			after: { status: "locked", tokenHash: "bob", lockedAt: NOW, expires: NOW + 60 },
		});
	});

	test("takes over a lock at the second it ends, and not a second before (I2)", () => {
		expect(judge(lock(wanted, NOW), locked(NOW)).verdict).toBe("moves");
		expect(judge(lock(wanted, NOW), locked(NOW + 1)).verdict).toBe("refuses");
	});

	test("keeps a live lock of the same token as it is (I5)", () => {
		const own = locked(NOW + 1, "bob");

		expect(judge(lock(wanted, NOW), own)).toEqual({ verdict: "keeps", after: own });
	});
});

describe("extend", () => {
	const until = (expires: number, maxLockSeconds = 100) => ({ tokenHash: "alice", expires, maxLockSeconds });

	test("moves the end of a live lock, and nothing else", () => {
		expect(judge(extend(until(NOW + 60), NOW), locked(NOW + 1))).toEqual({ verdict: "moves", after: locked(NOW + 60) });
	});

	test("never shortens a lock (I5)", () => {
		expect(judge(extend(until(NOW + 60), NOW), locked(NOW + 61))).toEqual({
			verdict: "keeps",
			after: locked(NOW + 61),
		});
		expect(judge(extend(until(NOW + 60), NOW), locked(NOW + 60))).toEqual({
			verdict: "keeps",
			after: locked(NOW + 60),
		});
	});

	test("ends no lock later than the longest that its event allows, counted from when it was made", () => {
		expect(judge(extend(until(NOW + 60, 30), NOW), locked(NOW + 1))).toEqual({
			verdict: "moves",
			after: locked(NOW + 20),
		});
	});

	test("moves a lock whose record it does not know, up to the longest lock but no further", () => {
		const record = locked(NOW + 1);

		expect(holds(extend(until(NOW + 60, 70), NOW).moves, record)).toBe(true);
		expect(holds(extend(until(NOW + 60, 69), NOW).moves, record)).toBe(false);
	});

	test("moves no other lock of the same token once it was cut short for one", () => {
		const cutShort = extend(until(NOW + 60, 30), NOW).withRecord?.(locked(NOW + 1)) as Verb;

		expect(holds(cutShort.moves, locked(NOW + 1))).toBe(true);
		expect(holds(cutShort.moves, { ...locked(NOW + 1), lockedAt: NOW - 9 })).toBe(false);
	});

	test("goes its whole length for a lock that replaced the one it was cut short for", () => {
		const cutShort = decide(extend(until(NOW + 60, 65), NOW), locked(NOW + 1)).verb;
		const renewed = { ...locked(NOW + 5), lockedAt: NOW + 4 };

		expect(judge(cutShort, renewed)).toEqual({ verdict: "moves", after: { ...renewed, expires: NOW + 60 } });
	});

	test("refuses a lock that has ended, and one of another token (I2, I3)", () => {
		expect(judge(extend(until(NOW + 60), NOW), locked(NOW)).verdict).toBe("refuses");
		expect(judge(extend(until(NOW + 60), NOW), locked(NOW + 1, "bob")).verdict).toBe("refuses");
	});
});

describe("unlock", () => {
	test("frees the holder's seat, and leaves an available one available (I3)", () => {
		expect(judge(unlock("alice", NOW), locked(NOW + 1))).toEqual({ verdict: "moves", after: undefined });
		expect(judge(unlock("alice", NOW), undefined)).toEqual({ verdict: "moves", after: undefined });
	});

	test("touches another's lock only when it has ended (I2, I3)", () => {
		expect(judge(unlock("bob", NOW), locked(NOW + 1)).verdict).toBe("refuses");
		expect(judge(unlock("bob", NOW), locked(NOW)).verdict).toBe("moves");
	});

	test("does not give a sold seat back, not even to its buyer", () => {
		expect(judge(unlock("alice", NOW), soldTo("alice")).verdict).toBe("refuses");
	});
});

describe("claim", () => {
	const sale = { tokenHash: "alice", order: "4711" };

	test("turns the holder's live lock into a sale that remembers its token and order", () => {
		expect(judge(claim(sale, NOW), locked(NOW + 1))).toEqual({
			verdict: "moves",
			after: { status: "sold", tokenHash: "alice", order: "4711", soldAt: NOW },
		});
	});

	test("refuses a lock that has ended, even to its holder, and however recently (I2)", () => {
		expect(judge(claim(sale, NOW), locked(NOW)).verdict).toBe("refuses");
	});

	test("refuses a seat that nobody has locked (I3)", () => {
		expect(judge(claim(sale, NOW), undefined).verdict).toBe("refuses");
	});

	test("keeps its own sale as it is, however late it is repeated (I5)", () => {
		const own = soldTo("alice", "4711");

		expect(judge(claim(sale, NOW + 1_000_000), own)).toEqual({ verdict: "keeps", after: own });
	});

	test("gives its own sale the order that it lacks, and changes nothing else of it", () => {
		expect(judge(claim(sale, NOW), soldTo("alice"))).toEqual({ verdict: "moves", after: soldTo("alice", "4711") });
	});

	test("keeps its own sale if it names no order, although the sale may have got one since (I5)", () => {
		const own = soldTo("alice", "4711");

		expect(judge(claim({ tokenHash: "alice", order: undefined }, NOW), own)).toEqual({ verdict: "keeps", after: own });
	});

	test("is another claim with another order, or with another token (I1)", () => {
		expect(judge(claim(sale, NOW), soldTo("alice", "4712")).verdict).toBe("refuses");
		expect(judge(claim(sale, NOW), soldTo("bob", "4711")).verdict).toBe("refuses");
	});
});

describe("release", () => {
	test("frees the sale that its order or its token proves, and both must match where both are given", () => {
		const sold = soldTo("alice", "4711");

		for (const proof of [{ order: "4711" }, { tokenHash: "alice" }, { order: "4711", tokenHash: "alice" }]) {
			expect(judge(release(proof, NOW), sold)).toEqual({ verdict: "moves", after: undefined });
		}
		for (const proof of [{ order: "4712" }, { tokenHash: "bob" }, { order: "4711", tokenHash: "bob" }]) {
			expect(judge(release(proof, NOW), sold).verdict).toBe("refuses");
		}
	});

	test("frees no sale without a proof", () => {
		expect(judge(release({}, NOW), soldTo("alice", "4711")).verdict).toBe("refuses");
		expect(judge(release({ order: "4711" }, NOW), soldTo("alice")).verdict).toBe("refuses");
	});

	test("leaves an available seat available, and a locked or blocked one as it is", () => {
		expect(judge(release({ order: "4711" }, NOW), undefined)).toEqual({ verdict: "moves", after: undefined });
		expect(judge(release({ tokenHash: "alice" }, NOW), locked(NOW + 1)).verdict).toBe("refuses");
		expect(judge(release({ order: "4711" }, NOW), blocked("lift")).verdict).toBe("refuses");
	});
});

describe("block", () => {
	test("takes an available seat off sale, with its reason", () => {
		expect(judge(block("lift", NOW), undefined)).toEqual({ verdict: "moves", after: blocked("lift") });
		expect(judge(block("lift", NOW), locked(NOW)).verdict).toBe("moves");
	});

	test("keeps only a blocked seat, even if the record of a sale has the same reason", () => {
		const sold = { ...soldTo("alice"), reason: "lift" };

		expect(judge(block("lift", NOW), sold).verdict).toBe("refuses");
	});

	test("keeps its own block, and refuses one with another reason (I5)", () => {
		expect(judge(block("lift", NOW), blocked("lift"))).toEqual({ verdict: "keeps", after: blocked("lift") });
		expect(judge(block("lift", NOW), blocked("press")).verdict).toBe("refuses");
	});

	test("takes no seat from a buyer", () => {
		expect(judge(block("lift", NOW), locked(NOW + 1)).verdict).toBe("refuses");
		expect(judge(block("lift", NOW), soldTo("alice")).verdict).toBe("refuses");
	});
});

describe("unblock", () => {
	test("puts a blocked seat back on sale, and leaves an available one available (I5)", () => {
		expect(judge(unblock(undefined, NOW), blocked("lift"))).toEqual({ verdict: "moves", after: undefined });
		expect(judge(unblock(undefined, NOW), undefined)).toEqual({ verdict: "moves", after: undefined });
	});

	test("takes no seat from a buyer", () => {
		expect(judge(unblock(undefined, NOW), locked(NOW + 1)).verdict).toBe("refuses");
		expect(judge(unblock(undefined, NOW), soldTo("alice")).verdict).toBe("refuses");
	});
});

describe("unblock for a reason", () => {
	test("undoes only a block for exactly this reason", () => {
		expect(judge(unblock("lift", NOW), blocked("lift"))).toEqual({ verdict: "moves", after: undefined });
		expect(judge(unblock("lift", NOW), blocked("press")).verdict).toBe("refuses");
		expect(judge(unblock("lift", NOW), undefined).verdict).toBe("moves");
	});
});

describe("sell", () => {
	const sold = { status: "sold", order: "4711", soldAt: NOW };

	test("sells an available seat, and a blocked one only for the reason of its block", () => {
		expect(judge(sell({ order: "4711" }, NOW), undefined)).toEqual({ verdict: "moves", after: sold });
		expect(judge(sell({ order: "4711" }, NOW), locked(NOW))).toEqual({ verdict: "moves", after: sold });
		expect(judge(sell({ order: "4711", reason: "press" }, NOW), blocked("press"))).toEqual({
			verdict: "moves",
			after: sold,
		});
		expect(judge(sell({ order: "4711", reason: "press" }, NOW), blocked("lift")).verdict).toBe("refuses");
		expect(judge(sell({ order: "4711" }, NOW), blocked("press")).verdict).toBe("refuses");
	});

	test("takes no seat from a buyer, and none from another order", () => {
		expect(judge(sell({ order: "4711" }, NOW), locked(NOW + 1)).verdict).toBe("refuses");
		expect(judge(sell({ order: "4711" }, NOW), soldTo("alice", "4712")).verdict).toBe("refuses");
		expect(judge(sell({ order: "4711" }, NOW), soldTo("alice")).verdict).toBe("refuses");
	});

	test("keeps a seat sold under its order; a token that the caller made must match (I5)", () => {
		const own = soldTo("alice", "4711");

		expect(judge(sell({ order: "4711" }, NOW), own)).toEqual({ verdict: "keeps", after: own });
		expect(judge(sell({ order: "4711", tokenHash: "alice" }, NOW), own)).toEqual({ verdict: "keeps", after: own });
		expect(judge(sell({ order: "4711", tokenHash: "bob" }, NOW), own).verdict).toBe("refuses");
	});
});

describe("change", () => {
	const toOrder = (order: string) => ({ status: "sold", order }) as const;

	test("moves a seat that is exactly as expected", () => {
		const sale = soldTo("alice", "4711");

		expect(judge(change(toOrder("4711"), toOrder("4712"), NOW), sale)).toEqual({
			verdict: "moves",
			after: { status: "sold", order: "4712", soldAt: NOW },
		});
		expect(judge(change({ ...toOrder("4711"), soldAt: NOW - 5 }, { status: "available" }, NOW), sale)).toEqual({
			verdict: "moves",
			after: undefined,
		});
		expect(judge(change({ ...toOrder("4711"), soldAt: NOW - 6 }, { status: "available" }, NOW), sale).verdict).toBe(
			"refuses",
		);
	});

	test("gives a sale its order and leaves it the same sale, with its token and its time", () => {
		expect(judge(change({ status: "sold", order: null }, toOrder("4711"), NOW), soldTo("alice"))).toEqual({
			verdict: "moves",
			after: soldTo("alice", "4711"),
		});
		expect(judge(change({ status: "sold", order: null }, toOrder("4711"), NOW), soldTo("alice", "4712")).verdict).toBe(
			"refuses",
		);
	});

	test("ends a lock only while it lives and ends when expected (I2)", () => {
		const end = change({ status: "locked", expires: NOW + 9 }, { status: "available" }, NOW);

		expect(judge(end, locked(NOW + 9)).verdict).toBe("moves");
		expect(judge(end, locked(NOW + 10)).verdict).toBe("refuses");
		expect(judge(change({ status: "locked", expires: NOW }, toOrder("4711"), NOW), locked(NOW)).verdict).toBe(
			"refuses",
		);
		const older = { status: "locked", expires: NOW + 9, lockedAt: NOW - 11 } as const;
		expect(judge(change(older, { status: "available" }, NOW), locked(NOW + 9)).verdict).toBe("refuses");
	});

	test("keeps the lock that it made, and no shorter one of the same token (I5)", () => {
		const keep = { status: "locked", tokenHash: "alice", seconds: 60 } as const;
		const verb = change({ status: "available" }, keep, NOW);
		const made = { status: "locked", tokenHash: "alice", lockedAt: NOW - 10, expires: NOW + 50 } as const;

		expect(judge(verb, made)).toEqual({ verdict: "keeps", after: made });
		expect(judge(verb, { ...made, expires: NOW + 49 }).verdict).toBe("refuses");
		expect(judge(verb, { ...made, tokenHash: "bob" }).verdict).toBe("refuses");
	});

	test("keeps the lock that it made even if that ends as the one before it, and renews it by its `lockedAt` (I5)", () => {
		const expected = { status: "locked", expires: NOW + 50 } as const;
		const verb = change(expected, { status: "locked", tokenHash: "alice", seconds: 60 }, NOW);
		const made = { status: "locked", tokenHash: "alice", lockedAt: NOW - 10, expires: NOW + 50 } as const;
		const renewed = { ...made, lockedAt: NOW, expires: NOW + 60 };

		expect(judge(verb, made)).toEqual({ verdict: "keeps", after: made });
		expect(judge(verb, { ...made, tokenHash: "bob" })).toEqual({ verdict: "moves", after: renewed });
		expect(judge(verb, { ...made, tokenHash: undefined } as never)).toEqual({ verdict: "moves", after: renewed });
		expect(judge(verb, { ...made, lockedAt: NOW - 11 })).toEqual({ verdict: "moves", after: renewed });
		expect(judge(verb, { ...made, lockedAt: NOW - 9 })).toEqual({ verdict: "moves", after: renewed });
		const again = change(
			{ ...expected, lockedAt: NOW - 10 },
			{ status: "locked", tokenHash: "alice", seconds: 60 },
			NOW,
		);
		expect(judge(again, made)).toEqual({ verdict: "moves", after: renewed });
	});

	test("counts an expected seat as wanted already only if nothing of it would change", () => {
		const to = { status: "sold", order: "4711" } as const;

		expect(change(to, to, NOW).changesNothing).toBe(true);
		expect(change({ status: "sold", order: "4712" }, to, NOW).changesNothing).toBe(false);
		expect(change({ status: "sold", order: null }, to, NOW).changesNothing).toBe(false);
		expect(change({ status: "available" }, { status: "available" }, NOW).changesNothing).toBe(true);
		const lock = { status: "locked", tokenHash: "alice", seconds: 60 } as const;
		expect(change({ status: "locked", expires: NOW + 60 }, lock, NOW).changesNothing).toBe(false);
	});
});

const buyersVerbs: Record<string, (now: number) => Verb> = {
	lock: (now) => lock({ tokenHash: "alice", expires: now + 60 }, now),
	extend: (now) => extend({ tokenHash: "alice", expires: now + 60, maxLockSeconds: 70 }, now),
	unlock: (now) => unlock("alice", now),
	claim: (now) => claim({ tokenHash: "alice", order: "4711" }, now),
};

const sellersVerbs: Record<string, (now: number) => Verb> = {
	release: (now) => release({ order: "4711" }, now),
	block: (now) => block("sound desk", now),
	sell: (now) => sell({ order: "4711", reason: "sound desk" }, now),
	unblock: (now) => unblock(undefined, now),
};

describe.each(Object.entries(buyersVerbs))("whatever a seat's record, %s", (name, verbAt) => {
	test(`${name} never moves a sold or a blocked seat (I1)`, () => {
		fc.assert(
			fc.property(aRecord, anInstant, (record, now) => {
				fc.pre(record?.status === "sold" || record?.status === "blocked");
				// A claim may give its own sale the order that it lacks: the sale stays the same one.
				fc.pre(name !== "claim" || record.status === "blocked" || record.order !== undefined);

				expect(judge(verbAt(now), record).verdict).not.toBe("moves");
			}),
		);
	});
});

describe.each(Object.entries({ ...buyersVerbs, ...sellersVerbs }))("whatever a seat's record, %s", (name, verbAt) => {
	test(`${name} never moves another's live lock (I3)`, () => {
		fc.assert(
			fc.property(aRecord, anInstant, (record, now) => {
				fc.pre(record?.status === "locked" && record.expires > now && record.tokenHash !== "alice");

				expect(judge(verbAt(now), record).verdict).toBe("refuses");
			}),
		);
	});

	test(`${name} changes nothing more when it is repeated at the same instant (I5)`, () => {
		fc.assert(
			fc.property(aRecord, anInstant, (record, now) => {
				const first = judge(verbAt(now), record);
				fc.pre(first.verdict === "moves");
				const { after } = first as { after: SeatRecord | undefined };

				const again = judge(verbAt(now), after);

				expect(again).toEqual(after ? { verdict: "keeps", after } : { verdict: "moves", after: undefined });
			}),
		);
	});
});

describe("the refusal of a verb", () => {
	const obstacles = [
		{ seat: seat("a", 1), record: locked(NOW + 9, "bob") },
		{ seat: seat("a", 3), record: soldTo("bob", "4712") },
	];

	test("says what a seat is and when its lock ends, where a buyer needs it available", () => {
		expect(refusalOf(lock({ tokenHash: "alice", expires: NOW + 60 }, NOW), obstacles, NOW)).toEqual({
			kind: "seats-unavailable",
			seats: obstacles.map(({ seat, record }) => ({ ...seat, ...stateOf(record, NOW) })),
		});
	});

	test("tells a seller all of the seats in the way but their tokens", () => {
		const sale = { order: "4711" };
		for (const verb of [block("lift", NOW), unblock("lift", NOW), sell(sale, NOW)]) {
			expect(refusalOf(verb, obstacles, NOW)).toEqual({
				kind: "seats-unavailable",
				seats: [
					{ ...seat("a", 1), status: "locked", lockedAt: NOW - 10, expires: NOW + 9 },
					{ ...seat("a", 3), status: "sold", order: "4712", soldAt: NOW - 5 },
				],
			});
		}
	});

	test("says nothing but which seats, where the verb needs a token or an order (I3)", () => {
		const seats = obstacles.map(({ seat }) => seat);

		expect(refusalOf(unlock("alice", NOW), obstacles, NOW)).toEqual({ kind: "not-your-lock", seats });
		expect(refusalOf(release({ order: "4711" }, NOW), obstacles, NOW)).toEqual({ kind: "not-your-order", seats });
	});
});
