/** Counts available seats (I8), and, by section or category, the locked, sold and blocked ones. */
import type { SectionView } from "../domain/reading.ts";
import { type CountedSection, countByCategory, countOf, countStatuses } from "../domain/seat-map.ts";
import type { Event } from "./event.ts";
import { readPlans } from "./event-memory.ts";
import { lookAtHouse } from "./house.ts";

interface HouseCount {
	readonly num: number;
	readonly capacity: number;
	/** When it was counted, epoch seconds. */
	readonly asOf: number;
	readonly sections?: Readonly<Record<string, CountedSection>>;
	readonly categories?: Readonly<Record<string, CountedSection>>;
}

const PARTS = {
	section: (views: readonly SectionView[]) => ({
		sections: Object.fromEntries(views.map((view) => [view.plan.section, countOf(view)])),
	}),
	category: (views: readonly SectionView[]) => ({ categories: Object.fromEntries(countByCategory(views)) }),
};

interface CountWanted {
	/** Only this section. */
	readonly section?: string | undefined;
	/** Counts each section, or each category, as well. */
	readonly by?: keyof typeof PARTS | undefined;
}

export async function countSeats(event: Event, { section, by }: CountWanted, now: number): Promise<HouseCount> {
	// Read before the house, so that the reading is no older than it must be (I8).
	const plans = by && (await readPlans(event, section === undefined ? undefined : [section]));
	const house = await lookAtHouse(event, now);
	const { num, capacity } = countStatuses(house.statusesIn(section));
	return { num, capacity, asOf: house.asOf, ...(by && plans && PARTS[by](plans.map(house.viewOf))) };
}
