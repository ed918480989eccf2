/** How a page shows seats on its map. The buyer's page and the desk's page know different states of a seat. */
import type { House } from "../house/house.ts";
import type { SeatLook } from "./draw-seat.ts";
import type { Palette, SeatColor } from "./palette.ts";

/** What every map shows, whatever it knows of its seats. */
export interface Shown {
	readonly house: House;
	/** The seat that list and map both point at. */
	readonly focus: number | undefined;
}

export interface Drawing<State extends Shown, What extends string> {
	/** What a seat looks like. Two seats of one word, and of one category, look alike. */
	readonly stateOf: (state: State, seat: number) => What;
	/** The seats that look different now. */
	readonly changed: (before: State, state: State) => ReadonlySet<number>;
	/** Seats to bring into view, because they may be anywhere. */
	readonly gained?: (before: State, state: State) => readonly number[];
	readonly drawSeat: (
		context: CanvasRenderingContext2D,
		x: number,
		y: number,
		look: SeatLook<What>,
		palette: Palette,
	) => void;
	/** Whether there is room for the label of the seat. */
	readonly hasLabel: (what: What) => boolean;
	/** A seat from far away: the color of a square, and how much of its place that fills from side to side. */
	readonly square: (what: What, color: SeatColor, palette: Palette) => Square;
	/** What is drawn over the seats. */
	readonly drawOver: (state: State, isNear: boolean, pen: Pen, palette: Palette) => void;
}

export interface Square {
	readonly fill: string;
	readonly share: number;
}

/** Draws over seats, wherever the view shows them. */
export interface Pen {
	/** @param share the radius, as a share of the distance between seats */
	readonly ring: (seat: number, share: number, color: string) => void;
	/** Where a point of the house is, in pixels of the canvas. */
	readonly place: (x: number, y: number) => readonly [x: number, y: number];
	/** Where the center of a seat is, likewise. */
	readonly at: (seat: number) => readonly [x: number, y: number];
	readonly context: CanvasRenderingContext2D;
}
