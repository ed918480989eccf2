/** The seat map and the counts of sections: the plan and which seats are taken, never whose they are. */
import { factsOfPlace, type PlanSeat, type SeatOfPlan, type SectionPlan } from "./plan.ts";
import type { SeatState } from "./seat-record.ts";
import type { TakenStateOf } from "./taken-state.ts";
import { largestTogether } from "./together.ts";

/** A seat of the map: its label, or with what it has of its own; `null` is a gap. */
type Place = string | ({ readonly seat: string } & SeatOfPlan) | null;

export interface RowMap {
	readonly row: string;
	/** The price level of the seats that name none themselves. */
	readonly category?: string;
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
			const category = categoryOf(places);
			const seats = places.map((place) => placeOf(place, category));
			return {
				row,
				...(category !== undefined && { category }),
				seats,
				...(states.length > 0 && { taken: Object.fromEntries(states) }),
			};
		}),
	};
}

/** The category that most seats of a row have; `undefined` if a seat has none, because a seat cannot say so of itself. */
function categoryOf(places: readonly (PlanSeat | null)[]): string | undefined {
	const times = new Map<string | undefined, number>();
	for (const place of places) if (place) times.set(place.category, (times.get(place.category) ?? 0) + 1);
	if (times.has(undefined)) return undefined;
	return [...times].toSorted(([, one], [, other]) => other - one)[0]?.[0];
}

function placeOf(place: PlanSeat | null, ofRow: string | undefined): Place {
	if (place === null) return null;
	const { category, ...others } = factsOfPlace(place);
	const own = { ...others, ...(category !== undefined && category !== ofRow && { category }) };
	return Object.keys(own).length === 0 ? place.seat : { seat: place.seat, ...own };
}

/** Counts seats by category; those without one are counted under an empty text. */
export function countByCategory(plans: readonly SectionPlan[], takenStateOf: TakenStateOf): Map<string, SectionCount> {
	const counts = new Map<string, { -readonly [Field in keyof SectionCount]: SectionCount[Field] }>();
	for (const { section, rows } of plans) {
		for (const { row, places } of rows) {
			let run = { category: "", length: 0 };
			for (const place of places) {
				const category = place?.category ?? "";
				const count = counts.get(category) ?? { num: 0, capacity: 0, locked: 0, sold: 0, blocked: 0, largest: 0 };
				const status = place ? (takenStateOf({ section, row, seat: place.seat })?.status ?? "available") : undefined;
				const isInRun = status === "available" && category === run.category;
				run = { category, length: status === "available" ? (isInRun ? run.length + 1 : 1) : 0 };
				if (status === undefined) continue;
				count.capacity += 1;
				count[status === "available" ? "num" : status] += 1;
				count.largest = Math.max(count.largest, run.length);
				counts.set(category, count);
			}
		}
	}
	return counts;
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
