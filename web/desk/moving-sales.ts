/** Sales on their way to other seats: from the one that is carried to where it is put down, and back again. */
import type { Formats } from "../formats.ts";
import { nameOf } from "../house/house.ts";
import type { Store } from "../sale/store.ts";
import type { DeskTexts } from "../texts/desk.ts";
import type { Texts } from "../texts.ts";
import type { Asking } from "./asking.ts";
import type { Choice } from "./choice.ts";
import type { AsShown, DeskState } from "./desk-state.ts";
import type { ExactChanges } from "./exact-changes.ts";
import {
	backwards,
	moving as changesOfMove,
	MOST_SEATS,
	type Move,
	moveOnto,
	type NoRoom,
	sideBySide,
} from "./seat-changes.ts";
import { seatFactsWords } from "./seat-facts-words.ts";
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
	/**
	 * Puts the carried sale down onto the target, and the others beside it. If it is one of several of its order, the seller
	 * says whether all of them go.
	 */
	readonly putDown: (moving: Moving, target: number) => Promise<void>;
}

interface MovingSalesProps {
	readonly store: Store<DeskState>;
	readonly texts: Texts;
	readonly words: DeskTexts;
	readonly formats: Formats;
	readonly asking: Asking;
	readonly choice: Choice;
	readonly changes: ExactChanges;
	readonly pick: (question: string, answers: readonly string[]) => Promise<number | undefined>;
}

export function movingSales(props: MovingSalesProps): MovingSales {
	const { store, texts, words, formats, asking, choice, changes, pick } = props;
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
		const targets = moves.map(([, to]) => to);
		// The feed may bring what a lost answer would have said.
		if (!data && !isDone(moves, shown)) return why === undefined ? undefined : say(why);
		choice.set(new Set(targets));
		const moved = store.get();
		const undo = { text: words.undo, act: () => void carryOut(backwards(moves), moved, false) };
		say(words.moved(seatWords(targets)), true, canUndo ? [undo] : []);
	}

	function isDone(moves: Move, shown: AsShown): boolean {
		const { seats } = store.get();
		const isLeft = (seat: number) => seats[seat] === undefined || moves.some(([, to]) => to === seat);
		return moves.every(([from, to]) => seats[to]?.order === shown.seats[from]?.order && isLeft(from));
	}

	/** One sale of an order with more seats: all of them, or only this one? Undefined: neither. */
	async function movesOf(one: Move | undefined, moving: Moving, target: number, { house, seats }: AsShown) {
		const order = seats[moving.carried]?.order;
		const all = seats.flatMap((taken, seat) => (taken?.status === "sold" && taken.order === order ? [seat] : []));
		if (moving.sources.length > 1 || order === undefined || all.length < 2) return one ?? "no-room";
		const together = sideBySide(house, seats, all, target);
		const isRoom = !("kind" in together);
		const num = formats.number(all.length);
		const options = [
			...(isRoom ? [{ text: words.moveAll(num), moves: together }] : []),
			...(one ? [{ text: words.moveOne, moves: one }] : []),
		];
		if (options.length === 0) return "no-room";
		const question = isRoom
			? words.moveOrder(order, num, texts.seat(nameOf(house, target)))
			: words.moveOrderNot(order, num, noRoomWords(together, seats));
		const picked = await pick(
			question,
			options.map(({ text }) => text),
		);
		return picked === undefined ? undefined : options[picked]?.moves;
	}

	function noRoomWords(noRoom: NoRoom, seats: TakenSeats): string {
		const name = (seat: number) => nameOf(store.get().house, seat);
		switch (noRoom.kind) {
			case "row-ends":
				return words.rowEnds(formats.number(noRoom.num));
			case "gap":
				return words.gapBefore(texts.seat(name(noRoom.seat)));
			case "taken":
				return `${seatFactsWords(name(noRoom.seat), seats[noRoom.seat], texts, words, formats)}.`;
			case "too-many":
				return words.tooMany(formats.number(MOST_SEATS / 2));
		}
	}

	return {
		begin: (sources, carried) => ({ sources, carried, begun: store.get().seats, moves: undefined }),
		over,
		putDown: async (moving, target) => {
			const { moves: one } = over(moving, target);
			store.set({ moving: undefined });
			const { house, seats } = store.get();
			const begun = new Map(moving.sources.map((seat) => [seat, moving.begun[seat]]));
			const shown = { house, seats: withTaken(seats, begun) };
			const moves = await movesOf(one, moving, target, shown);
			if (moves === "no-room") say(words.noRoom);
			else if (moves) await carryOut(moves, shown, true);
		},
	};
}
