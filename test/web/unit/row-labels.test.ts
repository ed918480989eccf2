/** The labels of rows, as the map writes them. */
import { expect, test } from "@jest/globals";
import { drawRows } from "../../../web/chart-view/draw-rows.ts";
import type { Drawing, Shown } from "../../../web/chart-view/drawing.ts";
import type { Palette } from "../../../web/chart-view/palette.ts";
import { type House, houseOf } from "../../../web/house/house.ts";
import { SMALL_CHART, SMALL_HOUSE } from "./small-house.ts";

const DRAWING = { stateOf: () => "available", hasLabel: () => false } as unknown as Drawing<Shown, string>;

/** What is written where seats are this far from each other, in CSS pixels. */
function labelsOf(house: House, pitchPx: number, pixelRatio = 1) {
	const labels: { readonly label: string; readonly x: number; readonly size: number; readonly halo: string }[] = [];
	let across = 0;
	let halo = "";
	const context = {
		font: "",
		strokeStyle: "",
		save: () => {},
		restore: () => {},
		rotate: () => {},
		translate: (x: number) => {
			across = x;
			halo = "";
		},
		strokeText: (label: string) => {
			halo = `${label} on ${context.strokeStyle}`;
		},
		fillText: (label: string) =>
			labels.push({ label, x: across, size: Number(/(\d+)px/.exec(context.font)?.[1]), halo }),
		measureText: (label: string) => ({ width: 6 * label.length }),
	};
	drawRows(
		context as unknown as CanvasRenderingContext2D,
		{ house, focus: undefined },
		DRAWING,
		{ scale: pitchPx, left: -10, top: -10 },
		{ width: 1_000, height: 1_000 },
		pixelRatio,
		{ categories: [{}], background: "#ffffff" } as unknown as Palette,
		{ draw: () => {} },
	);
	return labels;
}

const letterSizes = (pitchPx: number, pixelRatio: number) => [
	...new Set(labelsOf(SMALL_HOUSE, pitchPx, pixelRatio).map(({ size }) => size)),
];

test("labels of rows are written as soon as they can be read, and no larger than is needed", () => {
	expect(letterSizes(14, 1)).toEqual([]);
	expect(letterSizes(15, 1)).toEqual([10]);
	expect(letterSizes(15, 2)).toEqual([20]);
	expect(letterSizes(60, 2)).toEqual([28]);
});

test("the label of a row is on a halo in the color of the map, because a plan may have a floor of any color", () => {
	const labels = labelsOf(SMALL_HOUSE, 20);

	expect(labels.length).toBeGreaterThan(2);
	expect(labels.map(({ halo }) => halo)).toEqual(labels.map(({ label }) => `${label} on #ffffff`));
});

test.each([
	["narrow", 2.6, 1],
	["wide", 6, 2],
])("in a %s aisle, the labels of the rows at both sides do not read as one", (_, aisle, inAisle) => {
	const seats = ["1", "2", "3", "4"];
	const sections = ["left", "right"].map((section, index) => ({
		section,
		x: index * (3 + aisle),
		rows: [
			{ row: "1", seats },
			{ row: "12", y: 1, seats },
		],
	}));
	const house = houseOf("aisle", { ...SMALL_CHART, sections });
	const [left, right] = house.sections.map((section) => section);

	const written = labelsOf(house, 16).filter(({ x }) => {
		const across = x / 16 - 10;
		return across > (left?.right ?? 0) && across < (right?.left ?? 0);
	});

	expect(written.map(({ label }) => label)).toEqual(["1", "12", "1", "12"].slice(0, 2 * inAisle));
});
