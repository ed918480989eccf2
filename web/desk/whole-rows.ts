/**
 * Chooses a whole row, or a whole section, in the list of seats: with a button of each, or with the keys that spreadsheets
 * have for it.
 */
import { button, element } from "../dom.ts";
import { type House, nameOf } from "../house/house.ts";
import type { DeskTexts } from "../texts/desk.ts";
import type { Desk } from "./desk.ts";

export interface WholeRows {
	/** What the list shows in front of a row. */
	readonly rowLabel: (row: string) => Node;
	/** Chooses the section that the list shows. */
	readonly sectionButton: HTMLElement;
	/** Hears the keys and the buttons of a list. */
	readonly listenTo: (list: HTMLElement) => void;
}

const CELL = "[data-seat]";

export function wholeRows({ store, toggle }: Pick<Desk, "store" | "toggle">, words: DeskTexts): WholeRows {
	let shown: HTMLElement | undefined;

	/** Chooses the row or the section of the first seat in a part of the list. */
	function choose(seatsOf: (house: House, seat: number) => readonly number[], part: Element | null | undefined) {
		const cell = part?.matches(CELL) ? part : part?.querySelector(CELL);
		if (cell) toggle(seatsOf(store.get().house, Number(cell.getAttribute("data-seat"))));
	}

	function onKey(event: KeyboardEvent) {
		const cell = event.target instanceof Element ? event.target.closest(CELL) : null;
		if (!cell || event.altKey) return;
		const isCommand = event.ctrlKey || event.metaKey;
		const isRow = event.key === " " && event.shiftKey && !isCommand;
		const isSection = event.key.toLowerCase() === "a" && isCommand && !event.shiftKey;
		if (!isRow && !isSection) return;
		// A key that is held down is no second choice, which would take the first one back.
		if (!event.repeat) choose(isRow ? seatsOfRow : seatsOfSection, cell);
		event.preventDefault();
		event.stopPropagation();
	}

	return {
		rowLabel: (row) => {
			// Not a stop of Tab: each row would be one, and Shift with Space does the same.
			const chooses = button("", () => choose(seatsOfRow, chooses.closest(".row")), "link");
			chooses.tabIndex = -1;
			chooses.title = words.chooseRow(row);
			chooses.setAttribute("aria-label", words.chooseRow(row));
			chooses.append(element("bdi", {}, row));
			return chooses;
		},
		sectionButton: button(words.chooseSection, () => choose(seatsOfSection, shown)),
		listenTo: (list) => {
			shown = list;
			// The list has another use for the space bar.
			list.addEventListener("keydown", onKey, { capture: true });
		},
	};
}

/** A section may list a row in parts. */
function seatsOfRow(house: House, seat: number): number[] {
	const { row } = nameOf(house, seat);
	return seatsOfSection(house, seat).filter((other) => house.rows[house.rowOf[other] as number]?.row === row);
}

function seatsOfSection({ rows, rowOf, sections }: House, seat: number): number[] {
	const { first, end } = sections[rows[rowOf[seat] as number]?.section ?? -1] ?? { first: 0, end: 0 };
	return Array.from({ length: end - first }, (_, place) => first + place);
}
