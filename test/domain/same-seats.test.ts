import { describe, expect, test } from "@jest/globals";
import { planOfSection } from "../../documents/section-plan.ts";
import { type Refusal, Refused } from "../../domain/refusal.ts";
import { refuseChangedSeats, refuseLostSeats } from "../../domain/same-seats.ts";
import { seat } from "../support/seats.ts";

/** The orchestra with one row; a seat with an id is written `1:LEFT`. */
function orchestra(...seats: string[]) {
	const places = seats.map((written) => {
		const [label = "", id] = written.split(":");
		return id === undefined ? label : { seat: label, id };
	});
	return planOfSection("orchestra", [{ row: "a", seats: places }]);
}

function refusalOf(rule: () => void): Refusal | undefined {
	try {
		rule();
		return undefined;
	} catch (error) {
		if (error instanceof Refused) return error.refusal;
		throw error;
	}
}

const changes = (before: readonly string[], after: readonly string[]) =>
	refusalOf(() => refuseChangedSeats([orchestra(...before)], [orchestra(...after)]));

describe("a seat of the event", () => {
	test("is lost if the document has no such labels, wherever the others are listed", () => {
		const refusal = refusalOf(() => refuseLostSeats([orchestra("1", "2", "3")], [orchestra("3", "1")]));

		expect(refusal).toEqual({ kind: "seats-removed", total: 1, seats: [seat("a", 2)] });
	});

	test("is lost with its section", () => {
		expect(refusalOf(() => refuseLostSeats([orchestra("1")], []))).toMatchObject({ total: 1 });
	});

	test("is kept beside new ones", () => {
		expect(refusalOf(() => refuseLostSeats([orchestra("1")], [orchestra("2", "1")]))).toBeUndefined();
	});
});

describe("a physical seat (I11)", () => {
	test("stays with its labels, in whatever order they are listed", () => {
		expect(changes(["1:LEFT", "2:RIGHT"], ["2:RIGHT", "1:LEFT"])).toBeUndefined();
	});

	test("may not change places with another", () => {
		expect(changes(["1:LEFT", "2:RIGHT"], ["1:RIGHT", "2:LEFT"])).toEqual({
			kind: "seats-changed",
			total: 2,
			seats: [
				{ ...seat("a", 1), was: "LEFT", wouldBe: "RIGHT" },
				{ ...seat("a", 2), was: "RIGHT", wouldBe: "LEFT" },
			],
		});
	});

	test("may not lose its id", () => {
		expect(changes(["1:LEFT"], ["1"])).toMatchObject({ seats: [{ was: "LEFT", wouldBe: null }] });
	});

	test("may not come under other labels, new ones or ones without an id", () => {
		const moved = { ...seat("a", 2), was: null, wouldBe: "LEFT" };

		expect(changes(["1:LEFT"], ["2:LEFT"])).toMatchObject({ total: 2, seats: [{ was: "LEFT" }, moved] });
		expect(changes(["1:LEFT", "2"], ["2:LEFT"])).toMatchObject({ total: 2, seats: [{ was: "LEFT" }, moved] });
	});

	test("may be named where no id is known", () => {
		expect(changes(["1"], ["1:LEFT", "2:RIGHT"])).toBeUndefined();
	});

	test("whose labels and id are both gone is lost, and not changed", () => {
		expect(changes(["1:LEFT"], ["2"])).toBeUndefined();
	});
});

test("a refusal names a hundred seats and counts all", () => {
	const labels = Array.from({ length: 101 }, (_, index) => String(index));

	expect(refusalOf(() => refuseLostSeats([orchestra(...labels)], []))).toMatchObject({
		total: 101,
		seats: labels.slice(0, 100).map((label) => seat("a", label)),
	});
	const refusal = changes(
		labels.map((label) => `${label}:${label}`),
		labels,
	);
	expect(refusal).toMatchObject({ total: 101, seats: { length: 100 } });
});
