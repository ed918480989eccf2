/**
 * The whole house as an image, one small square a seat, painted once and then only where something changes. A view from
 * far away is this image, drawn to scale: 80,000 seats cost one call.
 */
import type { House } from "../house/house.ts";
import { type MapState, seatState } from "../sale/map-state.ts";
import { parseColor, type Rgb } from "./color.ts";
import { colorOf, type Palette } from "./palette.ts";

export interface HouseBuffer {
	readonly paint: (state: MapState, palette: Palette) => void;
	readonly repaint: (state: MapState, palette: Palette, seats: Iterable<number>) => void;
	/** Draws the image where the house is; the context's units are those of the chart. */
	readonly drawTo: (context: CanvasRenderingContext2D) => void;
}

/** The largest image: 16 MB of memory, and every browser can. */
const LONGEST_SIDE_PX = 2_048;
/** Finer than this it is never shown: nearer, every seat is drawn by itself. */
const FINEST_PITCH_PX = 10;

/** How much of its place a seat fills, and a taken one, which is to look small. */
const SHARE = 0.76;
const SHARE_TAKEN = 0.34;

export function houseBuffer(house: House): HouseBuffer {
	const { size, pitch, numSeats, x, y, rows, rowOf } = house;
	const scale = Math.min(FINEST_PITCH_PX / pitch, LONGEST_SIDE_PX / Math.max(size.width + pitch, size.height + pitch));
	const left = size.x - pitch / 2;
	const top = size.y - pitch / 2;
	const canvas = document.createElement("canvas");
	canvas.width = Math.max(1, Math.ceil((size.width + pitch) * scale));
	canvas.height = Math.max(1, Math.ceil((size.height + pitch) * scale));
	const context = canvas.getContext("2d") as CanvasRenderingContext2D;

	/** The square of a seat: its first column and row in the image, and how many it has. */
	function squareOf(seat: number, share: number): readonly [column: number, row: number, side: number] {
		const ownPitch = rows[rowOf[seat] as number]?.pitch ?? pitch;
		const side = Math.max(1, Math.round(ownPitch * scale * share));
		const column = Math.round(((x[seat] as number) - left) * scale - side / 2);
		const row = Math.round(((y[seat] as number) - top) * scale - side / 2);
		return [Math.max(0, column), Math.max(0, row), side];
	}

	return {
		// Writing pixels is several times faster than filling rectangles.
		paint: (state, palette) => {
			const image = context.createImageData(canvas.width, canvas.height);
			const pixels = new Uint32Array(image.data.buffer);
			const taken = pixelOf(parseColor(palette.taken));
			const mine = pixelOf(parseColor(palette.mine));
			const categories = [...palette.categories.map(({ rgb }) => pixelOf(rgb))];
			for (let seat = 0; seat < numSeats; seat++) {
				const what = seatState(state, seat);
				const available = categories.at(house.category[seat] as number) as number;
				const pixel = what === "available" ? available : what === "taken" ? taken : mine;
				const [column, row, side] = squareOf(seat, what === "taken" ? SHARE_TAKEN : SHARE);
				for (let line = row; line < row + side; line++) {
					const start = line * canvas.width + column;
					pixels.fill(pixel, start, start + side);
				}
			}
			context.putImageData(image, 0, 0);
		},
		repaint: (state, palette, seats) => {
			for (const seat of seats) {
				const what = seatState(state, seat);
				context.clearRect(...rectangle(squareOf(seat, SHARE)));
				const available = colorOf(palette, house.category[seat] as number).fill;
				context.fillStyle = what === "available" ? available : what === "taken" ? palette.taken : palette.mine;
				context.fillRect(...rectangle(squareOf(seat, what === "taken" ? SHARE_TAKEN : SHARE)));
			}
		},
		drawTo: (target) => {
			// Seats in even rows, made smaller carelessly, show patterns that are not there.
			target.imageSmoothingQuality = "high";
			target.drawImage(canvas, left, top, canvas.width / scale, canvas.height / scale);
		},
	};
}

const rectangle = ([column, row, side]: readonly [number, number, number]) => [column, row, side, side] as const;

/** As a little-endian number of a pixel: alpha, blue, green, red. */
const pixelOf = ([red, green, blue]: Rgb): number => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
