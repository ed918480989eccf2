/** The plan: every seat of an event, in order, row by row (contract §3, §5). */
import type { Seat } from "./seat.ts";
import type { SeatRecord } from "./seat-record.ts";

export interface PlanSeat {
	readonly seat: string;
	readonly accessible: boolean;
	/** The price level. */
	readonly category?: string;
	/** The physical seat, if the document names it (I11). */
	readonly id?: string;
}

export interface PlanRow {
	readonly row: string;
	/** In the row's order; `null` is a gap: the seats either side of it are not together. */
	readonly places: readonly (PlanSeat | null)[];
}

export interface SectionPlan {
	readonly section: string;
	readonly rows: readonly PlanRow[];
	/** Every seat, by `rowSeatKey`, with its place in plan order: 0, 1, 2 … */
	readonly seats: ReadonlyMap<string, number>;
	/** The records that seats start with, by `rowSeatKey`; a seat without one starts available. */
	readonly starts: ReadonlyMap<string, SeatRecord>;
}

/** A seat inside its section. Labels may hold any separator; JSON keeps them apart. */
export function rowSeatKey(row: string, seat: string): string {
	return JSON.stringify([row, seat]);
}

/** The row and the seat that a `rowSeatKey` names. */
export function seatInRow(key: string): Omit<Seat, "section"> {
	const [row, seat] = JSON.parse(key) as [string, string];
	return { row, seat };
}

/** What a plan says of a seat to anyone. */
export interface SeatOfPlan {
	readonly category?: string;
	/** Only of an accessible seat. */
	readonly accessible?: true;
}

export const factsOfPlace = ({ category, accessible }: PlanSeat): SeatOfPlan => ({
	...(category !== undefined && { category }),
	...(accessible && { accessible }),
});

const placesOfPlans = new WeakMap<SectionPlan, readonly PlanSeat[]>();

/** Every seat in plan order; found once for each plan, so that looking one up takes as long in any row (I12). */
function placesOf(plan: SectionPlan): readonly PlanSeat[] {
	const known = placesOfPlans.get(plan);
	if (known) return known;
	const places = plan.rows.flatMap((row) => row.places.filter((place) => place !== null));
	placesOfPlans.set(plan, places);
	return places;
}

export function factsOfPlan(plan: SectionPlan | undefined, { row, seat }: Seat): SeatOfPlan {
	const index = plan?.seats.get(rowSeatKey(row, seat));
	const place = plan && index !== undefined ? placesOf(plan)[index] : undefined;
	return place ? factsOfPlace(place) : {};
}

/** The record that the seat starts with. */
export function startOf(plan: SectionPlan | undefined, { row, seat }: Seat): SeatRecord | undefined {
	return plan?.starts.get(rowSeatKey(row, seat));
}

export function hasSeat(plan: SectionPlan, { row, seat }: Seat): boolean {
	return plan.seats.has(rowSeatKey(row, seat));
}

/** The seats of the section in plan order, without the gaps. */
export function seatsOf(plan: SectionPlan): Seat[] {
	return plan.rows.flatMap(({ row, places }) =>
		places.flatMap((place) => (place === null ? [] : [{ section: plan.section, row, seat: place.seat }])),
	);
}

const categories = new WeakMap<SectionPlan, ReadonlySet<string>>();

/** The categories of the section's seats; found once for each plan. */
export function categoriesOf(plan: SectionPlan): ReadonlySet<string> {
	const known = categories.get(plan);
	if (known) return known;
	const found = new Set<string>();
	for (const { places } of plan.rows) {
		for (const place of places) if (place?.category !== undefined) found.add(place.category);
	}
	categories.set(plan, found);
	return found;
}
