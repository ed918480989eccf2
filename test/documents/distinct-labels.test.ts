import { expect, test } from "@jest/globals";
import { cutLabel, cutText, distinctLabels, firstId, freeLabels, orderOfIds } from "../../documents/distinct-labels.ts";

test("a label is cut to whole characters, and only if it is too long", () => {
	const full = `${"x".repeat(63)} `;

	expect(cutLabel(full)).toBe(full);
	expect(cutLabel(`${full}x`)).toBe("x".repeat(63));
	expect(cutLabel("🎭".repeat(33))).toBe("🎭".repeat(32));
	expect(cutText("🎭🎭🎭", 2)).toBe("🎭🎭");
});

test("of equal labels the first keeps its own, and no made-up label takes one that is written", () => {
	const things = [undefined, "1", "1", "1 (2)"].map((label) => ({ label, id: undefined }));

	expect(distinctLabels(things, (_, place) => `${place}`)).toEqual(["1 (3)", "1", "1 (4)", "1 (2)"]);
});

test("a label made distinct by a number still has at most 64 characters", () => {
	const freeLabel = freeLabels(["x".repeat(64)]);

	expect(freeLabel("x".repeat(64))).toBe(`${"x".repeat(60)} (2)`);
});

test("made-up labels follow the ids of the things, in whatever order they are listed (I11)", () => {
	const things = ["A-10", "A-9", "B-1", undefined].map((id) => ({ label: undefined, id }));

	expect(distinctLabels(things, (_, place) => `${place}`)).toEqual(["2", "1", "3", "4"]);
	expect(distinctLabels(things.toReversed(), (_, place) => `${place}`)).toEqual(["4", "3", "1", "2"]);
	expect(firstId(things.map(({ id }) => id))).toBe("A-9");
});

test("ids have one order, whichever of them are compared first (I11)", () => {
	const ids = ["a1", "a01", "a001", "a1b", "a1ba", "a1c", "a2", "a10"];
	for (const listed of [ids, ids.toReversed(), ["a001", "a1ba", "a1c", "a10", "a1", "a2", "a1b", "a01"]]) {
		const ordered = orderOfIds(listed.map((id) => ({ id }))).map((index) => listed[index]);

		expect(ordered).toEqual(ids);
	}
});

test("a new thing with an id does not take the written label of one that has none (I11)", () => {
	const old = { label: "7", id: undefined };
	const added = { label: "7", id: "X" };

	expect(distinctLabels([old, added], String)).toEqual(["7", "7 (2)"]);
	expect(distinctLabels([added, old], String)).toEqual(["7 (2)", "7"]);
});

test("long labels that begin alike are made distinct in a time that grows with their number", () => {
	const labels = Array.from({ length: 20_000 }, (_, index) => `${"x".repeat(58)}${index + 10_000}`);
	const freeLabel = freeLabels(labels);

	const made = new Set(labels.map(freeLabel));

	expect(made.size).toBe(20_000);
});
