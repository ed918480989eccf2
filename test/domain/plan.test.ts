import { expect, test } from "@jest/globals";
import { planOfSection } from "../../documents/section-plan.ts";
import { factsOfPlan, hasSeat, seatsOf } from "../../domain/plan.ts";
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

test("what the plan says of a seat is found without a look at every other seat of its row (I12)", () => {
	const seats = Array.from({ length: 10_000 }, (_, index) => ({ seat: String(index + 1), accessible: index > 9_990 }));
	const plan = planOfSection("standing", [{ row: "floor", seats }]);
	let looks = 0;
	const counted = plan.rows.map(({ row, places }) => ({
		row,
		places: places.map((place) => {
			const label = place?.seat ?? "";
			return Object.defineProperty({ accessible: place?.accessible === true, seat: label }, "seat", {
				get: () => {
					looks += 1;
					return label;
				},
			});
		}),
	}));

	const found = [1, 9_000, 9_995, 10_000].map((number) =>
		factsOfPlan({ ...plan, rows: counted }, seat("floor", number, "standing")),
	);

	expect(found).toEqual([{}, {}, { accessible: true }, { accessible: true }]);
	expect(looks).toBeLessThan(10);
});
