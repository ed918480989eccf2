/** Seats as small images, one for each look: drawing an image again is several times faster than drawing its shapes. */
import type { SeatLook } from "./draw-seat.ts";
import type { Drawing, Shown } from "./drawing.ts";
import type { Palette } from "./palette.ts";

export interface Sprites<What> {
	/** Draws a seat around a point of the canvas; pixels of the device. */
	readonly draw: (context: CanvasRenderingContext2D, x: number, y: number, look: SeatLook<What>) => void;
}

/** Around a seat, for the ring of a buyer's own. */
const MARGIN = 0.4;
/** All looks of one size are a few dozen; beyond this they are of sizes that are no longer shown. */
const MOST_SPRITES = 400;

export function seatSprites<What extends string>(
	palette: Palette,
	drawSeat: Drawing<Shown, What>["drawSeat"],
): Sprites<What> {
	const sprites = new Map<string, HTMLCanvasElement>();
	return {
		draw: (context, x, y, look) => {
			const { state, color, isAccessible } = look;
			const radius = Math.max(1, Math.round(look.radius * 4) / 4);
			const key = `${state} ${state.startsWith("available") ? color.fill : ""} ${isAccessible} ${radius}`;
			let sprite = sprites.get(key);
			if (!sprite) {
				if (sprites.size >= MOST_SPRITES) sprites.clear();
				sprite = spriteOf({ ...look, radius }, palette, drawSeat);
				sprites.set(key, sprite);
			}
			context.drawImage(sprite, Math.round(x - sprite.width / 2), Math.round(y - sprite.height / 2));
		},
	};
}

function spriteOf<What extends string>(
	look: SeatLook<What>,
	palette: Palette,
	drawSeat: Drawing<Shown, What>["drawSeat"],
): HTMLCanvasElement {
	const canvas = document.createElement("canvas");
	const side = 2 * Math.ceil(look.radius * (1 + MARGIN));
	canvas.width = side;
	canvas.height = side;
	const context = canvas.getContext("2d") as CanvasRenderingContext2D;
	drawSeat(context, side / 2, side / 2, look, palette);
	return canvas;
}
