/** Counts available seats (I8), and, by section or category, the locked, sold and blocked ones. */
import { type CountedSection, countByCategory, countOf, countStatuses } from "../domain/seat-map.ts";
import type { Event } from "./event.ts";
import { readPlans } from "./event-memory.ts";
import { lookAtHouse } from "./house.ts";

interface SeatCount {
	readonly num: number;
	readonly capacity: number;
	/** When it was counted, epoch seconds. */
	readonly asOf: number;
	readonly sections?: Readonly<Record<string, CountedSection>>;
	readonly categories?: Readonly<Record<string, CountedSection>>;
}

export async function countSeats(event: Event, section: string | undefined, now: number): Promise<SeatCount> {
	const house = await lookAtHouse(event, now);
	const { num, capacity } = countStatuses(house.statusesIn(section));
	return { num, capacity, asOf: house.asOf };
}

export async function countSections(event: Event, section: string | undefined, now: number): Promise<SeatCount> {
	const plans = await readPlans(event, section === undefined ? undefined : [section]);
	const house = await lookAtHouse(event, now);
	const { num, capacity } = countStatuses(house.statusesIn(section));
	const sections = plans.map((plan) => [plan.section, countOf(house.viewOf(plan))] as const);
	return { num, capacity, asOf: house.asOf, sections: Object.fromEntries(sections) };
}

export async function countCategories(event: Event, section: string | undefined, now: number): Promise<SeatCount> {
	const plans = await readPlans(event, section === undefined ? undefined : [section]);
	const house = await lookAtHouse(event, now);
	const { num, capacity } = countStatuses(house.statusesIn(section));
	const categories = countByCategory(plans.map(house.viewOf));
	return { num, capacity, asOf: house.asOf, categories: Object.fromEntries(categories) };
}
