/** The seat map and the counts of sections: the plan and which seats are taken, never whose they are. */
import { factsOfPlace, type PlanSeat, type SeatOfPlan, type SectionPlan } from "./plan.ts";
import { AVAILABLE, type SectionView, STATUSES } from "./reading.ts";
import type { SeatState } from "./seat-record.ts";
import { largestTogether } from "./together.ts";

/** A seat of the map: its label, or with what it has of its own; `null` is a gap. */
type Place = string | ({ readonly seat: string } & SeatOfPlan) | null;

export interface RowMap {
	readonly row: string;
	/** The price level of the seats that name none themselves. */
	readonly category?: string;
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

/** One for each status: a house of many short rows would make tens of thousands of them. */
const STATES = STATUSES.map((status): SeatState => ({ status }));

/** The plan in order, and the taken seats only: small enough for a house of 80,000. */
export function mapOf({ plan, statuses, endOf }: SectionView): SectionMap {
	let next = 0;
	const empty = emptyRows(plan);
	const rows = plan.rows.map(({ places }, row): RowMap => {
		let taken: [string, SeatState][] | undefined;
		for (const place of places) {
			if (place === null) continue;
			const index = next++;
			const state = STATES[statuses[index] ?? AVAILABLE];
			if (state === undefined || state.status === "available") continue;
			const expires = state.status === "locked" ? endOf(index) : undefined;
			taken ??= [];
			taken.push([place.seat, expires === undefined ? state : { ...state, expires }]);
		}
		const map = empty[row] as RowMap;
		return taken ? withTaken(map, Object.fromEntries(taken)) : map;
	});
	return { section: plan.section, rows };
}

/** Field by field: to copy a row with `...` takes longer than all else here, where a house has tens of thousands. */
function withTaken({ row, category, seats }: RowMap, taken: NonNullable<RowMap["taken"]>): RowMap {
	return category === undefined ? { row, seats, taken } : { row, category, seats, taken };
}

const knownRows = new WeakMap<SectionPlan, readonly RowMap[]>();

/** The rows with nothing taken; made once for each plan, because that takes longer than to find what is taken. */
function emptyRows(plan: SectionPlan): readonly RowMap[] {
	const known = knownRows.get(plan);
	if (known) return known;
	const rows = plan.rows.map(({ row, places }): RowMap => {
		const category = categoryOf(places);
		const seats = places.map((place) => place && placeOf(place, category));
		return { row, ...(category !== undefined && { category }), seats };
	});
	knownRows.set(plan, rows);
	return rows;
}

/** The category that most seats of a row have; `undefined` if a seat has none, because a seat cannot say so of itself. */
function categoryOf(places: readonly (PlanSeat | null)[]): string | undefined {
	const times = new Map<string | undefined, number>();
	for (const place of places) if (place) times.set(place.category, (times.get(place.category) ?? 0) + 1);
	if (times.has(undefined)) return undefined;
	return [...times].toSorted(([, one], [, other]) => other - one)[0]?.[0];
}

function placeOf(place: PlanSeat, ofRow: string | undefined): Place {
	const { category, ...others } = factsOfPlace(place);
	const own = { ...others, ...(category !== undefined && category !== ofRow && { category }) };
	return Object.keys(own).length === 0 ? place.seat : { seat: place.seat, ...own };
}

/** Counts seats by category; those without one are counted under an empty text. */
export function countByCategory(views: readonly SectionView[]): Map<string, CountedSection> {
	const counts = new Map<string, { -readonly [Field in keyof CountedSection]: CountedSection[Field] }>();
	for (const { plan, statuses } of views) {
		let next = 0;
		for (const { places } of plan.rows) {
			let run = { category: "", length: 0 };
			for (const place of places) {
				if (place === null) {
					run = { category: "", length: 0 };
					continue;
				}
				const { category = "" } = place;
				const status = STATUSES[statuses[next++] ?? AVAILABLE] ?? "available";
				const isInRun = status === "available" && category === run.category;
				run = { category, length: status === "available" ? (isInRun ? run.length + 1 : 1) : 0 };
				const count = counts.get(category) ?? { num: 0, capacity: 0, locked: 0, sold: 0, blocked: 0, largest: 0 };
				count.capacity += 1;
				count[status === "available" ? "num" : status] += 1;
				count.largest = Math.max(count.largest, run.length);
				counts.set(category, count);
			}
		}
	}
	return counts;
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
