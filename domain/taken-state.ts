/** Looks up the taken seats of an event at an instant, by their address. */
import { rowSeatKey, type SectionPlan } from "./plan.ts";
import type { Seat } from "./seat.ts";
import { type SeatRecord, type SeatState, stateOf } from "./seat-record.ts";

/** The state of a taken seat; `undefined` for an available one. */
export type TakenStateOf = (seat: Seat) => SeatState | undefined;

/** A seat with its record, as an index or a query gives it. */
export type RecordedSeat = Seat & { readonly record: SeatRecord };

/** A seat without a record is as its plan starts it. */
export function lookUpTaken(
	plans: readonly SectionPlan[],
	recorded: readonly RecordedSeat[],
	now: number,
): TakenStateOf {
	const bySection = new Map<string, Map<string, SeatRecord>>();
	for (const { section, starts } of plans) bySection.set(section, new Map(starts));
	for (const { section, row, seat, record } of recorded) {
		const records = bySection.get(section) ?? new Map();
		bySection.set(section, records.set(rowSeatKey(row, seat), record));
	}
	return ({ section, row, seat }) => {
		const state = stateOf(bySection.get(section)?.get(rowSeatKey(row, seat)), now);
		return state.status === "available" ? undefined : state;
	};
}
