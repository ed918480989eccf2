/** What a drag over the seats of the map does, by the tool that is chosen. */
import type { SeatDrag } from "../chart-view/chart-view.ts";
import type { Store } from "../sale/store.ts";
import type { DeskTexts } from "../texts/desk.ts";
import type { Choice } from "./choice.ts";
import type { DeskState, Tool } from "./desk-state.ts";
import type { MovingSales } from "./moving-sales.ts";
import type { SalesAndBlocks } from "./sales-and-blocks.ts";

interface SeatDragProps {
	readonly store: Store<DeskState>;
	readonly words: DeskTexts;
	readonly moves: MovingSales;
	/** About the seats that are chosen. */
	readonly verbs: Pick<SalesAndBlocks, "block" | "unblock">;
	readonly say: (text: string) => void;
	readonly choice: Choice;
}

export function seatDrag({ store, words, moves, verbs, say, choice }: SeatDragProps): SeatDrag {
	let dragged: { readonly adds: boolean; readonly before: ReadonlySet<number> } | undefined;
	let target: number | undefined;

	/** Which seats a drag of this tool is about. */
	const isFor = (tool: Tool, seat: number) => {
		const status = store.get().seats[seat]?.status;
		if (tool === "block") return status === undefined;
		if (tool === "unblock") return status === "blocked";
		return tool === "select" || status === "sold";
	};

	return {
		begin: (seat) => {
			const { tool, selected, reason } = store.get();
			if (store.get().isBusy || (tool === "move" && !isFor(tool, seat))) return false;
			target = undefined;
			// Nothing is dragged then, and the map stays where it is, too.
			if (tool === "block" && reason === "") {
				say(words.reasonFirst);
				return true;
			}
			if (tool === "move") {
				const sold = choice.of("sold");
				const begun = moves.begin(sold.includes(seat) ? sold : [seat], seat);
				store.set({ moving: moves.over(begun, seat) });
				return true;
			}
			dragged = { adds: tool !== "select" || !selected.has(seat), before: selected };
			if (tool !== "select") choice.set(new Set());
			return true;
		},
		over: (passed, at) => {
			const { tool, moving, selected } = store.get();
			if (tool === "move") {
				if (!moving) return;
				target = at;
				store.set({ moving: moves.over(moving, at) });
				return;
			}
			if (!dragged) return;
			const changed = new Set(selected);
			for (const seat of passed) {
				if (!dragged.adds) changed.delete(seat);
				else if (isFor(tool, seat)) changed.add(seat);
			}
			if (changed.size !== selected.size) choice.set(changed);
		},
		end: (isDropped) => {
			const { tool, moving, reason } = store.get();
			const { before } = dragged ?? {};
			dragged = undefined;
			if (tool === "move") {
				store.set({ moving: undefined });
				if (isDropped && moving && target !== undefined && target !== moving.carried)
					void moves.putDown(moving, target);
			} else if (!before) return;
			else if (!isDropped) choice.set(before);
			else if (tool === "block") void verbs.block(reason);
			else if (tool === "unblock") void verbs.unblock();
		},
	};
}
