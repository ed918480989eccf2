/** The checker reports every planted violation, blames no other seat, and accepts the correct version. */
import { expect, test } from "@jest/globals";
import { checkHistory } from "./check-history.ts";
import { generateHistory, type Shape } from "./generated-history.ts";
import type { History } from "./history.ts";
import { PLANTED_VIOLATIONS } from "./planted-violations.ts";
import { type Step, story } from "./story.ts";
import { format } from "./violation.ts";

/** A correct sale at other seats, with operations all around the planted ones. */
const OTHER_SALE: Shape = {
	operations: 60,
	seats: 5,
	buyers: 3,
	lost: 0.1,
	bounded: 0.8,
	overlap: 30,
	party: 2,
	haste: 0.3,
};
const OTHER_SALE_SEED = 1;

const CASES = PLANTED_VIOLATIONS.map(([invariant, name, build]) => ({
	invariant,
	name,
	wrong: historyOf(build(true)),
	correct: historyOf(build(false)),
}));

test.each(CASES)("the checker reports $invariant: $name", ({ invariant, wrong }) => {
	const { violations } = checkHistory(wrong);

	expect(violations.map((violation) => violation.invariant)).toContain(invariant);
});

test.each(CASES)("the checker blames no other seat when $name", ({ wrong }) => {
	const { violations } = checkHistory(amidOtherSale(wrong));

	expect(violations.length).toBeGreaterThan(0);
	expect(violations.filter(({ seat }) => seat.startsWith("seat"))).toEqual([]);
});

test.each(CASES)("the checker accepts the correct version of: $name", ({ correct }) => {
	expect(checkHistory(amidOtherSale(correct)).violations.map(format)).toEqual([]);
});

test("at least 50 different violations are planted", () => {
	const names = PLANTED_VIOLATIONS.map(([, name]) => name);

	expect(new Set(names).size).toBe(names.length);
	expect(names.length).toBeGreaterThanOrEqual(50);
});

function historyOf(history: readonly Step[] | History): History {
	return "operations" in history ? history : story(history);
}

function amidOtherSale({ operations, after, before }: History): History {
	const other = generateHistory(OTHER_SALE_SEED, OTHER_SALE);
	const renumbered = operations.map((operation) => ({ ...operation, id: 1_000 + operation.id }));
	return {
		operations: [...renumbered, ...other.operations],
		...(before && { before }),
		...(after && { after: new Map([...after, ...(other.after ?? [])]) }),
	};
}
