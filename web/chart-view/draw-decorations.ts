/** What is drawn behind the seats: stage, areas, outlines of sections and texts. */
import type { Decoration } from "../../domain/chart.ts";
import { radians } from "../../domain/geometry.ts";
import { type Shape, shapeBehind } from "../house/behind.ts";
import { boxOfDecoration, LETTER_WIDTH } from "../house/box-of-decoration.ts";
import type { House } from "../house/house.ts";
import { once } from "../house/once.ts";
import { areaColor, cssColor, parseColor, type Rgb, textColor } from "./color.ts";
import { setLetters, write } from "./lettering.ts";
import type { Palette } from "./palette.ts";
import { toCanvas, type View } from "./view.ts";

const SMALLEST_TEXT_PX = 11;
const LARGEST_TEXT_PX = 44;
/** How much of its area a text may fill. */
const SHARE_ACROSS = 0.75;
const SHARE_DOWN = 0.5;

/** Draws in CSS pixels. */
export function drawDecorations(context: CanvasRenderingContext2D, house: House, view: View, palette: Palette): void {
	for (const { outline } of house.sections) {
		if (outline.length < 3) continue;
		tracePolygon(context, outline, view);
		context.fillStyle = palette.area;
		context.fill();
	}
	const behind = shapesBehindTexts(house);
	for (const decoration of house.decorations) {
		if (decoration.kind === "text") drawWords(context, decoration, behind.get(decoration), view, palette);
		else drawShape(context, decoration, view, palette);
	}
}

type Text = Extract<Decoration, { readonly kind: "text" }>;

/** A frame has no time for it. */
const shapesBehindTexts = once(
	({ decorations }: House): ReadonlyMap<Text, Shape | undefined> =>
		new Map(
			decorations.flatMap((decoration, index) =>
				decoration.kind === "text"
					? [[decoration, shapeBehind(decoration.x, decoration.y, decorations.slice(0, index))] as const]
					: [],
			),
		),
);

function drawWords(
	context: CanvasRenderingContext2D,
	{ x, y, text, angle, size = 1, color }: Text,
	behind: Shape | undefined,
	view: View,
	palette: Palette,
) {
	const { scale } = view;
	const own = Math.min(LARGEST_TEXT_PX, size * scale);
	// On a stage there is room for letters that can be read; elsewhere they would cover the seats.
	const room = behind ? roomIn(behind, text, scale, angle) : own;
	const letters = behind ? Math.max(own, Math.min(SMALLEST_TEXT_PX, room)) : own;
	const fill = fillOf(behind, palette);
	const ink = textColor(color === undefined ? undefined : parseColor(color), fill, palette);
	// Letters that reach beyond their stage take some of its color with them.
	const halo = letters > room ? cssColor(fill) : undefined;
	drawText(context, text, ...toCanvas(view, x, y), letters, cssColor(ink), halo, angle);
}

function drawShape(context: CanvasRenderingContext2D, shape: Shape, view: View, palette: Palette) {
	const { scale } = view;
	const fill = fillOf(shape, palette);
	context.fillStyle = cssColor(fill);
	const { left, right, top, bottom } = boxOfDecoration(shape);
	const [x, y] = toCanvas(view, (left + right) / 2, (top + bottom) / 2);
	if (shape.kind === "area") tracePolygon(context, shape.corners, view);
	else {
		context.beginPath();
		context.ellipse(x, y, (shape.width * scale) / 2, (shape.height * scale) / 2, 0, 0, 2 * Math.PI);
	}
	context.fill();
	if (shape.border !== undefined) {
		context.strokeStyle = cssColor(areaColor(parseColor(shape.border), parseColor(palette.background)));
		context.lineWidth = 1;
		context.stroke();
	}
	if (shape.text === undefined) return;
	const letters = Math.min(LARGEST_TEXT_PX, roomIn(shape, shape.text, scale));
	drawText(context, shape.text, x, y, letters, cssColor(textColor(undefined, fill, palette)));
}

/** How high letters may be, in pixels, for a text to stay within its shape. */
function roomIn(shape: Shape, text: string, scale: number, angle = 0): number {
	const { left, right, top, bottom } = boxOfDecoration(shape);
	const [cos, sin] = [Math.abs(Math.cos(radians(angle))), Math.abs(Math.sin(radians(angle)))];
	const along = Math.min((right - left) / cos, (bottom - top) / sin);
	const down = Math.min((bottom - top) / cos, (right - left) / sin);
	const across = (along * scale * SHARE_ACROSS) / (Math.max(4, text.length) * LETTER_WIDTH);
	return Math.min(across, down * scale * SHARE_DOWN);
}

/** The color of a shape, or of the map where there is none. */
function fillOf(shape: Shape | undefined, palette: Palette): Rgb {
	const background = parseColor(palette.background);
	if (!shape) return background;
	return shape.color === undefined ? parseColor(palette.area) : areaColor(parseColor(shape.color), background);
}

function tracePolygon(context: CanvasRenderingContext2D, corners: readonly (readonly [number, number])[], view: View) {
	context.beginPath();
	for (const [x, y] of corners) context.lineTo(...toCanvas(view, x, y));
	context.closePath();
}

/** Letters that are a blot are left out. */
function drawText(
	context: CanvasRenderingContext2D,
	text: string,
	x: number,
	y: number,
	size: number,
	color: string,
	halo?: string,
	angle?: number,
) {
	if (size < SMALLEST_TEXT_PX * 0.6) return;
	setLetters(context, size);
	write(context, text, x, y, color, halo, angle);
}
