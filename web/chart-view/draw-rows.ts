/** The rows that a view shows, seat by seat, with labels where there is room for them. Draws in pixels of the device. */
import { type Box, overlap } from "../house/box.ts";
import { type House, labelOf } from "../house/house.ts";
import { isInBox } from "../house/is-in-box.ts";
import { LONGEST, middleOfLabel, rowLabelPlaces } from "../house/row-label-places.ts";
import type { Drawing, Shown } from "./drawing.ts";
import { cut, setLetters, write } from "./lettering.ts";
import { colorOf, type Palette } from "./palette.ts";
import type { Sprites } from "./seat-sprites.ts";
import { boxOfView, type Extent, type View } from "./view.ts";
import { type SeenRow, whereRowLeaves } from "./where-row-leaves.ts";

/** From this distance between seats, in CSS pixels, labels can be read. */
const SEAT_LABEL_PX = 24;
const ROW_LABEL_PX = 15;
const SMALLEST_ROW_LABEL_PX = 10;
const LARGEST_ROW_LABEL_PX = 14;
/** Between a label that is kept in view and the edge of the map, and around its letters. */
const SPACE_PX = 4;

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
	const shown = { left: 0, top: 0, right: canvas.width * pixelRatio, bottom: canvas.height * pixelRatio };
	const labels: [seat: number, x: number, y: number, ink: string][] = [];
	const rows: SeenRow[] = [];
	const seen = boxOfView(view, canvas);
	for (const row of house.rows) {
		if (!overlap(row, seen, row.pitch)) continue;
		let [firstSeen, lastSeen] = [-1, -1];
		const radius = (row.pitch * scale * SHARE) / 2;
		const hasLabels = row.pitch * view.scale >= SEAT_LABEL_PX;
		for (let seat = row.first; seat < row.end; seat++) {
			const x = ((house.x[seat] as number) - view.left) * scale;
			const y = ((house.y[seat] as number) - view.top) * scale;
			if (!isInBox(shown, x, y, radius)) continue;
			if (firstSeen < 0) firstSeen = seat;
			lastSeen = seat;
			const what = drawing.stateOf(state, seat);
			const color = colorOf(palette, house.category[seat] as number);
			const isAccessible = house.accessible[seat] === 1;
			sprites.draw(context, x, y, { state: what, color, isAccessible, radius });
			if (hasLabels && drawing.hasLabel(what) && !isAccessible) labels.push([seat, x, y, color.ink]);
		}
		if (row.pitch * view.scale >= ROW_LABEL_PX) rows.push({ row, first: firstSeen, last: lastSeen });
	}
	drawSeatLabels(context, house, labels, scale);
	drawRowLabels(context, house, rows, view, shown, pixelRatio, palette);
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

/** The labels of rows, beside their seats; of those whose ends are out of view, at the edge where they leave it. */
function drawRowLabels(
	context: CanvasRenderingContext2D,
	house: House,
	rows: readonly SeenRow[],
	view: View,
	shown: Box,
	pixelRatio: number,
	palette: Palette,
) {
	const scale = view.scale * pixelRatio;
	/** Where labels are already, and how far they reach to the left and to the right. */
	const written: (readonly [x: number, y: number, reach: number])[] = [];
	const space = SPACE_PX * pixelRatio;
	for (const seen of rows) {
		const { row } = seen;
		const pitch = row.pitch * scale;
		const lettersPx = Math.min(LARGEST_ROW_LABEL_PX, Math.max(SMALLEST_ROW_LABEL_PX, row.pitch * view.scale * 0.45));
		const letters = Math.round(lettersPx * pixelRatio);
		setLetters(context, letters, 500);
		const most = pitch * LONGEST;
		const label = cut(context, row.row, most);
		const length = Math.min(context.measureText(label).width, most);
		const reach = length / 2 + space;
		/** In a narrow aisle the labels of the rows at its sides would read as one: 1 and 1 as 11. */
		const isFree = (x: number, y: number) =>
			!written.some(
				([otherX, otherY, other]) => Math.abs(y - otherY) < letters && Math.abs(x - otherX) < reach + other,
			) && written.push([x, y, length / 2]) > 0;
		let isSeen = false;
		for (const [placeX, placeY, out] of rowLabelPlaces(house, row)) {
			const x = (placeX - view.left) * scale + out * (middleOfLabel(length / pitch) - 1) * pitch;
			const y = (placeY - view.top) * scale;
			if (!isFree(x, y)) continue;
			write(context, label, x, y, palette.quiet, palette.background);
			isSeen ||= isInBox(shown, x, y);
		}
		const down = isSeen || seen.first === seen.last ? undefined : whereRowLeaves(house, seen, view.left);
		if (down === undefined) continue;
		const [x, y] = [space + reach, (down - view.top) * scale];
		if (!isFree(x, y)) continue;
		context.fillStyle = palette.background;
		context.beginPath();
		context.roundRect(x - reach, y - letters * 0.7, 2 * reach, letters * 1.4, space);
		context.fill();
		context.fillStyle = palette.text;
		context.fillText(label, x, y, most);
	}
}
