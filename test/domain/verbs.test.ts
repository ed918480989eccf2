import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { decideClaim } from "../../domain/claim.ts";
import { decideExtend } from "../../domain/extend.ts";
import { decideLock } from "../../domain/lock.ts";
import type { SeatRecord } from "../../domain/seat-record.ts";
import { decideUnlock } from "../../domain/unlock.ts";
import { anInstant, aRecord, NOW } from "../support/records-at-random.ts";

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

describe("lock", () => {
	const wanted = { tokenHash: "bob", expires: NOW + 60 };

	test("takes an available seat until the end that is asked for", () => {
		expect(decideLock(undefined, wanted, NOW)).toEqual({
			kind: "move",
			to: { status: "locked", tokenHash: "bob", lockedAt: NOW, expires: NOW + 60 },
		});
	});

	test("takes over a lock at the second it ends, and not a second before (I2)", () => {
		expect(decideLock(locked(NOW), wanted, NOW).kind).toBe("move");
		expect(decideLock(locked(NOW + 1), wanted, NOW).kind).toBe("refuse");
	});

	test("keeps a live lock of the same token as it stands (I5)", () => {
		const own = locked(NOW + 1, "bob");

		expect(decideLock(own, wanted, NOW)).toEqual({ kind: "keep", record: own });
	});
});

describe("extend", () => {
	const until = (expires: number, maxLockSeconds = 100) => ({ tokenHash: "alice", expires, maxLockSeconds });

	test("moves the end of a live lock, and nothing else", () => {
		expect(decideExtend(locked(NOW + 1), until(NOW + 60), NOW)).toEqual({ kind: "move", to: locked(NOW + 60) });
	});

	test("never shortens a lock (I5)", () => {
		expect(decideExtend(locked(NOW + 61), until(NOW + 60), NOW)).toEqual({ kind: "keep", record: locked(NOW + 61) });
		expect(decideExtend(locked(NOW + 60), until(NOW + 60), NOW)).toEqual({ kind: "keep", record: locked(NOW + 60) });
	});

	test("ends no lock later than the longest that its event allows, counted from when it was made", () => {
		expect(decideExtend(locked(NOW + 1), until(NOW + 60, 30), NOW)).toEqual({ kind: "move", to: locked(NOW + 20) });
	});

	test("refuses a lock that has ended, and one of another token (I2, I3)", () => {
		expect(decideExtend(locked(NOW), until(NOW + 60), NOW).kind).toBe("refuse");
		expect(decideExtend(locked(NOW + 1, "bob"), until(NOW + 60), NOW).kind).toBe("refuse");
	});
});

describe("unlock", () => {
	test("frees the holder's seat, and leaves an available one available (I3)", () => {
		expect(decideUnlock(locked(NOW + 1), "alice", NOW)).toEqual({ kind: "move", to: undefined });
		expect(decideUnlock(undefined, "alice", NOW)).toEqual({ kind: "move", to: undefined });
	});

	test("touches another's lock only when it has ended (I2, I3)", () => {
		expect(decideUnlock(locked(NOW + 1), "bob", NOW).kind).toBe("refuse");
		expect(decideUnlock(locked(NOW), "bob", NOW).kind).toBe("move");
	});

	test("does not give a sold seat back, not even to its buyer", () => {
		expect(decideUnlock(soldTo("alice"), "alice", NOW).kind).toBe("refuse");
	});
});

describe("claim", () => {
	const claim = { tokenHash: "alice", order: "4711" };

	test("turns the holder's live lock into a sale that remembers its token and order", () => {
		expect(decideClaim(locked(NOW + 1), claim, NOW)).toEqual({
			kind: "move",
			to: { status: "sold", tokenHash: "alice", order: "4711", soldAt: NOW },
		});
	});

	test("refuses a lock that has ended, even to its holder, and however recently (I2)", () => {
		expect(decideClaim(locked(NOW), claim, NOW).kind).toBe("refuse");
	});

	test("refuses a seat that nobody has locked (I3)", () => {
		expect(decideClaim(undefined, claim, NOW).kind).toBe("refuse");
	});

	test("keeps its own sale as it stands, whenever it is repeated (I5)", () => {
		const own = soldTo("alice", "4711");

		expect(decideClaim(own, claim, NOW + 1_000_000)).toEqual({ kind: "keep", record: own });
	});

	test("is another claim with another order, with none instead of one, or with another token (I1)", () => {
		expect(decideClaim(soldTo("alice", "4712"), claim, NOW).kind).toBe("refuse");
		expect(decideClaim(soldTo("alice"), claim, NOW).kind).toBe("refuse");
		expect(decideClaim(soldTo("alice", "4711"), { tokenHash: "alice", order: undefined }, NOW).kind).toBe("refuse");
		expect(decideClaim(soldTo("bob", "4711"), claim, NOW).kind).toBe("refuse");
	});
});

const verbs = {
	lock: (record: SeatRecord | undefined, now: number) =>
		decideLock(record, { tokenHash: "alice", expires: now + 60 }, now),
	extend: (record: SeatRecord | undefined, now: number) =>
		decideExtend(record, { tokenHash: "alice", expires: now + 60, maxLockSeconds: 70 }, now),
	unlock: (record: SeatRecord | undefined, now: number) => decideUnlock(record, "alice", now),
	claim: (record: SeatRecord | undefined, now: number) =>
		decideClaim(record, { tokenHash: "alice", order: "4711" }, now),
};

describe.each(Object.entries(verbs))("whatever a seat's record, %s", (_, decide) => {
	test("never moves a sold or a blocked seat (I1)", () => {
		fc.assert(
			fc.property(aRecord, anInstant, (record, now) => {
				fc.pre(record?.status === "sold" || record?.status === "blocked");

				expect(decide(record, now).kind).not.toBe("move");
			}),
		);
	});

	test("never moves another's live lock (I3)", () => {
		fc.assert(
			fc.property(aRecord, anInstant, (record, now) => {
				fc.pre(record?.status === "locked" && record.expires > now && record.tokenHash !== "alice");

				expect(decide(record, now).kind).toBe("refuse");
			}),
		);
	});

	test("changes nothing more when it is repeated at the same instant (I5)", () => {
		fc.assert(
			fc.property(aRecord, anInstant, (record, now) => {
				const first = decide(record, now);
				fc.pre(first.kind === "move");

				const again = decide(first.to, now);

				expect(again).toEqual(first.to ? { kind: "keep", record: first.to } : { kind: "move", to: undefined });
			}),
		);
	});
});
