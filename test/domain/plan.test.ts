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

test("a plan knows its own seats, and does not take a row's end for a seat's beginning", () => {
	const plan = planOfSection("orchestra", { 'a","b': { c: {} } });

	expect(hasSeat(plan, seat('a","b', "c"))).toBe(true);
	expect(hasSeat(plan, seat("a", 'b","c'))).toBe(false);
	expect(hasSeat(plan, seat("a", "c"))).toBe(false);
});
