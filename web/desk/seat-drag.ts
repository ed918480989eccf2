/** What a drag over the seats of the map does, by the tool that is chosen. */
import type { SeatDrag } from "../chart-view/chart-view.ts";
import type { Store } from "../sale/store.ts";
import type { DeskTexts } from "../texts/desk.ts";
import type { DeskState, Tool } from "./desk.ts";
import type { MovingSales } from "./moving-sales.ts";

interface SeatDragProps {
	readonly store: Store<DeskState>;
	readonly words: DeskTexts;
	readonly sales: MovingSales;
	readonly say: (text: string) => void;
	readonly select: (seats: ReadonlySet<number>) => void;
	/** The sales that are chosen, ascending. */
	readonly chosenSales: () => readonly number[];
	/** Both are about the seats that are chosen. */
	readonly block: (reason: string) => Promise<void>;
	readonly unblock: () => Promise<void>;
}

export function seatDrag({ store, words, sales, say, select, chosenSales, block, unblock }: SeatDragProps): SeatDrag {
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
				const sold = chosenSales();
				const begun = sales.begin(sold.includes(seat) ? sold : [seat], seat);
				store.set({ moving: sales.over(begun, seat) });
				return true;
			}
			dragged = { adds: tool !== "select" || !selected.has(seat), before: selected };
			if (tool !== "select") select(new Set());
			return true;
		},
		over: (passed, at) => {
			const { tool, moving, selected } = store.get();
			if (tool === "move") {
				if (!moving) return;
				target = at;
				store.set({ moving: sales.over(moving, at) });
				return;
			}
			if (!dragged) return;
			const changed = new Set(selected);
			for (const seat of passed) {
				if (!dragged.adds) changed.delete(seat);
				else if (isFor(tool, seat)) changed.add(seat);
			}
			if (changed.size !== selected.size) select(changed);
		},
		end: (isDropped) => {
			const { tool, moving, reason } = store.get();
			const { before } = dragged ?? {};
			dragged = undefined;
			if (tool === "move") {
				store.set({ moving: undefined });
				if (isDropped && moving && target !== undefined && target !== moving.carried)
					void sales.putDown(moving, target);
			} else if (!before) return;
			else if (!isDropped) select(before);
			else if (tool === "block") void block(reason);
			else if (tool === "unblock") void unblock();
		},
	};
}
