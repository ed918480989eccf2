import { expect, test } from "@jest/globals";
import { planOfSection } from "../../documents/section-plan.ts";
import { countOf, mapOf } from "../../domain/seat-map.ts";
import type { SeatState } from "../../domain/seat-record.ts";
import { lookUpTaken } from "../../domain/taken-state.ts";
import { house, seat } from "../support/seats.ts";

const plan = planOfSection("orchestra", [
	{ row: "b", seats: ["1", null, { seat: "3", accessible: true }, "5"] },
	{ row: "a", seats: ["1", "3", "5"] },
]);
const taken = (row: string, number: number, state: SeatState) => ({ ...seat(row, number), ...state });

/** What a function may answer, with room to spare: Lambda's limit is 6 MB, and the map is JSON inside JSON. */
const MAX_MAP_BYTES = 5_000_000;

test("the map of 80,000 seats, every one sold, fits in a function's response", () => {
	const { sections } = house(160, 20, 25);

	const maps = Object.entries(sections).map(([section, rows]) =>
		mapOf(planOfSection(section, rows), () => ({ status: "sold" })),
	);

	expect(maps.flatMap(({ rows }) => rows.flatMap(({ seats }) => seats))).toHaveLength(80_000);
	expect(Buffer.byteLength(JSON.stringify(maps))).toBeLessThan(MAX_MAP_BYTES);
});

test("a seat map has the rows and gaps of its plan, marks accessible seats, and names the state of taken seats only", () => {
	const takenStateOf = lookUpTaken([
		taken("b", 3, { status: "locked", expires: 160 }),
		taken("b", 5, { status: "sold" }),
	]);

	expect(mapOf(plan, takenStateOf)).toEqual({
		section: "orchestra",
		rows: [
			{
				row: "b",
				seats: ["1", null, { seat: "3", accessible: true }, "5"],
				taken: { 3: { status: "locked", expires: 160 }, 5: { status: "sold" } },
			},
			{ row: "a", seats: ["1", "3", "5"] },
		],
	});
});

test("a section is counted by what its seats are: a seat that was found available again is not taken", () => {
	const takenStateOf = lookUpTaken([
		taken("b", 1, { status: "locked", expires: 160 }),
		taken("b", 5, { status: "sold" }),
		taken("a", 1, { status: "sold" }),
		taken("a", 5, { status: "blocked" }),
	]);

	expect(countOf(plan, takenStateOf)).toEqual({ num: 2, capacity: 6, locked: 1, sold: 2, blocked: 1, largest: 1 });
	expect(countOf(plan, () => ({ status: "available" }))).toMatchObject({ num: 6, locked: 0, sold: 0, blocked: 0 });
});

test("a taken seat is found by its section, its row and its number together", () => {
	const takenStateOf = lookUpTaken([taken("a", 1, { status: "sold" }), taken("a", 3, { status: "blocked" })]);

	expect(takenStateOf(seat("a", 1))).toEqual({ status: "sold" });
	expect(takenStateOf(seat("a", 3))).toEqual({ status: "blocked" });
	expect(takenStateOf(seat("a", 5))).toBeUndefined();
	expect(takenStateOf(seat("b", 1))).toBeUndefined();
	expect(takenStateOf(seat("a", 1, "balcony"))).toBeUndefined();
});
