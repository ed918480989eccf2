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

export function drawSeat(
	context: CanvasRenderingContext2D,
	x: number,
	y: number,
	look: SeatLook,
	palette: Palette,
): void {
	const { state, radius } = look;
	if (state === "taken") drawCross(context, x, y, radius * 0.36, palette.taken);
	else if (state === "asked") drawRing(context, x, y, radius * 0.82, radius * 0.3, palette.mine);
	else drawDisc(context, x, y, look, palette);
}

function drawDisc(context: CanvasRenderingContext2D, x: number, y: number, look: SeatLook, palette: Palette) {
	const { state, color, isAccessible, radius } = look;
	const isMine = state === "mine";
	context.fillStyle = isMine ? palette.mine : color.fill;
	fillShape(context, x, y, radius, isAccessible);
	if (isMine) {
		drawRing(context, x, y, radius * 1.16, Math.max(1.5, radius * 0.14), palette.mine);
		drawCheck(context, x, y, radius * 0.5, palette.onMine);
	} else if (isAccessible && radius >= SMALLEST_SIGN_PX) {
		drawWheelchair(context, x, y, radius * 0.62, color.ink);
	}
}

function fillShape(context: CanvasRenderingContext2D, x: number, y: number, radius: number, isSquare: boolean) {
	context.beginPath();
	if (isSquare) context.roundRect(x - radius * 0.94, y - radius * 0.94, radius * 1.88, radius * 1.88, radius * 0.3);
	else context.arc(x, y, radius, 0, 2 * Math.PI);
	context.fill();
}

function drawCross(context: CanvasRenderingContext2D, x: number, y: number, arm: number, color: string) {
	context.strokeStyle = color;
	context.lineWidth = Math.max(1, arm * 0.45);
	context.lineCap = "round";
	context.beginPath();
	context.moveTo(x - arm, y - arm);
	context.lineTo(x + arm, y + arm);
	context.moveTo(x + arm, y - arm);
	context.lineTo(x - arm, y + arm);
	context.stroke();
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

function drawCheck(context: CanvasRenderingContext2D, x: number, y: number, arm: number, color: string) {
	context.strokeStyle = color;
	context.lineWidth = Math.max(1.5, arm * 0.42);
	context.lineCap = "round";
	context.lineJoin = "round";
	context.beginPath();
	context.moveTo(x - arm, y + arm * 0.05);
	context.lineTo(x - arm * 0.25, y + arm * 0.75);
	context.lineTo(x + arm, y - arm * 0.7);
	context.stroke();
}

/** A person in a wheelchair, seen from the side: head, back and legs, and the wheel. */
function drawWheelchair(context: CanvasRenderingContext2D, x: number, y: number, size: number, color: string) {
	context.fillStyle = color;
	context.strokeStyle = color;
	context.lineWidth = Math.max(1, size * 0.26);
	context.lineCap = "round";
	context.lineJoin = "round";
	context.beginPath();
	context.arc(x - size * 0.15, y - size * 0.88, size * 0.22, 0, 2 * Math.PI);
	context.fill();
	context.beginPath();
	context.moveTo(x - size * 0.15, y - size * 0.5);
	context.lineTo(x - size * 0.15, y + size * 0.15);
	context.lineTo(x + size * 0.45, y + size * 0.15);
	context.lineTo(x + size * 0.75, y + size * 0.85);
	context.stroke();
	context.beginPath();
	context.arc(x - size * 0.15, y + size * 0.4, size * 0.58, Math.PI * 0.05, Math.PI * 1.25);
	context.stroke();
}
