import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { inParallel } from "../../store/in-parallel.ts";

/** Records the items that are done, and the most that were worked on at once. */
function watched(task: (item: number) => void = () => {}) {
	const done: number[] = [];
	let underWay = 0;
	let most = 0;
	const work = async (item: number) => {
		underWay += 1;
		most = Math.max(most, underWay);
		await turn();
		underWay -= 1;
		task(item);
		done.push(item);
	};
	return { work, done, most: () => most };
}

test("each item is worked on once, up to the limit at a time", async () => {
	const { work, done, most } = watched();

	await inParallel([1, 2, 3, 4, 5, 6, 7], 3, work);

	expect(done.toSorted()).toStrictEqual([1, 2, 3, 4, 5, 6, 7]);
	expect(most()).toBe(3);
});

test("fewer items than the limit are all worked on at once", async () => {
	const { work, done, most } = watched();

	await inParallel([1, 2], 3, work);

	expect(done.toSorted()).toStrictEqual([1, 2]);
	expect(most()).toBe(2);
});

test("the first failure is thrown, and no item is started after it", async () => {
	const { work, done } = watched((item) => {
		if (item === 2) throw new Error("no");
	});

	await expect(inParallel([1, 2, 3, 4, 5], 1, work)).rejects.toThrow("no");

	expect(done).toEqual([1]);
});
