import { describe, expect, test } from "@jest/globals";
import { FRONT_FIRST, MOST_UNITS, replay } from "./opening.ts";
import { playOpening } from "./play-opening.ts";

const mostOf = ({ hottest }: ReturnType<typeof replay>) => Math.max(...Array.from(hottest.values()).flat());

function wanting(wantedSections: number) {
	const { refusalsPerOrder, knownToCopy } = playOpening({ wantedSections });
	return { refusals: refusalsPerOrder, known: knownToCopy };
}

describe("an opening that sells 80,000 seats in a minute, front sections first (contract §3)", () => {
	test.each([
		["80 sections of 1,000", FRONT_FIRST],
		["160 sections of 500", { ...FRONT_FIRST, sections: 160, rows: 20 }],
		["eight of them on sale at once", { ...FRONT_FIRST, open: 8 }],
		["twelve, and buyers who want nothing else", { ...FRONT_FIRST, ...wanting(12) }],
	])("no key of table or index meets 1,000 write units in any second: %s", (_, opening) => {
		for (const seed of [1, 2]) {
			const run = replay(opening, seed);

			expect(run.seats).toBe(80_000);
			expect(run.seconds).toBeLessThanOrEqual(60);
			expect(mostOf(run)).toBeLessThan(MOST_UNITS);
		}
	});

	test("each seat is written once to the index for its lock, once for its sale, and once for an extension", () => {
		const { totals, refusals } = replay({ ...FRONT_FIRST, extended: 1 });

		expect(totals.get("count")).toBe(3 * 80_000);
		expect(totals.get("orders")).toBe(80_000);
		expect(refusals).toBeGreaterThan(10_000);
	});

	test("a refusal of seats that the copy knows writes nothing, but one of a single seat does", () => {
		const opening = { ...FRONT_FIRST, refusals: 2, known: 1 };

		const [all, refused] = [replay(opening), replay({ ...opening, known: 0 })];

		// One order in four is for a single seat.
		expect(all.refusedByRead / all.refusals).toBeCloseTo(0.75, 1);
		expect(refused.refusedByRead).toBe(0);
		expect(refused.totals.get("seats")).toBeGreaterThan(1.5 * (all.totals.get("seats") ?? 0));
	});

	test("a section that is sold alone is too much for its key, so the replay can see one that is too hot", () => {
		const run = replay({ ...FRONT_FIRST, open: 1 });

		expect(mostOf(run)).toBeGreaterThan(MOST_UNITS);
	});
});
