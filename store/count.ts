/**
 * Counts available seats (I8): the seats of the plan less those that are taken. Without seats that start taken, every taken
 * seat has a record, and DynamoDB counts them where they are; otherwise each seat is looked up in its plan.
 */
import { countByCategory, countOf, type SectionCount } from "../domain/seat-map.ts";
import type { Event } from "./event.ts";
import { readHouse } from "./house.ts";
import { countTaken } from "./read-taken.ts";

interface SeatCount {
	readonly num: number;
	readonly capacity: number;
	readonly sections?: Readonly<Record<string, SectionCount>>;
	readonly categories?: Readonly<Record<string, SectionCount>>;
}

export async function countSeats(event: Event, section: string | undefined, now: number): Promise<SeatCount> {
	if (event.starts > 0) {
		const { num, capacity } = await countSections(event, section, now);
		return { num, capacity };
	}
	const capacity = section === undefined ? event.capacity : (event.sections.get(section)?.capacity ?? 0);
	// A seat that a newer plan has added may be taken already.
	return { num: Math.max(0, capacity - (await countTaken(event, section, now))), capacity };
}

export async function countSections(event: Event, section: string | undefined, now: number): Promise<SeatCount> {
	const { plans, takenStateOf } = await readHouse(event, section, now);
	const counts = plans.map((plan) => [plan.section, countOf(plan, takenStateOf)] as const);
	const sum = (field: "num" | "capacity") => counts.reduce((total, [, count]) => total + count[field], 0);
	return { num: sum("num"), capacity: sum("capacity"), sections: Object.fromEntries(counts) };
}

export async function countCategories(event: Event, section: string | undefined, now: number): Promise<SeatCount> {
	const { plans, takenStateOf } = await readHouse(event, section, now);
	const counts = countByCategory(plans, takenStateOf);
	const sum = (field: "num" | "capacity") => [...counts.values()].reduce((total, count) => total + count[field], 0);
	return { num: sum("num"), capacity: sum("capacity"), categories: Object.fromEntries(counts) };
}
