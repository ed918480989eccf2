/** The seat map and the counts of sections: the plan and which seats are taken, never whose they are. */
import type { SectionPlan } from "./plan.ts";
import type { SeatState } from "./seat-record.ts";
import type { TakenStateOf } from "./taken-state.ts";
import { largestTogether } from "./together.ts";

/** A seat of the map: its label, or with its mark if it has one; `null` is a gap. */
type Place = string | { readonly seat: string; readonly accessible: true } | null;

export interface RowMap {
	readonly row: string;
	readonly seats: readonly Place[];
	/** The taken seats only, by label. */
	readonly taken?: Readonly<Record<string, SeatState>>;
}

export interface SectionMap {
	readonly section: string;
	readonly rows: readonly RowMap[];
}

export interface SectionCount {
	readonly num: number;
	readonly capacity: number;
	readonly locked: number;
	readonly sold: number;
	readonly blocked: number;
	/** The longest run of available seats side by side. */
	readonly largest: number;
}

/** The plan in order, and the taken seats only: small enough for a house of 80,000. */
export function mapOf({ section, rows }: SectionPlan, takenStateOf: TakenStateOf): SectionMap {
	return {
		section,
		rows: rows.map(({ row, places }) => {
			const states = places.flatMap((place) => {
				const state = place && takenStateOf({ section, row, seat: place.seat });
				return place && state ? [[place.seat, state] as const] : [];
			});
			const seats = places.map((place) =>
				place?.accessible ? { seat: place.seat, accessible: true as const } : (place?.seat ?? null),
			);
			return { row, seats, ...(states.length > 0 && { taken: Object.fromEntries(states) }) };
		}),
	};
}

/** Counts the seats of a section by what they are. */
export function countOf(plan: SectionPlan, takenStateOf: TakenStateOf): SectionCount {
	const counts = { locked: 0, sold: 0, blocked: 0 };
	for (const { row, places } of plan.rows) {
		for (const place of places) {
			const status = place && takenStateOf({ section: plan.section, row, seat: place.seat })?.status;
			if (status && status !== "available") counts[status] += 1;
		}
	}
	const capacity = plan.seats.size;
	const num = capacity - counts.locked - counts.sold - counts.blocked;
	return { num, capacity, ...counts, largest: largestTogether([plan], takenStateOf) };
}
