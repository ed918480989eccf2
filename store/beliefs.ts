/**
 * What a request believes of the seats in some sections: what a reading says, less what it has learned from refusals since.
 * The index trails, so what was refused counts more.
 */
import { rowSeatKey, type SectionPlan } from "../domain/plan.ts";
import { asOf, type Reading, readingOf, type SectionView, STATUSES } from "../domain/reading.ts";
import type { Seat } from "../domain/seat.ts";
import type { Obstacle } from "../domain/verbs.ts";
import type { Event } from "./event.ts";
import { houseAt } from "./house.ts";
import { INDEX_DELAY_MS, type Picks } from "./picks.ts";
import { readTaken } from "./read-taken.ts";

const LOCKED = STATUSES.indexOf("locked");

export interface Beliefs {
	readonly reading: () => Reading;
	/** When it looked last, epoch seconds: at first the request's own instant. Locks that have ended by then count as available. */
	readonly instant: () => number;
	readonly views: () => SectionView[];
	/** The views less what requests of this copy are trying to take, or have taken since the reading. */
	readonly viewsWithout: (picks: Picks) => SectionView[];
	/** Switches to this reading, and to the present instant; false if that shows nothing else than before. */
	readonly renew: (latest: Reading) => boolean;
	/** These seats were refused. */
	readonly noteTaken: (obstacles: readonly Obstacle[]) => void;
	/** Asks the index for the section. */
	readonly lookAgain: (section: string) => Promise<void>;
}

/** A seat that was refused. */
interface Refused {
	readonly seat: Seat;
	/** When it was, epoch milliseconds. */
	readonly atMs: number;
	/** When the lock ends that was in the way, epoch seconds. */
	readonly ends: number;
}

/** @param now the request's own instant, epoch seconds */
export function believe(event: Event, plans: readonly SectionPlan[], first: Reading, now: number): Beliefs {
	const { nowMs } = event.readings;
	let reading = first;
	let instant = now;
	const views = new Map<string, SectionView>();
	const refused: Refused[] = [];

	/** A request may wait for seconds, in which locks end (I2). */
	const lookNow = () => {
		instant = Math.max(instant, asOf({ asOfMs: nowMs() }));
	};
	const takeOver = () => {
		const house = houseAt(event, reading, instant);
		// The statuses are this request's own: it writes into them what it learns.
		for (const plan of plans) views.set(plan.section, house.viewOf(plan));
	};
	/** What was refused may have come free since: its lock has ended, or a reading shows it that the index had time for. */
	const markRefused = () => {
		for (const { seat: refusedSeat, atMs, ends } of refused) {
			if (ends <= instant || reading.asOfMs >= atMs + INDEX_DELAY_MS) continue;
			const { section, row, seat } = refusedSeat;
			const view = views.get(section);
			const place = view?.plan.seats.get(rowSeatKey(row, seat));
			if (place !== undefined) view?.statuses.set([LOCKED], place);
		}
	};
	// Locks that this reading shows as ended may have ended since the request began.
	if (asOf(first) > instant) lookNow();
	takeOver();

	return {
		reading: () => reading,
		instant: () => instant,
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
			const before = instant;
			lookNow();
			const hasEnded = (end: number) => end > before && end <= instant;
			const isSame = () => ![...reading.ends.values(), ...refused.map(({ ends }) => ends)].some(hasEnded);
			if (latest === reading && (instant === before || isSame())) return false;
			reading = latest;
			takeOver();
			markRefused();
			return true;
		},
		noteTaken: (obstacles) => {
			for (const { seat, record } of obstacles) {
				const ends = record?.status === "locked" ? record.expires : Number.POSITIVE_INFINITY;
				refused.push({ seat, atMs: nowMs(), ends });
			}
			markRefused();
		},
		lookAgain: async (section) => {
			const view = views.get(section);
			if (!view) return;
			lookNow();
			const taken = await readTaken(event, section, instant);
			view.statuses.set(readingOf([view.plan], taken, instant * 1_000).statuses);
			markRefused();
		},
	};
}
