/** Looks up the taken seats of an event at an instant, by their address. */
import { rowSeatKey } from "./plan.ts";
import type { Seat } from "./seat.ts";
import type { SeatState } from "./seat-record.ts";

/** The state of a taken seat; `undefined` for an available one. */
export type TakenStateOf = (seat: Seat) => SeatState | undefined;

export function lookUpTaken(taken: readonly (Seat & SeatState)[]): TakenStateOf {
	const bySection = new Map<string, Map<string, SeatState>>();
	for (const { section, row, seat, ...state } of taken) {
		const states = bySection.get(section) ?? new Map();
		bySection.set(section, states.set(rowSeatKey(row, seat), state));
	}
	return ({ section, row, seat }) => bySection.get(section)?.get(rowSeatKey(row, seat));
}
