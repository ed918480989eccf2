/** What a drag over the map does, by the tool that is chosen: over seats, or of a rectangle around them. */
import type { Point } from "../chart-view/gestures.ts";
import type { Box } from "../house/box.ts";
import type { House } from "../house/house.ts";
import { seatsInBox } from "../house/seats-in-box.ts";
import type { Store } from "../sale/store.ts";
import type { DeskTexts } from "../texts/desk.ts";
import { type Choice, isSameSet } from "./choice.ts";
import type { DeskState, Tool } from "./desk-state.ts";
import type { MovingSales } from "./moving-sales.ts";
import type { SalesAndBlocks } from "./sales-and-blocks.ts";

/** A drag that does something with seats instead of moving the map. */
export interface SeatDrag {
	/**
	 * Whether a drag that begins here is one.
	 * @param seat the one that is there; none where seats are too small to be hit
	 * @param place a point of the house
	 */
	readonly begin: (seat: number | undefined, place: Point, hasShift: boolean) => boolean;
	/**
	 * @param passed the seats that the pointer has come over, in order
	 * @param at the one that it is over now
	 */
	readonly over: (passed: readonly number[], at: number | undefined, place: Point) => void;
	/** The pointer is up. Or it is lost, and nothing was dropped. */
	readonly end: (isDropped: boolean) => void;
}

interface SeatDragProps {
	readonly store: Store<DeskState>;
	readonly words: DeskTexts;
	readonly moves: MovingSales;
	/** About the seats that are chosen. */
	readonly verbs: Pick<SalesAndBlocks, "block" | "unblock">;
	readonly say: (text: string) => void;
	readonly sayBusy: () => void;
	readonly choice: Choice;
}

/** A drag that chooses seats. */
interface Choosing {
	/** Seats have other numbers in another one. */
	readonly house: House;
	/** What was chosen before, to go back to. */
	readonly before: ReadonlySet<number>;
	/** What the drag adds to, or takes away from. */
	readonly base: ReadonlySet<number>;
	readonly adds: boolean;
	/** Where its rectangle begins, if it is one. */
	readonly corner: Point | undefined;
	readonly seats: Set<number>;
}

export function seatDrag({ store, words, moves, verbs, say, sayBusy, choice }: SeatDragProps): SeatDrag {
	let choosing: Choosing | undefined;
	/** Nothing, once the event has another plan. */
	const current = () => (choosing?.house === store.get().house ? choosing : undefined);
	let target: number | undefined;

	/** Which seats a drag of this tool is about. */
	const isFor = (tool: Tool, seat: number) => {
		const status = store.get().seats[seat]?.status;
		if (tool === "block") return status === undefined;
		if (tool === "unblock") return status === "blocked";
		return tool === "select" || status === "sold";
	};

	function beginMove(seat: number): boolean {
		if (!isFor("move", seat)) return false;
		target = undefined;
		const sold = choice.of("sold");
		const begun = moves.begin(sold.includes(seat) ? sold : [seat], seat);
		store.set({ moving: moves.over(begun, seat) });
		return true;
	}

	function choose(dragged: Choosing, seats: readonly number[]) {
		const { tool, selected } = store.get();
		const { base, adds } = dragged;
		const changed = new Set(base);
		for (const seat of seats) {
			if (!adds) changed.delete(seat);
			else if (isFor(tool, seat)) changed.add(seat);
		}
		if (!isSameSet(changed, selected)) choice.set(changed);
	}

	function over(dragged: Choosing, passed: readonly number[], place: Point) {
		const { corner, seats } = dragged;
		for (const seat of passed) seats.add(seat);
		if (!corner) return choose(dragged, [...seats]);
		const rectangle = boxBetween(corner, place);
		store.set({ rectangle });
		choose(dragged, seatsInBox(store.get().house, rectangle));
	}

	return {
		begin: (seat, place, hasShift) => {
			const { house, tool, selected, reason, isBusy, isRectangle } = store.get();
			if (isBusy) {
				sayBusy();
				return false;
			}
			if (tool === "move") return seat !== undefined && beginMove(seat);
			const corner = isRectangle || hasShift ? place : undefined;
			if (seat === undefined && !corner) return false;
			// Nothing is dragged then, and the map stays where it is, too.
			if (tool === "block" && reason === "") {
				say(words.reasonFirst);
				return true;
			}
			choosing = {
				house,
				before: selected,
				base: tool === "select" ? selected : new Set(),
				adds: tool !== "select" || seat === undefined || !selected.has(seat),
				corner,
				seats: new Set(),
			};
			over(choosing, seat === undefined ? [] : [seat], place);
			return true;
		},
		over: (passed, at, place) => {
			const { tool, moving } = store.get();
			const chosen = current();
			if (chosen) over(chosen, passed, place);
			else if (tool === "move" && moving) {
				target = at;
				store.set({ moving: moves.over(moving, at) });
			}
		},
		end: (isDropped) => {
			const { tool, moving, reason } = store.get();
			const { before } = current() ?? {};
			choosing = undefined;
			store.set({ rectangle: undefined });
			if (tool === "move") {
				store.set({ moving: undefined });
				if (isDropped && moving && target !== undefined && target !== moving.carried)
					void moves.putDown(moving, target);
				return;
			}
			if (!before) return;
			if (!isDropped) choice.set(before);
			else if (tool === "block") void verbs.block(reason);
			else if (tool === "unblock") void verbs.unblock();
		},
	};
}

const boxBetween = ([x, y]: Point, [otherX, otherY]: Point): Box => ({
	left: Math.min(x, otherX),
	top: Math.min(y, otherY),
	right: Math.max(x, otherX),
	bottom: Math.max(y, otherY),
});
