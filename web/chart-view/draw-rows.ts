/** The rows that a view shows, seat by seat, with labels where there is room for them. Draws in pixels of the device. */
import { type House, type HouseRow, labelOf } from "../house/house.ts";
import { rowLabelPlaces } from "../house/row-label-places.ts";
import type { Drawing, Shown } from "./drawing.ts";
import { setLetters } from "./lettering.ts";
import { colorOf, type Palette } from "./palette.ts";
import type { Sprites } from "./seat-sprites.ts";
import type { Extent, View } from "./view.ts";

/** From this distance between seats, in CSS pixels, labels can be read. */
const SEAT_LABEL_PX = 24;
const ROW_LABEL_PX = 15;

/** How much of the distance to its neighbor a seat fills, from side to side. */
const SHARE = 0.78;

export function drawRows<State extends Shown, What extends string>(
	context: CanvasRenderingContext2D,
	state: State,
	drawing: Drawing<State, What>,
	view: View,
	canvas: Extent,
	pixelRatio: number,
	palette: Palette,
	sprites: Sprites<What>,
): void {
	const { house } = state;
	const scale = view.scale * pixelRatio;
	const labels: [seat: number, x: number, y: number, ink: string][] = [];
	for (const row of house.rows) {
		if (!isInView(row, view, canvas)) continue;
		const radius = (row.pitch * scale * SHARE) / 2;
		const hasLabels = row.pitch * view.scale >= SEAT_LABEL_PX;
		for (let seat = row.first; seat < row.end; seat++) {
			const x = ((house.x[seat] as number) - view.left) * scale;
			const y = ((house.y[seat] as number) - view.top) * scale;
			if (
				x < -radius ||
				y < -radius ||
				x > canvas.width * pixelRatio + radius ||
				y > canvas.height * pixelRatio + radius
			) {
				continue;
			}
			const what = drawing.stateOf(state, seat);
			const color = colorOf(palette, house.category[seat] as number);
			const isAccessible = house.accessible[seat] === 1;
			sprites.draw(context, x, y, { state: what, color, isAccessible, radius });
			if (hasLabels && drawing.hasLabel(what) && !isAccessible) labels.push([seat, x, y, color.ink]);
		}
	}
	drawSeatLabels(context, house, labels, scale);
	drawRowLabels(context, house, view, canvas, pixelRatio, palette);
}

function isInView({ left, top, right, bottom, pitch }: HouseRow, view: View, canvas: Extent): boolean {
	const { scale } = view;
	return (
		right + pitch > view.left &&
		bottom + pitch > view.top &&
		left - pitch < view.left + canvas.width / scale &&
		top - pitch < view.top + canvas.height / scale
	);
}

function drawSeatLabels(
	context: CanvasRenderingContext2D,
	house: House,
	seats: readonly [seat: number, x: number, y: number, ink: string][],
	scale: number,
) {
	let size = 0;
	let color = "";
	for (const [seat, x, y, ink] of seats) {
		const label = labelOf(house, seat);
		const pitch = house.rows[house.rowOf[seat] as number]?.pitch ?? 1;
		const needed = Math.round(pitch * scale * (label.length > 2 ? 0.26 : 0.36));
		if (needed !== size) {
			size = needed;
			setLetters(context, size);
		}
		if (ink !== color) {
			color = ink;
			context.fillStyle = color;
		}
		// A long label must not cover its neighbors.
		context.fillText(label, x, y, pitch * scale * SHARE);
	}
}

/** The labels of rows, beside their seats. */
function drawRowLabels(
	context: CanvasRenderingContext2D,
	house: House,
	view: View,
	canvas: Extent,
	pixelRatio: number,
	palette: Palette,
) {
	context.fillStyle = palette.quiet;
	const scale = view.scale * pixelRatio;
	for (const row of house.rows) {
		const isTooSmall = row.pitch * view.scale < ROW_LABEL_PX;
		if (isTooSmall || row.end === row.first || !isInView(row, view, canvas)) continue;
		setLetters(context, Math.round(Math.min(14, row.pitch * view.scale * 0.45) * pixelRatio), 500);
		for (const [x, y] of rowLabelPlaces(house, row)) {
			context.fillText(row.row, (x - view.left) * scale, (y - view.top) * scale, row.pitch * scale * 1.6);
		}
	}
}
