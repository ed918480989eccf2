/**
 * The map as a seller sees it. Shapes say what colors say: available is a disc with its label, sold a full disc with a check
 * mark, locked a ring with the hands of a clock, blocked a square with a bar; a chosen seat has a frame around it.
 */
import { drawSeat, type SeatLook } from "../chart-view/draw-seat.ts";
import type { Drawing } from "../chart-view/drawing.ts";
import type { Palette } from "../chart-view/palette.ts";
import type { DeskState } from "./desk-state.ts";
import { drawArrow } from "./draw-arrow.ts";
import { drawRectangle } from "./draw-rectangle.ts";
import { changedSeats, type SeatStatus, statusOf } from "./taken.ts";

export type DeskLook = SeatStatus | `${SeatStatus} selected`;

export const isSelected = (what: DeskLook): boolean => what.endsWith(" selected");

const statusIn = (what: DeskLook) => what.split(" ")[0] as SeatStatus;

/** How much of its place a seat fills in a view from far away. */
const SHARES: Readonly<Record<SeatStatus, number>> = { available: 0.76, sold: 0.6, locked: 0.46, blocked: 0.34 };

const COLORS = { sold: "desk-sold", locked: "desk-locked", blocked: "desk-blocked" } as const;

export const DESK_DRAWING: Drawing<DeskState, DeskLook> = {
	stateOf: ({ seats, selected }, seat) => {
		const status = statusOf(seats, seat);
		return selected.has(seat) ? `${status} selected` : status;
	},
	changed: (before, state) => {
		const changed = new Set(changedSeats(before.seats, state.seats));
		if (before.selected !== state.selected) {
			for (const seat of before.selected) if (!state.selected.has(seat)) changed.add(seat);
			for (const seat of state.selected) if (!before.selected.has(seat)) changed.add(seat);
		}
		return changed;
	},
	drawSeat: (context, x, y, look, palette) => {
		drawState(context, x, y, look, palette);
		if (isSelected(look.state)) drawFrame(context, x, y, look.radius, palette.mine);
	},
	hasLabel: (what) => statusIn(what) === "available",
	square: (what, color, palette) => {
		if (isSelected(what)) return { fill: palette.mine, share: SHARES.available };
		const status = statusIn(what);
		const fill = status === "available" ? color.fill : palette.read(COLORS[status]);
		return { fill, share: SHARES[status] };
	},
	drawOver: ({ moving, selected, rectangle }, isNear, { ring, place, at, context }, palette) => {
		// From far away a few chosen seats would be lost among thousands.
		if (!isNear && selected.size <= 100) for (const seat of selected) ring(seat, 0.7, palette.mine);
		for (const [from, to] of moving?.moves ?? []) if (from !== to) drawArrow(context, at(from), at(to), palette.focus);
		if (!rectangle) return;
		const { left, top, right, bottom } = rectangle;
		drawRectangle(context, place(left, top), place(right, bottom), palette.mine);
	},
};

function drawState(
	context: CanvasRenderingContext2D,
	x: number,
	y: number,
	look: SeatLook<DeskLook>,
	palette: Palette,
) {
	const { radius } = look;
	const status = statusIn(look.state);
	if (status === "available") return drawSeat(context, x, y, { ...look, state: "available" }, palette);
	const color = palette.read(COLORS[status]);
	context.fillStyle = color;
	context.strokeStyle = color;
	context.lineCap = "round";
	context.lineJoin = "round";
	if (status === "sold") drawSold(context, x, y, radius, palette.background);
	if (status === "locked") drawClock(context, x, y, radius);
	if (status === "blocked") drawBarred(context, x, y, radius);
}

function drawSold(context: CanvasRenderingContext2D, x: number, y: number, radius: number, ink: string) {
	context.beginPath();
	context.arc(x, y, radius * 0.88, 0, 2 * Math.PI);
	context.fill();
	const arm = radius * 0.42;
	context.strokeStyle = ink;
	context.lineWidth = Math.max(1.2, arm * 0.42);
	context.beginPath();
	context.moveTo(x - arm, y + arm * 0.05);
	context.lineTo(x - arm * 0.25, y + arm * 0.75);
	context.lineTo(x + arm, y - arm * 0.7);
	context.stroke();
}

function drawClock(context: CanvasRenderingContext2D, x: number, y: number, radius: number) {
	context.lineWidth = Math.max(1.2, radius * 0.2);
	context.beginPath();
	context.arc(x, y, radius * 0.76, 0, 2 * Math.PI);
	context.stroke();
	context.beginPath();
	context.moveTo(x, y - radius * 0.42);
	context.lineTo(x, y);
	context.lineTo(x + radius * 0.3, y + radius * 0.2);
	context.stroke();
}

function drawBarred(context: CanvasRenderingContext2D, x: number, y: number, radius: number) {
	const half = radius * 0.72;
	context.lineWidth = Math.max(1.2, radius * 0.2);
	context.strokeRect(x - half, y - half, 2 * half, 2 * half);
	context.beginPath();
	context.moveTo(x - half, y + half);
	context.lineTo(x + half, y - half);
	context.stroke();
}

function drawFrame(context: CanvasRenderingContext2D, x: number, y: number, radius: number, color: string) {
	const half = radius * 1.2;
	context.strokeStyle = color;
	context.lineWidth = Math.max(1.5, radius * 0.22);
	context.beginPath();
	context.roundRect(x - half, y - half, 2 * half, 2 * half, radius * 0.4);
	context.stroke();
}
