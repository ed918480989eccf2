/** Pan and zoom: which part of the house a canvas shows. Pure; lengths on the canvas are CSS pixels. */
import type { Box } from "../house/box.ts";

export interface View {
	/** Pixels for one unit of the chart. */
	readonly scale: number;
	/** What of the chart is in the upper left corner of the canvas. */
	readonly left: number;
	readonly top: number;
}

export interface Extent {
	readonly width: number;
	readonly height: number;
}

/** What a view has to fit: the chart on a canvas. */
export interface Frame {
	readonly size: Extent & { readonly x: number; readonly y: number };
	readonly canvas: Extent;
	/** The largest scale. */
	readonly largest: number;
}

/** Around the whole house, on each side: half a letter of a row's label, and the ring of a buyer's own seat. */
const MARGIN_PX = 10;

export function wholeHouse({ size, canvas, largest }: Frame): View {
	const across = Math.max(1, canvas.width - 2 * MARGIN_PX) / (size.width || 1);
	const down = Math.max(1, canvas.height - 2 * MARGIN_PX) / (size.height || 1);
	return around(size.x + size.width / 2, size.y + size.height / 2, Math.min(across, down, largest), canvas);
}

/** The view with a point of the chart in its middle. */
export const around = (x: number, y: number, scale: number, canvas: Extent): View => ({
	scale,
	left: x - canvas.width / (2 * scale),
	top: y - canvas.height / (2 * scale),
});

/** Zooms so that what is under a pixel remains there. */
export function zoomAt(view: View, factor: number, x: number, y: number, frame: Frame): View {
	const smallest = Math.min(wholeHouse(frame).scale, view.scale);
	const scale = Math.min(frame.largest, Math.max(smallest, view.scale * factor));
	const [atX, atY] = toHouse(view, x, y);
	return within({ scale, left: atX - x / scale, top: atY - y / scale }, frame);
}

export const panBy = ({ scale, left, top }: View, x: number, y: number, frame: Frame): View =>
	within({ scale, left: left - x / scale, top: top - y / scale }, frame);

/** Whether a rectangle of the house is in view, above what the lower edge hides. */
export function isInView(box: Box, view: View, { canvas: { width, height } }: Frame, hidden: number): boolean {
	const seen = boxOfView(view, { width, height: height - hidden });
	return box.left >= seen.left && box.top >= seen.top && box.right <= seen.right && box.bottom <= seen.bottom;
}

/** What of the chart a canvas shows. */
export const boxOfView = ({ scale, left, top }: View, { width, height }: Extent): Box => ({
	left,
	top,
	right: left + width / scale,
	bottom: top + height / scale,
});

/** The view with a rectangle of the house in its middle, above what the lower edge hides; no larger than that scale. */
export function viewOf(box: Box, most: number, frame: Frame, hidden: number): View {
	const { width, height } = frame.canvas;
	const [across, down] = [box.right - box.left, box.bottom - box.top];
	const scale = Math.min(most, frame.largest, width / across, (height - hidden) / down);
	return within(around(box.left + across / 2, box.top + (down + hidden / scale) / 2, scale, frame.canvas), frame);
}

/** Keeps the house in sight: no side of it goes beyond the middle of the canvas. */
export function within(view: View, { size, canvas }: Frame): View {
	const { scale } = view;
	const keep = (start: number, from: number, length: number, pixels: number) =>
		Math.min(Math.max(start, from - pixels / (2 * scale)), from + length - pixels / (2 * scale));
	return {
		scale,
		left: keep(view.left, size.x, size.width, canvas.width),
		top: keep(view.top, size.y, size.height, canvas.height),
	};
}

export const toHouse = ({ scale, left, top }: View, x: number, y: number): readonly [x: number, y: number] => [
	left + x / scale,
	top + y / scale,
];

/** Where a point of the chart is, in pixels. */
export const toCanvas = ({ scale, left, top }: View, x: number, y: number): readonly [x: number, y: number] => [
	(x - left) * scale,
	(y - top) * scale,
];

/** A view on the way from one to another; `progress` goes from 0 to 1. The middle of the canvas moves evenly. */
export function between(from: View, to: View, progress: number, canvas: Extent): View {
	const scale = from.scale * (to.scale / from.scale) ** progress;
	const [fromX, fromY] = toHouse(from, canvas.width / 2, canvas.height / 2);
	const [toX, toY] = toHouse(to, canvas.width / 2, canvas.height / 2);
	// While zooming, what is far away moves faster: the part of the way that is left shrinks with the scale.
	const part = from.scale === to.scale ? progress : (1 / from.scale - 1 / scale) / (1 / from.scale - 1 / to.scale);
	return around(fromX + (toX - fromX) * part, fromY + (toY - fromY) * part, scale, canvas);
}
