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
	/** Chooses these too; if all of them are chosen, none of them any more. */
	readonly toggle: (seats: readonly number[]) => void;
}

export function choiceIn(store: Store<DeskState>): Choice {
	function set(selected: ReadonlySet<number>) {
		const { found } = store.get();
		store.set({ selected, ...(found && !isSameSet(found.seats, selected) && { found: undefined }) });
	}

	const add = (seats: Iterable<number>) => set(new Set([...store.get().selected, ...seats]));

	function remove(seats: Iterable<number>) {
		const gone = new Set(seats);
		set(new Set([...store.get().selected].filter((seat) => !gone.has(seat))));
	}

	return {
		of: (status) => {
			const { selected, seats } = store.get();
			return [...selected].filter((seat) => statusOf(seats, seat) === status).sort((a, b) => a - b);
		},
		set,
		add,
		remove,
		toggle: (seats) => {
			const { selected } = store.get();
			if (seats.every((seat) => selected.has(seat))) remove(seats);
			else add(seats);
		},
	};
}

export const isSameSet = (one: ReadonlySet<number>, other: ReadonlySet<number>) =>
	one.size === other.size && [...one].every((seat) => other.has(seat));
