import { describe, expect, test } from "@jest/globals";
import { endOfLock, refusalOfLength, refusalToLock } from "../../domain/settings.ts";

const settings = { name: "Distant Worlds", lockSeconds: 600, maxLockSeconds: 1_800, maxSeatsPerLock: 2 };
const oneSeat = { num: 1 };

describe("the length of a lock", () => {
	test("a lock lasts as long as its event says, unless the caller says", () => {
		expect(endOfLock(settings, undefined, 100)).toBe(700);
		expect(endOfLock(settings, 30, 100)).toBe(130);
	});

	test("a lock may last up to the longest of its event, and not a second longer", () => {
		expect(refusalOfLength(settings, undefined)).toBeUndefined();
		expect(refusalToLock(settings, { ...oneSeat, seconds: 1_800 }, 100)).toBeUndefined();
		expect(refusalToLock(settings, { ...oneSeat, seconds: 1_801 }, 100)).toMatchObject({
			kind: "invalid-request",
			errors: [{ path: "/seconds" }],
		});
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
