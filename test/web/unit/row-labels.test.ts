/** The labels of rows, as the map writes them. */
import { expect, test } from "@jest/globals";
import { drawRows } from "../../../web/chart-view/draw-rows.ts";
import type { Drawing, Shown } from "../../../web/chart-view/drawing.ts";
import type { Palette } from "../../../web/chart-view/palette.ts";
import { SMALL_HOUSE } from "./small-house.ts";

const DRAWING = { stateOf: () => "available", hasLabel: () => false } as unknown as Drawing<Shown, string>;

/** The sizes of the letters where seats are this far from each other, in CSS pixels. */
function letterSizes(pitchPx: number, pixelRatio: number): readonly number[] {
	const sizes = new Set<number>();
	const context = {
		font: "",
		fillText: () => sizes.add(Number(/(\d+)px/.exec(context.font)?.[1])),
		measureText: () => ({ width: 1 }),
	};
	drawRows(
		context as unknown as CanvasRenderingContext2D,
		{ house: SMALL_HOUSE, focus: undefined },
		DRAWING,
		{ scale: pitchPx, left: -10, top: -10 },
		{ width: 1_000, height: 1_000 },
		pixelRatio,
		{ categories: [{}] } as unknown as Palette,
		{ draw: () => {} },
	);
	return [...sizes];
}

test("labels of rows are written as soon as they can be read, and no larger than is needed", () => {
	expect(letterSizes(14, 1)).toEqual([]);
	expect(letterSizes(15, 1)).toEqual([10]);
	expect(letterSizes(15, 2)).toEqual([20]);
	expect(letterSizes(60, 2)).toEqual([28]);
});
