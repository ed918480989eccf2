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

export function wholeRows({ store, toggle }: Pick<Desk, "store" | "toggle">, words: DeskTexts): WholeRows {
	let shown: HTMLElement | undefined;

	const chooseRow = (cell: Element | null | undefined) => cell && toggle(seatsOfRow(store.get().house, numberOf(cell)));
	const chooseSection = (cell: Element | null | undefined) =>
		cell && toggle(seatsOfSection(store.get().house, numberOf(cell)));

	function onKey(event: KeyboardEvent) {
		const cell = event.target instanceof Element ? event.target.closest("[data-seat]") : null;
		if (!cell || event.altKey) return;
		const isCommand = event.ctrlKey || event.metaKey;
		if (event.key === " " && event.shiftKey && !isCommand) chooseRow(cell);
		else if (event.key === "a" && isCommand && !event.shiftKey) chooseSection(cell);
		else return;
		event.preventDefault();
		event.stopPropagation();
	}

	return {
		rowLabel: (row) => {
			// With Tab it would be a stop for each row; the keys do the same.
			const chooses = button("", () => chooseRow(chooses.closest(".row")?.querySelector("[data-seat]")), "link");
			chooses.tabIndex = -1;
			chooses.title = words.chooseRow(row);
			chooses.setAttribute("aria-label", words.chooseRow(row));
			chooses.append(element("bdi", {}, row));
			return chooses;
		},
		sectionButton: button(words.chooseSection, () => chooseSection(shown?.querySelector("[data-seat]"))),
		listenTo: (list) => {
			shown = list;
			// The list has another use for the space bar.
			list.addEventListener("keydown", onKey, { capture: true });
		},
	};
}

const numberOf = (cell: Element) => Number(cell.getAttribute("data-seat"));

/** A section may list a row in parts. */
function seatsOfRow(house: House, seat: number): number[] {
	const { row } = nameOf(house, seat);
	return seatsOfSection(house, seat).filter((other) => house.rows[house.rowOf[other] as number]?.row === row);
}

function seatsOfSection({ rows, rowOf, sections }: House, seat: number): number[] {
	const { first, end } = sections[rows[rowOf[seat] as number]?.section ?? -1] ?? { first: 0, end: 0 };
	return Array.from({ length: end - first }, (_, place) => first + place);
}
