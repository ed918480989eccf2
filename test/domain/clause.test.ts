import { expect, test } from "@jest/globals";
import {
	above,
	all,
	any,
	atLeast,
	atMost,
	below,
	exists,
	holds,
	is,
	isNot,
	mayHold,
	missing,
} from "../../domain/clause.ts";

const record = { status: "locked", expires: 160 };

test("`<=` and `>=` include the limit, `<` and `>` do not", () => {
	expect([159, 160, 161].map((limit) => holds(below("expires", limit), record))).toEqual([false, false, true]);
	expect([159, 160, 161].map((limit) => holds(atMost("expires", limit), record))).toEqual([false, true, true]);
	expect([159, 160, 161].map((limit) => holds(above("expires", limit), record))).toEqual([true, false, false]);
	expect([159, 160, 161].map((limit) => holds(atLeast("expires", limit), record))).toEqual([true, true, false]);
});

test("text and the number it spells are not equal", () => {
	expect(holds(is("expires", "160"), record)).toBe(false);
	expect(holds(is("expires", 160), record)).toBe(true);
	expect([holds(isNot("expires", "160"), record), holds(isNot("expires", 160), record)]).toEqual([true, false]);
});

test("without a record every attribute is missing, and no comparison holds but that it is not equal", () => {
	expect(holds(isNot("status", "locked"), undefined)).toBe(true);
	expect(holds(missing("status"), undefined)).toBe(true);
	expect(holds(exists("status"), undefined)).toBe(false);
	for (const clause of [is("status", "locked"), below("expires", 200), atMost("expires", 200)]) {
		expect(holds(clause, undefined)).toBe(false);
	}
	for (const clause of [above("expires", 0), atLeast("expires", 0)]) expect(holds(clause, undefined)).toBe(false);
});

test("all of several clauses must hold, or any of them", () => {
	const [yes, no] = [exists("status"), missing("status")];

	expect([all(yes, yes), all(yes, no), any(no, yes), any(no, no)].map((clause) => holds(clause, record))).toEqual([
		true,
		false,
		true,
		false,
	]);
});

test("a clause may hold for a record if the attributes that are known do not contradict it", () => {
	const known = { status: "blocked" };

	expect(mayHold(all(is("status", "blocked"), is("reason", "desk")), known)).toBe(true);
	expect(mayHold(all(is("status", "locked"), above("expires", 160)), known)).toBe(false);
	expect(mayHold(any(missing("status"), is("status", "locked")), known)).toBe(false);
	expect(mayHold(any(missing("status"), is("status", "blocked")), known)).toBe(true);
});
