import { expect, test } from "@jest/globals";
import { planOfSection } from "../../documents/section-plan.ts";
import { hasSeat, seatsOf } from "../../domain/plan.ts";
import { seat } from "../support/seats.ts";

test("the seats of a plan come in its order, without the gaps", () => {
	const plan = planOfSection("orchestra", [
		{ row: "b", seats: ["2", null, "1"] },
		{ row: "a", seats: ["7"] },
	]);

	expect(seatsOf(plan)).toEqual([seat("b", 2), seat("b", 1), seat("a", 7)]);
});

test("row 1 seat 11 and row 11 seat 1 are different seats, and so are labels that hold a separator", () => {
	const plan = planOfSection("orchestra", { "1": { "11": {} }, 'a","b': { c: {} } });

	expect(hasSeat(plan, seat("1", "11"))).toBe(true);
	expect(hasSeat(plan, seat("11", "1"))).toBe(false);
	expect(hasSeat(plan, seat('a","b', "c"))).toBe(true);
	expect(hasSeat(plan, seat("a", 'b","c'))).toBe(false);
	expect(hasSeat(plan, seat("a", "c"))).toBe(false);
});
