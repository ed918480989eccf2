import { expect, test } from "@jest/globals";
import { cutLabel, distinctLabels, freeLabels } from "../../documents/distinct-labels.ts";

test("a label is cut to whole characters, and only if it is too long", () => {
	const full = `${"x".repeat(63)} `;

	expect(cutLabel(full)).toBe(full);
	expect(cutLabel(`${full}x`)).toBe("x".repeat(63));
	expect(cutLabel("🎭🎭🎭", 2)).toBe("🎭🎭");
});

test("of equal labels the first keeps its own, and no made-up label takes one that is written", () => {
	expect(distinctLabels([undefined, "1", "1", "1 (2)"], (place) => `${place}`)).toEqual([
		"1 (3)",
		"1",
		"1 (4)",
		"1 (2)",
	]);
});

test("a label made distinct by a number still has at most 64 characters", () => {
	const freeLabel = freeLabels(["x".repeat(64)]);

	expect(freeLabel("x".repeat(64))).toBe(`${"x".repeat(60)} (2)`);
});
