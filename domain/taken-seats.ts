/** The seats that are taken at an instant, for looking one up by its address. */
import { rowSeatKey } from "./plan.ts";
import type { Seat } from "./seat.ts";
import type { SeatState } from "./seat-record.ts";

/** What a taken seat is; `undefined` for an available one. */
export type TakenSeats = (seat: Seat) => SeatState | undefined;

export function takenSeats(taken: readonly (Seat & SeatState)[]): TakenSeats {
	const bySection = new Map<string, Map<string, SeatState>>();
	for (const { section, row, seat, ...state } of taken) {
		const states = bySection.get(section) ?? new Map();
		bySection.set(section, states.set(rowSeatKey(row, seat), state));
	}
	return ({ section, row, seat }) => bySection.get(section)?.get(rowSeatKey(row, seat));
}
