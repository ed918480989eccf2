/**
 * One seat, as a shape that says its state without its color: available is a filled disc, an accessible one a square with a
 * wheelchair, taken a small cross, the buyer's own a disc with a check mark and a ring, asked for an open ring.
 */
import type { SeatState } from "../sale/map-state.ts";
import type { Palette, SeatColor } from "./palette.ts";

export interface SeatLook<What = SeatState> {
	readonly state: What;
	readonly color: SeatColor;
	readonly isAccessible: boolean;
	/** Pixels from the center to the edge. */
	readonly radius: number;
}

/** Smaller than this, a sign within a seat is a blot. */
const SMALLEST_SIGN_PX = 6;

/** For the radius; half of it is outside of the seat. */
const HALO = 0.3;

const CROSS = "M-1-1 1 1M1-1-1 1";
const CHECK = "M-1 .05-.25.75 1-.7";
/** A person in it, seen from the side: head, back and legs, and the wheel. */
const WHEELCHAIR = "M-.06-.88a.09.09 0 1 1-.18 0 .09.09 0 1 1 .18 0M-.15-.5v.65h.6l.3.7M.42.49A.58.58 0 1 1-.56-.01";

export function drawSeat(
	context: CanvasRenderingContext2D,
	x: number,
	y: number,
	look: SeatLook,
	palette: Palette,
): void {
	const { state, radius } = look;
	const arm = radius * 0.36;
	if (state === "taken") drawLines(context, CROSS, x, y, arm, Math.max(1, arm * 0.45), palette.taken);
	else if (state === "asked") drawRing(context, x, y, radius * 0.82, radius * 0.3, palette.mine);
	else drawDisc(context, x, y, look, palette);
}

function drawDisc(context: CanvasRenderingContext2D, x: number, y: number, look: SeatLook, palette: Palette) {
	const { state, color, isAccessible, radius } = look;
	const isMine = state === "mine";
	context.fillStyle = isMine ? palette.mine : color.fill;
	// Colors are seen on the map's background: around a seat it is on any floor that a plan may have.
	context.strokeStyle = palette.background;
	context.lineWidth = radius * HALO;
	fillShape(context, x, y, radius, isAccessible);
	if (isMine) {
		drawRing(context, x, y, radius * 1.16, Math.max(1.5, radius * 0.14), palette.mine);
		drawLines(context, CHECK, x, y, radius * 0.5, Math.max(1.5, radius * 0.21), palette.onMine);
	} else if (isAccessible && radius >= SMALLEST_SIGN_PX) {
		const size = radius * 0.62;
		drawLines(context, WHEELCHAIR, x, y, size, Math.max(1, size * 0.26), color.ink);
	}
}

function fillShape(context: CanvasRenderingContext2D, x: number, y: number, radius: number, isSquare: boolean) {
	const half = radius * 0.94;
	context.beginPath();
	if (isSquare) context.roundRect(x - half, y - half, 2 * half, 2 * half, radius * 0.3);
	else context.arc(x, y, radius, 0, 2 * Math.PI);
	context.stroke();
	context.fill();
}

export function drawRing(
	context: CanvasRenderingContext2D,
	x: number,
	y: number,
	radius: number,
	width: number,
	color: string,
) {
	context.strokeStyle = color;
	context.lineWidth = width;
	context.beginPath();
	context.arc(x, y, radius, 0, 2 * Math.PI);
	context.stroke();
}

/** A sign, as lines of that width around a point. */
function drawLines(
	context: CanvasRenderingContext2D,
	lines: string,
	x: number,
	y: number,
	size: number,
	width: number,
	color: string,
) {
	context.save();
	context.translate(x, y);
	context.scale(size, size);
	context.strokeStyle = color;
	context.lineWidth = width / size;
	context.lineCap = "round";
	context.lineJoin = "round";
	context.stroke(new Path2D(lines));
	context.restore();
}
