import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
	between,
	type Frame,
	panBy,
	toHouse,
	type View,
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

	expect([left, right].map(Math.round)).toEqual([20, 780]);
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
