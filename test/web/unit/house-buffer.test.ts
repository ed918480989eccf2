/** The image of the whole house: as fine as it is shown, and one that stays sharp when it is made larger. */
import { expect, test } from "@jest/globals";
import { BUYER_DRAWING } from "../../../web/chart-view/buyer-drawing.ts";
import { houseBuffer } from "../../../web/chart-view/house-buffer.ts";
import { paletteOf } from "../../../web/chart-view/palette.ts";
import { houseOf } from "../../../web/house/house.ts";
import type { MapState } from "../../../web/sale/map-state.ts";
import { ALL_AVAILABLE, SMALL_CHART, SMALL_HOUSE } from "./small-house.ts";

const SHARE = 0.76;
const SHARE_TAKEN = 0.34;

const STYLE: Readonly<Record<string, string>> = { "map-background": "#ffffff", "map-area": "#eeeeee" };
const PALETTE = paletteOf(SMALL_HOUSE.categories, (name) => STYLE[name] ?? "#445566");

/** Row A of the stalls is taken, from the second seat on; everything else is available. */
const STATE: MapState = {
	house: SMALL_HOUSE,
	bits: new Uint8Array([0b11110001, 0b111]),
	marks: new Map(),
	focus: undefined,
};

interface Painted {
	readonly width: number;
	readonly data: Uint8ClampedArray;
	/** In units of the chart: where the image is put. */
	readonly left: number;
	readonly top: number;
	readonly scale: number;
}

test("as large as it is shown, each seat covers of the pixels what its square does, wherever that begins", () => {
	const painted = paint({ scale: 3.7, left: -10.3, top: -2.1 });

	const squares = Array.from({ length: SMALL_HOUSE.numSeats }, (_, seat) => sideOf(seat) ** 2);
	const expected = squares.reduce((sum, square) => sum + square, 0) * 3.7 ** 2;
	expect(covered(painted) / expected).toBeCloseTo(1, 1);
	// Its pixels are those of the view, so nothing is blurred when it is drawn.
	for (const [from, to] of [
		[-10.3, painted.left],
		[-2.1, painted.top],
	] as const) {
		const pixels = (to - from) * 3.7;
		expect(pixels).toBeCloseTo(Math.round(pixels), 6);
	}
});

test("made for a nearer view, the squares of seats have sharp edges", () => {
	const { data } = paint({ scale: Infinity, left: 0, top: 0 });

	const alphas = new Set(data.filter((_, index) => index % 4 === 3));
	expect([...alphas].toSorted()).toEqual([0, 255]);
});

test.each([3.7, 9.1, Infinity])("at a scale of %d the middle of a seat has its color", (scale) => {
	const painted = paint({ scale, left: 0.4, top: 0.9 });

	for (let seat = 0; seat < SMALL_HOUSE.numSeats; seat++) {
		const isTaken = seat > 0 && seat < 4;
		const fill = isTaken ? PALETTE.taken : PALETTE.categories.at(SMALL_HOUSE.category[seat] ?? -1)?.fill;
		expect([seat, colorAt(painted, seat)]).toEqual([seat, fill]);
	}
});

test.each([4, Infinity])("at a scale of %d a gallery is over the stalls, as it is from near", (scale) => {
	const rows = [{ row: "A", seats: ["1", "2", "3"] }];
	const sections = ["stalls", "gallery"].map((section, category) => ({
		section,
		rows: rows.map((row) => ({ ...row, category })),
	}));
	const house = houseOf("galleries", { ...SMALL_CHART, sections });

	const painted = paint({ scale, left: -2, top: -2 }, { ...STATE, house, bits: ALL_AVAILABLE });

	expect([3, 4, 5].map((seat) => colorAt(painted, seat, house))).toEqual(Array(3).fill(PALETTE.categories[1]?.fill));
});

function sideOf(seat: number): number {
	const pitch = SMALL_HOUSE.rows[SMALL_HOUSE.rowOf[seat] ?? 0]?.pitch ?? 1;
	return pitch * (seat > 0 && seat < 4 ? SHARE_TAKEN : SHARE);
}

/** By a canvas that keeps what is put into it. */
function paint(
	shown: { readonly scale: number; readonly left: number; readonly top: number },
	state: MapState = STATE,
): Painted {
	const canvas = { width: 0, height: 0, getContext: () => context };
	let data = new Uint8ClampedArray();
	const context = {
		createImageData: (width: number, height: number) => ({ data: new Uint8ClampedArray(4 * width * height) }),
		putImageData: (image: { data: Uint8ClampedArray<ArrayBuffer> }) => {
			data = image.data;
		},
	};
	Object.assign(globalThis, { document: { createElement: () => canvas } });
	const buffer = houseBuffer(state.house, BUYER_DRAWING, shown);
	buffer.paint(state, PALETTE);
	let place: number[] = [];
	const target = { drawImage: (_: unknown, ...rest: number[]) => (place = rest) };
	buffer.drawTo(target as unknown as CanvasRenderingContext2D);
	const [left = 0, top = 0, width = 1] = place;
	return { width: canvas.width, data, left, top, scale: canvas.width / width };
}

/** How many pixels are covered. */
const covered = ({ data }: Painted): number =>
	data.reduce((sum, part, index) => sum + (index % 4 === 3 ? part / 255 : 0), 0);

function colorAt({ width, data, left, top, scale }: Painted, seat: number, { x, y } = SMALL_HOUSE): string {
	const column = Math.floor(((x[seat] ?? 0) - left) * scale);
	const line = Math.floor(((y[seat] ?? 0) - top) * scale);
	const at = 4 * (line * width + column);
	return `#${[...data.slice(at, at + 3)].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
