/**
 * The whole house as an image, one small square a seat, painted once and then only where something changes. A view from
 * far away is this image, drawn to scale: 80,000 seats cost one call.
 */
import type { House } from "../house/house.ts";
import { parseColor, type Rgb } from "./color.ts";
import type { Drawing, Shown, Square } from "./drawing.ts";
import { colorOf, type Palette } from "./palette.ts";

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

export function houseBuffer<State extends Shown, What extends string>(
	house: House,
	{ stateOf, square }: Drawing<State, What>,
): HouseBuffer<State> {
	const { size, pitch, x, y, category, rows, rowOf } = house;
	const scale = Math.min(FINEST_PITCH_PX / pitch, LONGEST_SIDE_PX / Math.max(size.width + pitch, size.height + pitch));
	const left = size.x - pitch / 2;
	const top = size.y - pitch / 2;
	const canvas = document.createElement("canvas");
	const width = Math.max(1, Math.ceil((size.width + pitch) * scale));
	const height = Math.max(1, Math.ceil((size.height + pitch) * scale));
	canvas.width = width;
	canvas.height = height;
	const context = canvas.getContext("2d") as CanvasRenderingContext2D;

	/** The side of a seat's square, in pixels of the image. */
	const sideOf = (ofRow: number, share: number): number => Math.max(1, Math.round(ofRow * scale * share));

	const columnOf = (seat: number, side: number): number => edgeOf(((x[seat] as number) - left) * scale, side);

	const lineOf = (seat: number, side: number): number => edgeOf(((y[seat] as number) - top) * scale, side);

	function repaint(state: State, palette: Palette, seats: Iterable<number>) {
		for (const seat of seats) {
			const ofRow = rows[rowOf[seat] as number]?.pitch ?? pitch;
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
			const pixels = new Uint32Array(image.data.buffer);
			const lookOf = looks((what: What, its) => square(what, colorOf(palette, its), palette));
			for (const { first, end, pitch: ofRow } of rows) {
				for (let seat = first; seat < end; seat++) {
					const { pixel, share } = lookOf(stateOf(state, seat), category[seat] as number);
					const side = sideOf(ofRow, share);
					const begin = lineOf(seat, side) * width + columnOf(seat, side);
					for (let line = 0; line < side; line++) {
						const start = begin + line * width;
						// The lines are short: a call of `fill` for each would take longer than its pixels.
						for (let at = start; at < start + side; at++) pixels[at] = pixel;
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

/** The pixel and the share of each look, worked out once: there are a few of them, and many seats. */
function looks<What>(squareOf: (what: What, category: number) => Square) {
	const known = new Map<What, { readonly pixel: number; readonly share: number }[]>();
	return (what: What, category: number) => {
		const ofState = known.get(what) ?? [];
		const found = ofState[category + 1];
		if (found) return found;
		const { fill, share } = squareOf(what, category);
		const made = { pixel: pixelOf(parseColor(fill)), share };
		ofState[category + 1] = made;
		known.set(what, ofState);
		return made;
	};
}

const edgeOf = (middle: number, side: number): number => Math.max(0, Math.round(middle - side / 2));

/** As a little-endian number of a pixel: alpha, blue, green, red. */
const pixelOf = ([red, green, blue]: Rgb): number => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
