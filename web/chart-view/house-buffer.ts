/**
 * The whole house as an image, one small square a seat, painted once and then only where something changes. A view from
 * far away is this image, drawn to scale: 80,000 seats cost one call.
 */
import type { House, HouseRow } from "../house/house.ts";
import { parseColor, type Rgb } from "./color.ts";
import type { Drawing, Shown, Square } from "./drawing.ts";
import { colorOf, type Palette } from "./palette.ts";
import type { View } from "./view.ts";

export interface HouseBuffer<State> {
	readonly paint: (state: State, palette: Palette) => void;
	readonly repaint: (state: State, palette: Palette, seats: Iterable<number>) => void;
	/** Draws the image where the house is; the context's units are those of the chart. */
	readonly drawTo: (context: CanvasRenderingContext2D) => void;
}

/** The largest image, 9 MB of memory: writing it takes longer than working out what to write. */
const LONGEST_SIDE_PX = 1_536;
/** Finer than this it is never shown: nearer, every seat is drawn by itself. */
const FINEST_PITCH_PX = 10;

/** A larger square would take something from the seats beside it. */
const LARGEST_SHARE = 0.76;

interface Look {
	readonly pixel: number;
	readonly share: number;
}

/** @param shown the view for which the image is made, no finer than it shows it; in pixels of the device */
export function houseBuffer<State extends Shown, What extends string>(
	house: House,
	{ stateOf, square }: Drawing<State, What>,
	shown: View,
): HouseBuffer<State> {
	const { size, pitch, x, y, category, rows, rowOf } = house;
	const finest = Math.min(FINEST_PITCH_PX / pitch, LONGEST_SIDE_PX / Math.max(size.width + pitch, size.height + pitch));
	const scale = Math.min(shown.scale, finest);
	/** In an image that is made larger or smaller, squares have sharp edges; in another, the place and the size of a seat. */
	const snap = scale < finest ? (edge: number) => edge : Math.round;
	/** Where the image begins: on a pixel of the view. */
	const snapTo = (begin: number, from: number): number =>
		begin + Math.floor((from - pitch / 2 - begin) * scale) / scale;
	const left = snapTo(shown.left, size.x);
	const top = snapTo(shown.top, size.y);
	const canvas = document.createElement("canvas");
	const width = Math.ceil((size.width + pitch) * scale + 1);
	const height = Math.ceil((size.height + pitch) * scale + 1);
	canvas.width = width;
	canvas.height = height;
	const context = canvas.getContext("2d") as CanvasRenderingContext2D;

	/** The side of a seat's square, in pixels of the image. */
	const sideOf = (ofRow: number, share: number): number => snap(ofRow * scale * share) || 1;

	const edgeOf = (middle: number, side: number): number => snap(middle * scale - side / 2);

	const columnOf = (seat: number, side: number): number => edgeOf((x[seat] as number) - left, side);

	const lineOf = (seat: number, side: number): number => edgeOf((y[seat] as number) - top, side);

	function repaint(state: State, palette: Palette, seats: Iterable<number>) {
		for (const seat of seats) {
			const { pitch: ofRow } = rows[rowOf[seat] as number] as HouseRow;
			const { fill, share } = square(stateOf(state, seat), colorOf(palette, category[seat] as number), palette);
			const [side, whole] = [sideOf(ofRow, share), sideOf(ofRow, LARGEST_SHARE)];
			context.clearRect(columnOf(seat, whole), lineOf(seat, whole), whole, whole);
			context.fillStyle = fill;
			context.fillRect(columnOf(seat, side), lineOf(seat, side), side, side);
		}
	}

	return {
		repaint,
		// Writing pixels is several times faster than filling rectangles.
		paint: (state, palette) => {
			const image = context.createImageData(width, height);
			const { data } = image;
			const pixels = new Uint32Array(data.buffer);
			const lookOf = looks((what: What, its) => square(what, colorOf(palette, its), palette));
			for (const { first, end, pitch: ofRow } of rows) {
				for (let seat = first; seat < end; seat++) {
					const { pixel, share } = lookOf(stateOf(state, seat), category[seat] as number);
					const side = sideOf(ofRow, share);
					const begin = columnOf(seat, side);
					const above = lineOf(seat, side);
					for (let line = Math.floor(above); line < above + side; line++) {
						const down = overlap(line, above, side);
						for (let column = Math.floor(begin); column < begin + side; column++) {
							const at = line * width + column;
							const before = data[4 * at + 3] as number;
							const covered = 255 * down * overlap(column, begin, side);
							// Of the seats that share a pixel, one gives the color; of seats over each other, the last one, as from near.
							if (covered >= before) pixels[at] = pixel;
							data[4 * at + 3] = before + covered;
						}
					}
				}
			}
			context.putImageData(image, 0, 0);
		},
		drawTo: (target) => {
			// Seats in even rows, made smaller carelessly, show patterns that are not there.
			target.imageSmoothingQuality = "high";
			target.drawImage(canvas, left, top, width / scale, height / scale);
		},
	};
}

/** What each look is, worked out once: there are a few of them, and many seats. */
function looks<What extends string>(squareOf: (what: What, category: number) => Square) {
	const known: Record<string, Look[]> = {};
	return (what: What, category: number): Look => {
		known[what] ??= [];
		known[what][category + 1] ??= looked(squareOf(what, category));
		return known[what][category + 1] as Look;
	};
}

const looked = ({ fill, share }: Square): Look => ({ pixel: pixelOf(parseColor(fill)), share });

/** How much of a pixel is within a length. */
const overlap = (pixel: number, begin: number, length: number): number =>
	Math.min(pixel + 1, begin + length) - Math.max(pixel, begin);

/** As a little-endian number of a pixel that nothing covers: blue, green, red. */
const pixelOf = ([red, green, blue]: Rgb): number => (blue << 16) | (green << 8) | red;
