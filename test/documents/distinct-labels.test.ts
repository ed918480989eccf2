import { expect, test } from "@jest/globals";
import { distinctLabels, freeLabels, shortened } from "../../documents/distinct-labels.ts";

test("a label is cut to whole characters, and only if it is too long", () => {
	const full = `${"x".repeat(63)} `;

	expect(shortened(full)).toBe(full);
	expect(shortened(`${full}x`)).toBe("x".repeat(63));
	expect(shortened("🎭🎭🎭", 2)).toBe("🎭🎭");
});

test("what is written goes before what is made up, and the first before the second", () => {
	expect(distinctLabels([undefined, "1", "1", "1 (2)"], (place) => `${place}`)).toEqual([
		"1 (3)",
		"1",
		"1 (4)",
		"1 (2)",
	]);
});

test("a label that is given again stays within the longest", () => {
	const give = freeLabels(["x".repeat(64)]);

	expect(give("x".repeat(64))).toBe(`${"x".repeat(60)} (2)`);
});
