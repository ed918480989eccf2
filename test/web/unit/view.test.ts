import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
	between,
	type Frame,
	isInView,
	panBy,
	toHouse,
	type View,
	viewOf,
	wholeHouse,
	within,
	zoomAt,
} from "../../../web/chart-view/view.ts";

const FRAME: Frame = {
	size: { x: -20, y: 5, width: 100, height: 40 },
	canvas: { width: 800, height: 600 },
	largest: 60,
};

const aPixel = fc.record({ x: fc.integer({ min: 100, max: 700 }), y: fc.integer({ min: 100, max: 500 }) });

/** Where a point of the house is on the canvas. */
const toCanvas = ({ scale, left, top }: View, [x, y]: readonly [number, number]) =>
	[(x - left) * scale, (y - top) * scale] as const;

test("the whole house fits on the canvas, with a margin, in the middle", () => {
	const view = wholeHouse(FRAME);
	const [left, top] = toCanvas(view, [-20, 5]);
	const [right, bottom] = toCanvas(view, [80, 45]);

	expect([left, right].map(Math.round)).toEqual([10, 790]);
	expect(top + bottom).toBeCloseTo(600);
	expect(top).toBeGreaterThan(20);
});

test("while zooming, what is under the pointer stays there, as long as no limit is met", () => {
	fc.assert(
		fc.property(aPixel, fc.double({ min: 1, max: 4, noNaN: true }), ({ x, y }, factor) => {
			const before = zoomAt(wholeHouse(FRAME), 2, 400, 300, FRAME);
			const after = zoomAt(before, factor, x, y, FRAME);
			const [middleX, middleY] = toHouse(after, 400, 300);
			fc.pre(middleX > -19 && middleX < 79 && middleY > 6 && middleY < 44);

			const moved = toCanvas(after, toHouse(before, x, y));

			expect(moved[0]).toBeCloseTo(x);
			expect(moved[1]).toBeCloseTo(y);
		}),
	);
});

test("nobody zooms further out than the whole house, nor further in than the largest scale", () => {
	const view = wholeHouse(FRAME);

	expect(zoomAt(view, 0.1, 10, 10, FRAME).scale).toBe(view.scale);
	expect(zoomAt(view, 1_000, 10, 10, FRAME).scale).toBe(60);
});

test("seats that are found are all in view, above the notice, and as near as they were if they have room", () => {
	const aPart = fc
		.tuple(fc.integer({ min: -20, max: 79 }), fc.integer({ min: 5, max: 44 }), fc.nat(60), fc.nat(30))
		.map(([left, top, width, height]) => ({
			left,
			top,
			right: Math.min(80, left + 1 + width),
			bottom: Math.min(45, top + 1 + height),
		}));
	fc.assert(
		fc.property(aPart, fc.integer({ min: 8, max: 40 }), (box, most) => {
			const view = viewOf(box, most, FRAME, 100);
			const [right, bottom] = toCanvas(view, [box.right, box.bottom]);
			const slightlySmaller = {
				left: box.left + 0.001,
				top: box.top + 0.001,
				right: box.right - 0.001,
				bottom: box.bottom - 0.001,
			};

			expect(isInView(slightlySmaller, view, FRAME, 100)).toBe(true);
			expect(right).toBeLessThanOrEqual(800.001);
			expect(bottom).toBeLessThanOrEqual(500.001);
			const fits = (box.right - box.left) * most <= 800 && (box.bottom - box.top) * most <= 500;
			expect(fits ? view.scale : view.scale <= most).toBe(fits ? most : true);
		}),
	);
});

test("what is at the very edge is in view, and what a notice hides is not", () => {
	const view = { scale: 10, left: 0, top: 0 };

	expect(isInView({ left: 0, top: 0, right: 80, bottom: 60 }, view, FRAME, 0)).toBe(true);
	expect(isInView({ left: 0, top: 0, right: 80, bottom: 60 }, view, FRAME, 1)).toBe(false);
	expect(isInView({ left: -1, top: 0, right: 80, bottom: 60 }, view, FRAME, 0)).toBe(false);
});

test("the house is never moved out of sight", () => {
	fc.assert(
		fc.property(fc.integer({ min: -5_000, max: 5_000 }), fc.integer({ min: -5_000, max: 5_000 }), (x, y) => {
			const [middleX, middleY] = toHouse(panBy(wholeHouse(FRAME), x, y, FRAME), 400, 300);

			expect(middleX).toBeGreaterThanOrEqual(-20.001);
			expect(middleX).toBeLessThanOrEqual(80.001);
			expect(middleY).toBeGreaterThanOrEqual(4.999);
			expect(middleY).toBeLessThanOrEqual(45.001);
		}),
	);
});

test("a flight begins where the view is and ends where it is to be", () => {
	const from = wholeHouse(FRAME);
	const to = within({ scale: 40, left: 10, top: 20 }, FRAME);

	for (const [progress, view] of [
		[0, from],
		[1, to],
	] as const) {
		const { scale, left, top } = between(from, to, progress, FRAME.canvas);
		expect([scale, left, top].map((value) => Math.round(1_000 * value))).toEqual(
			[view.scale, view.left, view.top].map((value) => Math.round(1_000 * value)),
		);
	}
});
