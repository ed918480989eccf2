/** The seat map and the counts of sections: the plan and which seats are taken, never whose they are. */
import { type SectionView, STATUSES } from "./reading.ts";
import type { SeatState } from "./seat-record.ts";
import { largestTogether } from "./together.ts";

/** A seat of the map: its label, or with its mark if it has one; `null` is a gap. */
type Place = string | { readonly seat: string; readonly accessible: true } | null;

export interface RowMap {
	readonly row: string;
	readonly seats: readonly Place[];
	/** The taken seats only, by label. A lock has its end where the reading knows it. */
	readonly taken?: Readonly<Record<string, SeatState>>;
}

export interface SectionMap {
	readonly section: string;
	readonly rows: readonly RowMap[];
}

interface SeatCount {
	readonly num: number;
	readonly capacity: number;
	readonly locked: number;
	readonly sold: number;
	readonly blocked: number;
}

export interface CountedSection extends SeatCount {
	/** The longest run of available seats side by side. */
	readonly largest: number;
}

/** The plan in order, and the taken seats only: small enough for a house of 80,000. */
export function mapOf({ plan, statuses, endOf }: SectionView): SectionMap {
	let next = 0;
	const rows = plan.rows.map(({ row, places }): RowMap => {
		const taken: [string, SeatState][] = [];
		const seats = places.map((place): Place => {
			if (place === null) return null;
			const index = next++;
			const status = STATUSES[statuses[index] ?? 0] ?? "available";
			const expires = status === "locked" ? endOf(index) : undefined;
			if (status !== "available") taken.push([place.seat, expires === undefined ? { status } : { status, expires }]);
			return place.accessible ? { seat: place.seat, accessible: true } : place.seat;
		});
		return { row, seats, ...(taken.length > 0 && { taken: Object.fromEntries(taken) }) };
	});
	return { section: plan.section, rows };
}

/** Counts seats by what they are. */
export function countStatuses(statuses: Uint8Array): SeatCount {
	const counts = STATUSES.map(() => 0);
	for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
	const [num = 0, locked = 0, sold = 0, blocked = 0] = counts;
	return { num, capacity: statuses.length, locked, sold, blocked };
}

export function countOf(view: SectionView): CountedSection {
	return { ...countStatuses(view.statuses), largest: largestTogether([view]) };
}
