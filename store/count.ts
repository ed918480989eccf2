/**
 * Counts available seats (I8): the seats of the plan less those that are taken. The plain count is taken inside DynamoDB,
 * record by record; by section every seat is looked up in its plan. The two differ only while a PUT is writing the states
 * of seats that its plan will bring (ADR 003): those lower the plain count already.
 */
import { countOf, type SectionCount } from "../domain/seat-map.ts";
import type { Event } from "./event.ts";
import { readHouse } from "./house.ts";
import { countTaken } from "./read-taken.ts";

interface SeatCount {
	readonly num: number;
	readonly capacity: number;
	readonly sections?: Readonly<Record<string, SectionCount>>;
}

export async function countSeats(event: Event, section: string | undefined, now: number): Promise<SeatCount> {
	const capacity = capacityOf(event, section);
	const taken = await countTaken(event, section, now);
	return { num: Math.max(0, capacity - taken), capacity };
}

export async function countSections(event: Event, section: string | undefined, now: number): Promise<SeatCount> {
	const { plans, takenStateOf } = await readHouse(event, section, now);
	const counts = plans.map((plan) => [plan.section, countOf(plan, takenStateOf)] as const);
	const num = counts.reduce((sum, [, count]) => sum + count.num, 0);
	return { num, capacity: capacityOf(event, section), sections: Object.fromEntries(counts) };
}

function capacityOf(event: Event, section: string | undefined): number {
	return section === undefined ? event.capacity : (event.sections.get(section)?.capacity ?? 0);
}
