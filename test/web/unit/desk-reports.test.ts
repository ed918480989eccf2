/** What the desk shows of its sales: the curve, the file, and how long it keeps the key. */
import { describe, expect, test } from "@jest/globals";
import { joinCsv, nextPageIn, withMark } from "../../../web/desk/csv-pages.ts";
import { IDLE_SECONDS, idleWatch } from "../../../web/desk/idle-watch.ts";
import { curvePath, soldCurve } from "../../../web/desk/sold-curve.ts";
import type { Taken, TakenSeats } from "../../../web/desk/taken.ts";

describe("the curve of sales", () => {
	const soldAt = (...times: readonly (number | undefined)[]): TakenSeats =>
		times.map((time): Taken => ({ status: "sold", soldAt: time }));

	test("each step says how many were sold by its end, and what has no time was sold before", () => {
		const seats: TakenSeats = [...soldAt(undefined, 905, 950, 999), undefined, { status: "locked", expires: 9_999 }];

		expect(soldCurve(seats, 100, 1_000, 4).sold).toEqual([2, 3, 3, 4]);
	});

	test("a sale that the feed alone has brought counts when the feed says", () => {
		expect(soldCurve([{ status: "sold", at: 960 }], 100, 1_000, 2).sold).toEqual([0, 1]);
	});

	test("a sale of a clock that is ahead counts now", () => {
		expect(soldCurve(soldAt(1_005), 100, 1_000, 2).sold).toEqual([0, 1]);
	});

	test("without an end in the past it begins right before the first sale", () => {
		const { from, to, sold } = soldCurve(soldAt(500, 700), Number.POSITIVE_INFINITY, 1_000, 5);

		expect([from, to]).toEqual([499, 1_000]);
		expect(sold).toEqual([1, 1, 2, 2, 2]);
	});

	test("it is drawn from the left to the right, and upwards as seats are sold", () => {
		expect(curvePath({ sold: [1, 2, 3], from: 0, to: 3 }, 100, 30)).toEqual({
			line: "M0 20L50 10L100 0",
			area: "M0 20L50 10L100 0L100 30L0 30Z",
		});
	});
});

describe("the CSV file", () => {
	test("has one heading, however many pages it came in", () => {
		const pages = ["section,row\r\nstalls,A\r\n", 'section,row\r\n"a\r\nb",B\r\n'];

		expect(joinCsv(pages)).toBe('section,row\r\nstalls,A\r\n"a\r\nb",B\r\n');
	});

	test("begins with the mark that spreadsheets look for, once", () => {
		expect(withMark("a")).toBe("\uFEFFa");
		expect(withMark(withMark("a"))).toBe("\uFEFFa");
	});

	test.each([
		['</events/x/taken?after=%22a%2Bb%22&limit=9>; rel="next"', '"a+b"'],
		['</events/x/taken>; rel="next"', undefined],
		['</events/x/taken?after=1>; rel="prev"', undefined],
		[null, undefined],
	])("the next page is in its link: %s", (link, after) => {
		expect(nextPageIn(link)).toBe(after);
	});
});

describe("a desk that nobody uses", () => {
	test("keeps the key for fifteen minutes after the last sign of life", () => {
		let now = 0;
		const watch = idleWatch(() => now);

		now = 60_000;
		watch.touch();
		now += 1_000 * (IDLE_SECONDS - 1);
		expect(watch.secondsLeft()).toBe(1);
		now += 1_000;
		expect(watch.secondsLeft()).toBe(0);
	});

	test("does not come to life again when it wakes up after that", () => {
		let now = 0;
		const watch = idleWatch(() => now);

		now = 3_600_000;
		watch.touch();

		expect(watch.secondsLeft()).toBeLessThan(0);
	});
});
