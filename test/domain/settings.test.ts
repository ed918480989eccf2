import { describe, expect, test } from "@jest/globals";
import { endOfLock, forParties, refusalOfSize, refusalToExtend, refusalToLock } from "../../domain/settings.ts";

const settings = { name: "Distant Worlds", lockSeconds: 600, maxLockSeconds: 1_800, maxSeatsPerLock: 2 };
const oneSeat = { num: 1 };

describe("the length of a lock", () => {
	test("a lock lasts as long as its event says, unless the caller says", () => {
		expect(endOfLock(settings, undefined, 100)).toBe(700);
		expect(endOfLock(settings, 30, 100)).toBe(130);
	});

	test("a lock may last up to its event's lockSeconds, and not a second longer", () => {
		expect(refusalToLock(settings, { ...oneSeat, seconds: 600 }, 100)).toBeUndefined();
		expect(refusalToLock(settings, { ...oneSeat, seconds: 601 }, 100)).toMatchObject({
			kind: "invalid-request",
			errors: [{ path: "/seconds" }],
		});
	});

	test("an extension may be up to the longest lock of the event, and not a second longer", () => {
		expect(refusalToExtend(settings, undefined)).toBeUndefined();
		expect(refusalToExtend(settings, 1_800)).toBeUndefined();
		expect(refusalToExtend(settings, 1_801)).toMatchObject({ kind: "invalid-request", errors: [{ path: "/seconds" }] });
	});
});

test("locks are taken from the second the event opens", () => {
	const sale = { ...settings, opens: 100 };

	expect(refusalToLock(sale, oneSeat, 99)).toEqual({ kind: "not-on-sale", opens: 100 });
	expect(refusalToLock(sale, oneSeat, 100)).toBeUndefined();
});

test("locks are taken until the second before the event closes", () => {
	const sale = { ...settings, closes: 100 };

	expect(refusalToLock(sale, oneSeat, 99)).toBeUndefined();
	expect(refusalToLock(sale, oneSeat, 100)).toEqual({ kind: "event-closed", closes: 100 });
});

test("a lock holds as many seats as its event allows, and no more", () => {
	expect(refusalToLock(settings, { num: 2 }, 100)).toBeUndefined();
	expect(refusalToLock(settings, { num: 3 }, 100)).toEqual({ kind: "too-many-seats", limit: 2 });
});

test("a party has as many seats as its event allows, and at most 99", () => {
	expect(refusalOfSize(forParties({ ...settings, maxSeatsPerLock: 10 }), 11)).toEqual({
		kind: "too-many-seats",
		limit: 10,
	});
	expect(refusalOfSize(forParties({ ...settings, maxSeatsPerLock: 100 }), 99)).toBeUndefined();
	expect(refusalOfSize(forParties({ ...settings, maxSeatsPerLock: 100 }), 100)).toEqual({
		kind: "too-many-seats",
		limit: 99,
	});
});
