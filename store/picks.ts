/**
 * The seats that this copy of a function has tried to take since the last reading of an event. Its next requests look
 * elsewhere first, so parties that meet in one copy do not compete.
 */
import { rowSeatKey } from "../domain/plan.ts";
import type { Seat } from "../domain/seat.ts";

/** A reading that began this long after a seat was taken shows it: the index has caught up. */
export const INDEX_DELAY_MS = 1_000;

export interface Picks {
	readonly add: (seats: readonly Seat[]) => void;
	readonly isEmpty: () => boolean;
	/** When the last of them was added, epoch milliseconds. */
	readonly latestMs: () => number;
	/** Forgets seats of a refused request that were not in its way: nothing says that they are taken. */
	readonly remove: (seats: readonly Seat[]) => void;
	readonly has: (seat: Seat) => boolean;
	/** The seats of a section, by `rowSeatKey`. */
	readonly in: (section: string) => readonly string[];
	/** Forgets what a reading of this time shows. */
	readonly forget: (asOfMs: number) => void;
}

export function newPicks(nowMs: () => number): Picks {
	const sections = new Map<string, Map<string, number>>();
	let latestMs = Number.NEGATIVE_INFINITY;
	return {
		add: (seats) => {
			latestMs = nowMs();
			for (const { section, row, seat } of seats) {
				const picked = sections.get(section) ?? new Map<string, number>();
				sections.set(section, picked.set(rowSeatKey(row, seat), latestMs));
			}
		},
		remove: (seats) => {
			for (const { section, row, seat } of seats) sections.get(section)?.delete(rowSeatKey(row, seat));
			for (const { section } of seats) if (sections.get(section)?.size === 0) sections.delete(section);
		},
		latestMs: () => latestMs,
		isEmpty: () => sections.size === 0,
		has: ({ section, row, seat }) => sections.get(section)?.has(rowSeatKey(row, seat)) ?? false,
		in: (section) => [...(sections.get(section)?.keys() ?? [])],
		forget: (asOfMs) => {
			for (const [section, picked] of sections) {
				for (const [key, pickedMs] of picked) {
					// Or picked by a clock that has been set back since.
					if (pickedMs + INDEX_DELAY_MS < asOfMs || pickedMs > nowMs()) picked.delete(key);
				}
				if (picked.size === 0) sections.delete(section);
			}
		},
	};
}
