/**
 * Every seat of the house as a list: choose a section, then move among its rows and seats with the arrow keys. One grid is
 * in the page at a time, and of a very large section only a part, because a browser is slow with more.
 */
import type { Drawing, Shown } from "../chart-view/drawing.ts";
import { element } from "../dom.ts";
import type { Formats } from "../formats.ts";
import { distance } from "../house/distance.ts";
import { type HouseRow, labelOf } from "../house/house.ts";
import type { Store } from "../sale/store.ts";
import type { Texts } from "../texts.ts";
import { partsOf } from "./parts-of.ts";

interface SeatListProps<State extends Shown, What extends string> {
	readonly store: Store<State>;
	readonly drawing: Pick<Drawing<State, What>, "stateOf" | "changed">;
	/** What a seat shows instead of its label. */
	readonly signs: Readonly<Record<What, string>>;
	readonly isSelected: (what: What) => boolean;
	/** A seat in words. */
	readonly words: (seat: number) => string;
	/** How many seats of each section are free, by its place. */
	readonly free: (state: State) => readonly number[];
	readonly texts: Texts;
	readonly formats: Formats;
	/** Whether it is open at first. */
	readonly isOpen: boolean;
	readonly onChoose: (seat: number) => void;
	readonly onFocus: (seat: number | undefined) => void;
	/** What is shown in front of a row. */
	readonly rowLabel?: (row: string) => Node;
	/** What is shown beside the choice of a section. */
	readonly beside?: readonly Node[];
	/** The keys, or the mouse, have gone from one seat to another with Shift. */
	readonly onExtend?: (from: number, to: number) => void;
}

export function seatList<State extends Shown, What extends string>({
	store,
	drawing,
	signs,
	isSelected,
	words,
	free: freeIn,
	texts,
	formats,
	isOpen,
	onChoose,
	onFocus,
	rowLabel = (row) => element("bdi", {}, row),
	beside = [],
	onExtend,
}: SeatListProps<State, What>): HTMLElement {
	const sectionChoice = element("select", { id: "section" });
	const partChoice = element("select", { id: "part" });
	const partLabel = element("label", { hidden: true }, texts.part, " ", partChoice);
	const help = element("p", { className: "quiet", id: "list-help" }, texts.listHelp);
	const grid = element("div", {
		className: "grid",
		attributes: { role: "grid", "aria-describedby": help.id, "aria-multiselectable": "true" },
	});
	const summary = element("summary", {}, texts.list);
	const list = element(
		"details",
		{ className: "card seat-list", open: isOpen },
		summary,
		element(
			"div",
			{ className: "choices" },
			element("label", {}, texts.section, " ", sectionChoice),
			partLabel,
			...beside,
		),
		grid,
		help,
	);
	/** The cells in the page, by number of their seat. */
	const cells = new Map<number, HTMLElement>();
	let current = -1;

	function offerSections() {
		const { house } = store.get();
		const free = freeIn(store.get());
		const chosen = sectionChoice.value;
		sectionChoice.replaceChildren(
			...house.sections.flatMap(({ section, first, end }, index) =>
				first === end
					? []
					: [element("option", { value: `${index}` }, texts.sectionFree(section, formats.number(free[index] ?? 0)))],
			),
		);
		if (chosen !== "") sectionChoice.value = chosen;
	}

	const rowsOfSection = (index: number): readonly HouseRow[] => {
		const { house } = store.get();
		const { firstRow = 0, endRow = 0 } = house.sections[index] ?? {};
		return house.rows.slice(firstRow, endRow);
	};

	function offerParts() {
		const parts = partsOf(rowsOfSection(Number(sectionChoice.value)));
		partLabel.hidden = parts.length < 2;
		partChoice.replaceChildren(
			...parts.map((rows, index) =>
				element("option", { value: `${index}` }, texts.rowsFromTo(rows[0]?.row ?? "", rows.at(-1)?.row ?? "")),
			),
		);
	}

	function showPart() {
		cells.clear();
		const { house } = store.get();
		const section = Number(sectionChoice.value);
		const rows = partsOf(rowsOfSection(section))[Number(partChoice.value)] ?? [];
		grid.setAttribute("aria-label", texts.seatsOf(house.sections[section]?.section ?? ""));
		// The seats of all rows begin below each other.
		grid.style.setProperty("--row-label", `${Math.max(0, ...rows.map(({ row }) => row.length))}ch`);
		grid.replaceChildren(...rows.filter(({ first, end }) => first < end).map(showRow));
		const [first] = cells.keys();
		moveTo(cells.has(current) ? current : first);
	}

	function showRow({ row, first, end }: HouseRow) {
		const { house } = store.get();
		// Without a name of its own, a row is called by the names of all its seats.
		const shown = element("div", { className: "row", attributes: { role: "row", "aria-label": texts.rowLabel(row) } });
		shown.append(
			element(
				"span",
				{ className: "row-label", attributes: { role: "rowheader", "aria-label": texts.rowLabel(row) } },
				rowLabel(row),
			),
		);
		for (let seat = first; seat < end; seat++) {
			const cell = element("span", {
				tabIndex: -1,
				dir: "auto",
				attributes: { role: "gridcell", "data-seat": `${seat}` },
			});
			if (house.afterGap[seat] === 1) cell.classList.add("after-gap");
			cells.set(seat, cell);
			refresh(seat);
			shown.append(cell);
		}
		return shown;
	}

	function refresh(seat: number) {
		const cell = cells.get(seat);
		if (!cell) return;
		const state = store.get();
		const what = drawing.stateOf(state, seat);
		cell.dataset["state"] = what;
		cell.classList.toggle("accessible", state.house.accessible[seat] === 1);
		cell.textContent = signs[what] || labelOf(state.house, seat);
		cell.setAttribute("aria-label", words(seat));
		cell.setAttribute("aria-selected", String(isSelected(what)));
	}

	/** Only one cell is a tab stop: the one that was visited last. */
	function moveTo(seat: number | undefined) {
		cells.get(current)?.setAttribute("tabindex", "-1");
		if (seat === undefined) return;
		current = seat;
		cells.get(seat)?.setAttribute("tabindex", "0");
	}

	/** The nearest seat in another row of the grid, whichever way rows run. */
	function inOtherRow(seat: number, step: number): number | undefined {
		const { house } = store.get();
		const rows = [...grid.children];
		const at = rows.indexOf(cells.get(seat)?.parentElement as Element);
		const found = rows[at + step]?.querySelectorAll<HTMLElement>("[data-seat]") ?? [];
		const other = [...found].map((cell) => Number(cell.dataset["seat"]));
		return other.sort((a, b) => distance(house, seat, a) - distance(house, seat, b))[0];
	}

	function afterKey(key: string, isInWholeGrid: boolean): number | undefined {
		const { house } = store.get();
		const row = house.rows[house.rowOf[current] as number] as HouseRow;
		const isRtl = getComputedStyle(grid).direction === "rtl";
		const all = [...cells.keys()];
		switch (key) {
			case isRtl ? "ArrowLeft" : "ArrowRight":
				return Math.min(current + 1, row.end - 1);
			case isRtl ? "ArrowRight" : "ArrowLeft":
				return Math.max(current - 1, row.first);
			case "ArrowDown":
				return inOtherRow(current, 1) ?? current;
			case "ArrowUp":
				return inOtherRow(current, -1) ?? current;
			case "Home":
				return isInWholeGrid ? all[0] : row.first;
			case "End":
				return isInWholeGrid ? all.at(-1) : row.end - 1;
			default:
				return undefined;
		}
	}

	function show(seat: number) {
		if (store.get().focus !== seat) onFocus(seat);
	}

	const seatOf = (target: EventTarget | null): number | undefined => {
		const cell = target instanceof HTMLElement ? target.closest<HTMLElement>("[data-seat]") : null;
		return cell ? Number(cell.dataset["seat"]) : undefined;
	};

	grid.addEventListener("keydown", (event) => {
		if (seatOf(event.target) === undefined || event.altKey || event.metaKey) return;
		if (event.key === "Enter" || event.key === " ") {
			event.preventDefault();
			// A key that is held down is no second choice, which would take the first one back.
			if (event.repeat) return;
			show(current);
			onChoose(current);
			return;
		}
		const next = afterKey(event.key, event.ctrlKey);
		if (next === undefined) return;
		event.preventDefault();
		if (event.shiftKey) onExtend?.(current, next);
		moveTo(next);
		cells.get(next)?.focus();
	});
	grid.addEventListener("focusin", ({ target, relatedTarget }) => {
		const seat = seatOf(target);
		if (seat === undefined) return;
		moveTo(seat);
		// Who only comes by with Tab looks for nothing yet: the map stays as it is.
		if (seatOf(relatedTarget) !== undefined) show(seat);
	});
	grid.addEventListener("focusout", ({ relatedTarget }) => {
		if (seatOf(relatedTarget) === undefined) onFocus(undefined);
	});
	// The focus, and with it the current seat, moves before the click.
	let clickedFrom = -1;
	grid.addEventListener("pointerdown", () => {
		clickedFrom = current;
	});
	grid.addEventListener("click", ({ target, shiftKey }) => {
		const seat = seatOf(target);
		if (seat === undefined) return;
		show(seat);
		if (shiftKey && onExtend && cells.has(clickedFrom)) onExtend(clickedFrom, seat);
		else onChoose(seat);
	});
	sectionChoice.addEventListener("change", () => {
		offerParts();
		showPart();
	});
	partChoice.addEventListener("change", showPart);
	list.addEventListener("toggle", () => {
		if (list.open && cells.size === 0) showPart();
	});

	store.subscribe((state, before) => {
		if (state.house !== before.house) return start();
		const changed = drawing.changed(before, state);
		for (const seat of changed) refresh(seat);
		// A menu that is open must not change under the buyer's hand.
		if (changed.size > 0 && !sectionChoice.matches(":focus")) offerSections();
	});

	function start() {
		sectionChoice.replaceChildren();
		offerSections();
		offerParts();
		if (list.open) showPart();
		else grid.replaceChildren();
	}

	start();
	return list;
}
