/** The map as a buyer sees it: what is available, and what is the buyer's own. */
import { changedBits } from "../house/bits.ts";
import { type MapState, type SeatState, seatState } from "../sale/map-state.ts";
import { drawSeat } from "./draw-seat.ts";
import type { Drawing } from "./drawing.ts";

/** How much of its place a seat fills, and a taken one, which is to look small. */
const SHARE = 0.76;
const SHARE_TAKEN = 0.34;

export const BUYER_DRAWING: Drawing<MapState, SeatState> = {
	stateOf: seatState,
	changed: (before, state) =>
		state.bits === before.bits && state.marks === before.marks
			? new Set()
			: new Set([...changedBits(before.bits, state.bits), ...before.marks.keys(), ...state.marks.keys()]),
	// Seats that were found for the buyer may be anywhere.
	gained: (before, state) => {
		if (state.marks === before.marks) return [];
		return [...state.marks].flatMap(([seat, mark]) => (mark === "mine" && !before.marks.has(seat) ? [seat] : []));
	},
	drawSeat,
	hasLabel: (what) => what === "available",
	square: (what, color, palette) => {
		if (what === "taken") return { fill: palette.taken, share: SHARE_TAKEN };
		return { fill: what === "available" ? color.fill : palette.mine, share: SHARE };
	},
	// From far away a buyer's own seats would be lost among thousands.
	drawOver: ({ marks }, isNear, { ring }, palette) => {
		if (!isNear) for (const seat of marks.keys()) ring(seat, 0.6, palette.mine);
	},
};

/** What a list shows instead of a seat's label. */
export const BUYER_SIGNS: Readonly<Record<SeatState, string>> = { available: "", taken: "✕", mine: "✓", asked: "…" };
