/** Which names of sections the map writes, and where. */
import { expect, test } from "@jest/globals";
import type { Chart } from "../../../domain/chart.ts";
import { drawSectionNames } from "../../../web/chart-view/draw-section-names.ts";
import type { Palette } from "../../../web/chart-view/palette.ts";
import type { View } from "../../../web/chart-view/view.ts";
import { houseOf } from "../../../web/house/house.ts";
import { SMALL_CHART } from "./small-house.ts";

const CANVAS = { width: 300, height: 200 };
const PALETTE = { text: "#000", background: "#fff" } as Palette;

/** The names, with how far to the right their middles are, in pixels. */
function namesIn(sections: Chart["sections"], view: View): Record<string, number> {
	const names: Record<string, number> = {};
	let across = 0;
	const context = {
		save: () => {},
		restore: () => {},
		translate: (x: number) => {
			across = x;
		},
		rotate: () => {},
		strokeText: () => {},
		fillText: (name: string) => {
			names[name] = across;
		},
		measureText: (name: string) => ({ width: 7 * name.length }),
	};
	const house = houseOf("names", { ...SMALL_CHART, sections });
	drawSectionNames(context as unknown as CanvasRenderingContext2D, house, view, CANVAS, PALETTE);
	return names;
}

test("the name of a section is not written over the seats of another, around which it bends", () => {
	const along = [0, 1, 2, 3, 4, 5];
	const stalls = along.map((y) => ({ row: `${y + 1}`, x: 3, y, seats: ["1", "2", "3", "4", "5", "6", "7"] }));
	const points = [...along.flatMap((y) => [-2, y]), 3, 8, ...along.flatMap((y) => [8, 5 - y])];
	const balcony = { row: "1", points, seats: Array.from({ length: points.length / 2 }, (_, index) => `${index + 1}`) };
	const sections = [
		{ section: "stalls", rows: stalls },
		{ section: "balcony", rows: [balcony] },
	];

	const namesFrom = (view: View) => namesIn(sections, view);
	expect(namesFrom({ left: -6, top: -2, scale: 15 })).toEqual({ stalls: 135, balcony: 135 });
	// Nearer, both arms of the balcony are in view, and between them the stalls: its name is above the first arm.
	expect(namesFrom({ left: -3, top: -1, scale: 24 })).toEqual({ stalls: 144, balcony: 26.5 });
	// Nearer still, only the stalls are.
	expect(namesFrom({ left: -1.5, top: -1, scale: 34 })).toEqual({ stalls: 153 });
});
