/** Sales on their way to other seats: from the one that is carried to where it is put down, and back again. */
import type { Formats } from "../formats.ts";
import type { Store } from "../sale/store.ts";
import type { DeskTexts } from "../texts/desk.ts";
import type { Asking } from "./asking.ts";
import type { Choice } from "./choice.ts";
import type { AsShown, DeskState } from "./desk-state.ts";
import type { ExactChanges } from "./exact-changes.ts";
import { backwards, moving as changesOfMove, MOST_SEATS, type Move, moveOnto } from "./seat-changes.ts";
import { type TakenSeats, withTaken } from "./taken.ts";

export interface Moving {
	/** Ascending. */
	readonly sources: readonly number[];
	/** The one that the pointer carries. */
	readonly carried: number;
	/** The seats as they were when it began: these sales are moved, and no others that have their seats since. */
	readonly begun: TakenSeats;
	/** Where they would go; undefined where there is no room for them. */
	readonly moves: Move | undefined;
}

export interface MovingSales {
	/** @param sources ascending */
	readonly begin: (sources: readonly number[], carried: number) => Moving;
	/** The sales with the carried one over a target, if it is over any. */
	readonly over: (moving: Moving, target: number | undefined) => Moving;
	/** Puts the carried sale down onto the target, and the others beside it. */
	readonly putDown: (moving: Moving, target: number) => Promise<void>;
}

interface MovingSalesProps {
	readonly store: Store<DeskState>;
	readonly words: DeskTexts;
	readonly formats: Formats;
	readonly asking: Asking;
	readonly choice: Choice;
	readonly changes: ExactChanges;
}

export function movingSales({ store, words, formats, asking, choice, changes }: MovingSalesProps): MovingSales {
	const { say, seatWords } = asking;

	const over = (moving: Moving, target: number | undefined): Moving => {
		const { house, seats } = store.get();
		const { sources, carried } = moving;
		return { ...moving, moves: target === undefined ? undefined : moveOnto(house, seats, sources, carried, target) };
	};

	async function carryOut(moves: Move, shown: AsShown, canUndo: boolean) {
		const changesIn = (seats: TakenSeats) => changesOfMove(shown.house, seats, moves);
		const involved = [...new Set(moves.flat())];
		if (involved.length > MOST_SEATS) return say(words.tooMany(formats.number(MOST_SEATS)));
		if (!changesIn(shown.seats)) return say(words.noOrder);
		const { data, why } = await changes.change((seats) => changesIn(seats) ?? [], involved, shown);
		if (why !== undefined) say(why);
		if (!data) return;
		const targets = moves.map(([, to]) => to);
		choice.set(new Set(targets));
		const moved = store.get();
		const undo = { text: words.undo, act: () => void carryOut(backwards(moves), moved, false) };
		say(words.moved(seatWords(targets)), true, canUndo ? [undo] : []);
	}

	return {
		begin: (sources, carried) => ({ sources, carried, begun: store.get().seats, moves: undefined }),
		over,
		putDown: async (moving, target) => {
			const { moves } = over(moving, target);
			store.set({ moving: undefined });
			if (!moves) return say(words.noRoom);
			const { house, seats } = store.get();
			const begun = new Map(moving.sources.map((seat) => [seat, moving.begun[seat]]));
			await carryOut(moves, { house, seats: withTaken(seats, begun) }, true);
		},
	};
}
