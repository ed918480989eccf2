/**
 * What a request believes of the seats in some sections: what a reading says, less what it has learned from refusals since.
 * The index trails, so what was refused counts more.
 */
import { rowSeatKey, type SectionPlan } from "../domain/plan.ts";
import { type Reading, readingOf, type SectionView, STATUSES } from "../domain/reading.ts";
import type { Seat } from "../domain/seat.ts";
import type { Event } from "./event.ts";
import { houseAt } from "./house.ts";
import type { Picks } from "./picks.ts";
import { readTaken } from "./read-taken.ts";

const LOCKED = STATUSES.indexOf("locked");

export interface Beliefs {
	readonly reading: () => Reading;
	readonly views: () => SectionView[];
	/** The views less what requests of this copy are trying to take, or have taken since the reading. */
	readonly viewsWithout: (picks: Picks) => SectionView[];
	/** Switches to this reading; false if it is already in use. */
	readonly renew: (latest: Reading) => boolean;
	/** These seats were refused. */
	readonly noteTaken: (seats: readonly Seat[]) => void;
	/** Asks the index for the section. */
	readonly lookAgain: (section: string) => Promise<void>;
}

/** @param now the request's own instant, epoch seconds */
export function believe(event: Event, plans: readonly SectionPlan[], first: Reading, now: number): Beliefs {
	let reading = first;
	const views = new Map<string, SectionView>();
	const refused: Seat[] = [];

	const takeOver = () => {
		const house = houseAt(event, reading, now);
		// The statuses are this request's own: it writes into them what it learns.
		for (const plan of plans) views.set(plan.section, house.viewOf(plan));
	};
	const markRefused = () => {
		for (const { section, row, seat } of refused) {
			const view = views.get(section);
			const place = view?.plan.seats.get(rowSeatKey(row, seat));
			if (place !== undefined) view?.statuses.set([LOCKED], place);
		}
	};
	takeOver();

	return {
		reading: () => reading,
		views: () => [...views.values()],
		viewsWithout: (picks) =>
			Array.from(views.values(), (view) => {
				const picked = picks.in(view.plan.section);
				if (picked.length === 0) return view;
				const statuses = view.statuses.slice();
				for (const key of picked) statuses[view.plan.seats.get(key) ?? statuses.length] = LOCKED;
				return { ...view, statuses };
			}),
		renew: (latest) => {
			if (latest === reading) return false;
			reading = latest;
			takeOver();
			markRefused();
			return true;
		},
		noteTaken: (seats) => {
			refused.push(...seats);
			markRefused();
		},
		lookAgain: async (section) => {
			const view = views.get(section);
			if (!view) return;
			const taken = await readTaken(event, section, now);
			view.statuses.set(readingOf([view.plan], taken, now * 1_000).statuses);
			markRefused();
		},
	};
}
