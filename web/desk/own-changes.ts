/**
 * What the desk has just done itself. Its answers are seconds ahead of the feed, which still brings what was before: until
 * the feed has arrived at the desk's own change, older ones of that seat are not shown.
 */
import { isAlike, type Taken } from "./taken.ts";

export interface OwnChanges {
	readonly made: (seat: number, taken: Taken | undefined) => void;
	/** Whether what the feed says of a seat is to be shown. */
	readonly isNews: (seat: number, taken: Taken | undefined) => boolean;
	/** Waits no longer for what is overdue: the seats with the last that the feed has said of them, if anything. */
	readonly giveUp: () => ReadonlyMap<number, Taken | undefined>;
	/** What is waited for: the seats as the desk has made them. */
	readonly all: () => ReadonlyMap<number, Taken | undefined>;
	readonly forget: () => void;
}

/** The feed trails by a few seconds. A change that changed nothing never comes. */
const LONGEST_TRAIL_SECONDS = 15;

interface Own {
	readonly taken: Taken | undefined;
	readonly until: number;
	/** What the feed has said last, if it has said anything. */
	last?: { readonly taken: Taken | undefined };
}

/** @param now epoch seconds */
export function ownChanges(now: () => number): OwnChanges {
	const waiting = new Map<number, Own>();
	return {
		made: (seat, taken) => waiting.set(seat, { taken, until: now() + LONGEST_TRAIL_SECONDS }),
		isNews: (seat, taken) => {
			const own = waiting.get(seat);
			if (!own) return true;
			own.last = { taken };
			// An answer that trailed behind may have said something else of the seat: now it is shown as the feed has it.
			return isAlike(own.taken, taken) && waiting.delete(seat);
		},
		giveUp: () => {
			const overdue = new Map<number, Taken | undefined>();
			for (const [seat, { until, last }] of waiting) {
				if (until > now()) continue;
				waiting.delete(seat);
				if (last) overdue.set(seat, last.taken);
			}
			return overdue;
		},
		all: () => new Map([...waiting].map(([seat, { taken }]) => [seat, taken])),
		forget: () => waiting.clear(),
	};
}
