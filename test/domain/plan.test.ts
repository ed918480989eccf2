import { describe, expect, test } from "@jest/globals";
import { planOfSection } from "../../documents/section-plan.ts";
import { hasSeat, planEnd, planLock, seatsOf } from "../../domain/plan.ts";
import { seat } from "../support/seats.ts";

const settings = { name: "Distant Worlds", lockSeconds: 600, maxLockSeconds: 1_800, maxSeatsPerLock: 2 };
const oneSeat = { num: 1 };

describe("a lock", () => {
	test("lasts as long as its event says", () => {
		expect(planLock(settings, oneSeat, 100)).toEqual({ accepted: true, value: 700 });
	});

	test("lasts as long as the caller says, up to the longest of its event", () => {
		expect(planLock(settings, { ...oneSeat, seconds: 1 }, 100)).toEqual({ accepted: true, value: 101 });
		expect(planLock(settings, { ...oneSeat, seconds: 1_800 }, 100)).toEqual({ accepted: true, value: 1_900 });
		expect(planLock(settings, { ...oneSeat, seconds: 1_801 }, 100)).toMatchObject({
			accepted: false,
			refusal: { kind: "invalid-request", errors: [{ path: "/seconds" }] },
		});
	});

	test("is taken from the second the event opens", () => {
		const sale = { ...settings, opens: 100 };

		expect(planLock(sale, oneSeat, 99)).toEqual({ accepted: false, refusal: { kind: "not-on-sale", opens: 100 } });
		expect(planLock(sale, oneSeat, 100).accepted).toBe(true);
	});

	test("is taken until the second before the event closes", () => {
		const sale = { ...settings, closes: 100 };

		expect(planLock(sale, oneSeat, 99).accepted).toBe(true);
		expect(planLock(sale, oneSeat, 100)).toEqual({ accepted: false, refusal: { kind: "event-closed", closes: 100 } });
	});

	test("holds as many seats as its event allows, and no more", () => {
		expect(planLock(settings, { num: 2 }, 100).accepted).toBe(true);
		expect(planLock(settings, { num: 3 }, 100)).toEqual({
			accepted: false,
			refusal: { kind: "too-many-seats", limit: 2 },
		});
	});
});

test("an extension is measured from now, like a lock", () => {
	expect(planEnd(settings, undefined, 100)).toEqual({ accepted: true, value: 700 });
	expect(planEnd(settings, 30, 100)).toEqual({ accepted: true, value: 130 });
});

test("the seats of a plan stand in its order, without the gaps", () => {
	const plan = planOfSection("orchestra", [
		{ row: "b", seats: ["2", null, "1"] },
		{ row: "a", seats: ["7"] },
	]);

	expect(seatsOf(plan)).toEqual([seat("b", 2), seat("b", 1), seat("a", 7)]);
});

test("a plan knows its own seats, and does not take a row's end for a seat's beginning", () => {
	const plan = planOfSection("orchestra", { 'a","b': { c: {} } });

	expect(hasSeat(plan, seat('a","b', "c"))).toBe(true);
	expect(hasSeat(plan, seat("a", 'b","c'))).toBe(false);
	expect(hasSeat(plan, seat("a", "c"))).toBe(false);
});
