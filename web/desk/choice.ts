/** Which seats are chosen: what a seller does next is about them. */
import type { Store } from "../sale/store.ts";
import type { DeskState } from "./desk-state.ts";
import { type SeatStatus, statusOf } from "./taken.ts";

export interface Choice {
	/** The chosen seats of a status, ascending. */
	readonly of: (status: SeatStatus) => number[];
	readonly set: (seats: ReadonlySet<number>) => void;
	readonly add: (seats: Iterable<number>) => void;
	readonly remove: (seats: Iterable<number>) => void;
	/** Chooses a seat, or no longer. */
	readonly toggle: (seat: number) => void;
}

export function choiceIn(store: Store<DeskState>): Choice {
	function set(selected: ReadonlySet<number>) {
		const { found } = store.get();
		store.set({ selected, ...(found && !isSameSet(found.seats, selected) && { found: undefined }) });
	}

	return {
		of: (status) => {
			const { selected, seats } = store.get();
			return [...selected].filter((seat) => statusOf(seats, seat) === status).sort((a, b) => a - b);
		},
		set,
		add: (seats) => set(new Set([...store.get().selected, ...seats])),
		remove: (seats) => {
			const gone = new Set(seats);
			set(new Set([...store.get().selected].filter((seat) => !gone.has(seat))));
		},
		toggle: (seat) => {
			const changed = new Set(store.get().selected);
			if (!changed.delete(seat)) changed.add(seat);
			set(changed);
		},
	};
}

const isSameSet = (one: ReadonlySet<number>, other: ReadonlySet<number>) =>
	one.size === other.size && [...one].every((seat) => other.has(seat));
