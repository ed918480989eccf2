/** What the desk's page shows, all in one place. */
import type { Shown } from "../chart-view/drawing.ts";
import type { Box } from "../house/box.ts";
import type { House } from "../house/house.ts";
import type { Moving } from "./moving-sales.ts";
import type { FeedChange, TakenSeats } from "./taken.ts";

/** What a drag over seats does. */
export type Tool = "select" | "move" | "block" | "unblock";

export interface DeskState extends Shown {
	readonly seats: TakenSeats;
	readonly selected: ReadonlySet<number>;
	readonly tool: Tool;
	/** Whether a drag is about all seats in a rectangle, instead of those that the pointer comes over. */
	readonly isRectangle: boolean;
	/** The rectangle that is being dragged. */
	readonly rectangle: Box | undefined;
	/** The reason of the blocks that are made by dragging. */
	readonly reason: string;
	/** Sales on their way to other seats. */
	readonly moving: Moving | undefined;
	/** The latest changes, the last one first. */
	readonly latest: readonly FeedChange[];
	/** `reading` until all seats have been read; `no-event` when there is no such event any more. */
	readonly connection: "reading" | "live" | "lost" | "no-event";
	/** How many taken seats have been read so far. */
	readonly numRead: number;
	readonly isBusy: boolean;
	readonly notice: Notice | undefined;
	/** The order that was looked up last, while its seats are chosen. */
	readonly found: { readonly order: string; readonly seats: ReadonlySet<number> } | undefined;
	/** The order that seats were sold under last, or that was given to them: the next ones are another customer's. */
	readonly lastSale: { readonly order: string } | undefined;
}

export interface Notice {
	readonly isGood: boolean;
	readonly text: string;
	readonly actions?: readonly Action[] | undefined;
}

/** What a seller can do about a notice, with one click. */
export interface Action {
	readonly text: string;
	readonly act: () => void;
}

/** The seats as they were shown when the seller decided something: nothing happens to one that has changed since. */
export type AsShown = Pick<DeskState, "house" | "seats">;

export const emptyDesk = (house: House): DeskState => ({
	house,
	focus: undefined,
	seats: noSeats(house),
	selected: new Set(),
	tool: "select",
	isRectangle: false,
	rectangle: undefined,
	reason: "",
	moving: undefined,
	latest: [],
	connection: "reading",
	numRead: 0,
	isBusy: false,
	notice: undefined,
	found: undefined,
	lastSale: undefined,
});

export const noSeats = ({ numSeats }: House): TakenSeats => Array<undefined>(numSeats).fill(undefined);
