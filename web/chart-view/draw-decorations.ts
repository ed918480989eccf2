/** What is drawn behind the seats: stage, areas, outlines of sections and texts. */
import type { Decoration } from "../../domain/chart.ts";
import type { House } from "../house/house.ts";
import { cssColor, inkOn, parseColor } from "./color.ts";
import type { Palette } from "./palette.ts";
import type { View } from "./view.ts";

const SMALLEST_TEXT_PX = 11;
const LARGEST_TEXT_PX = 44;

/** Draws in CSS pixels. */
export function drawDecorations(context: CanvasRenderingContext2D, house: House, view: View, palette: Palette): void {
	for (const { outline } of house.sections) {
		if (outline.length < 3) continue;
		tracePolygon(context, outline, view);
		context.fillStyle = palette.area;
		context.fill();
	}
	for (const decoration of house.decorations) drawDecoration(context, decoration, view, palette);
}

function drawDecoration(context: CanvasRenderingContext2D, decoration: Decoration, view: View, palette: Palette) {
	const { scale } = view;
	const at = (x: number, y: number) => [(x - view.left) * scale, (y - view.top) * scale] as const;
	const fill = "color" in decoration && decoration.color !== undefined ? parseColor(decoration.color) : undefined;
	if (decoration.kind === "text") {
		const [x, y] = at(decoration.x, decoration.y);
		const size = Math.min(LARGEST_TEXT_PX, (decoration.size ?? 1) * scale);
		if (size >= SMALLEST_TEXT_PX * 0.6) drawText(context, decoration.text, x, y, size, palette.quiet);
		return;
	}
	context.fillStyle = fill ? cssColor(fill) : palette.area;
	if (decoration.kind === "area") tracePolygon(context, decoration.corners, view);
	else {
		const [x, y] = at(decoration.x, decoration.y);
		context.beginPath();
		context.ellipse(x, y, (decoration.width * scale) / 2, (decoration.height * scale) / 2, 0, 0, 2 * Math.PI);
	}
	context.fill();
	if (decoration.text === undefined) return;
	const box = decoration.kind === "area" ? boxOf(decoration.corners) : decoration;
	const [x, y] = at(box.x, box.y);
	const room = Math.min(box.height * scale * 0.5, (box.width * scale * 1.4) / Math.max(4, decoration.text.length));
	const size = Math.min(LARGEST_TEXT_PX, room);
	if (size >= SMALLEST_TEXT_PX * 0.6) {
		drawText(context, decoration.text, x, y, size, fill ? cssColor(inkOn(fill)) : palette.quiet);
	}
}

function tracePolygon(context: CanvasRenderingContext2D, corners: readonly (readonly [number, number])[], view: View) {
	context.beginPath();
	for (const [x, y] of corners) context.lineTo((x - view.left) * view.scale, (y - view.top) * view.scale);
	context.closePath();
}

function boxOf(corners: readonly (readonly [number, number])[]) {
	const xs = corners.map(([x]) => x);
	const ys = corners.map(([, y]) => y);
	const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
	return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top };
}

function drawText(context: CanvasRenderingContext2D, text: string, x: number, y: number, size: number, color: string) {
	context.font = `600 ${size}px system-ui, sans-serif`;
	context.textAlign = "center";
	context.textBaseline = "middle";
	context.fillStyle = color;
	context.fillText(text, x, y);
}
