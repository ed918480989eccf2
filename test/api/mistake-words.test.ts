import { expect, test } from "@jest/globals";
import { requests } from "../../api/requests.ts";

const change = requests.change.body;
const changing = (from: unknown, to: unknown = { status: "available" }) => ({
	changes: [{ section: "stalls", row: "A", seat: "1", from, to }],
});

test.each([
	["a field that is missing", requests.sell.body, {}, "is missing"],
	["a text that is a number", requests.sell.body, { order: 4711 }, "expected a text"],
	["a text that is null", requests.sell.body, { order: null }, "expected a text"],
	["a number that is a text", requests.lock.body, { seconds: "60" }, "expected a number"],
	["a whole number with a fraction", requests.lock.body, { seconds: 1.5 }, "expected a whole number"],
	["a number that is too small", requests.lock.body, { seconds: 0 }, "expected at least 1"],
	["a number that is too large", requests.lock.body, { seconds: 604_801 }, "expected at most 604800"],
	[
		"a release that names neither its seats nor their number",
		requests.release.bodyWithoutSeats,
		{ order: "1" },
		"expected the number of seats of the whole order, or else `seats`",
	],
	["yes or no that is a text", requests["lock-together"].body, { num: 2, accessible: "yes" }, "expected true or false"],
	["a list that is a text", requests["lock-together"].body, { num: 2, sections: "stalls" }, "expected a list"],
	["an empty list", requests["lock-together"].body, { num: 2, sections: [] }, "expected at least one section"],
	["a category that is a number", requests["lock-together"].body, { num: 2, categories: [1] }, "expected a text"],
	["an object that is a list", requests.lock.body, [], "expected an object"],
	[
		"another word than those that are known",
		requests.taken.query,
		{ status: "free" },
		"expected locked, sold or blocked",
	],
	["a status of a change", change, changing({ status: "free" }), "expected available, locked, sold or blocked"],
	["a change without a status", change, changing({}), "expected available, locked, sold or blocked"],
	["a cursor that is too long", requests.taken.query, { after: "x".repeat(1_001) }, "expected `next` of a page"],
])("a mistake is named in words that say what would be right: %s", (_, schema, value, message) => {
	const { error } = schema.safeParse(value);

	expect(error?.issues.map((issue) => issue.message)).toEqual([message]);
});
