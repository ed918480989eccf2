/** The seats that are chosen, what is known of them, and everything that can be done with them. */
import { button, element } from "../dom.ts";
import type { Formats } from "../formats.ts";
import { nameOf } from "../house/house.ts";
import type { DeskTexts } from "../texts/desk.ts";
import type { Texts } from "../texts.ts";
import { clearAfterSale } from "./clear-after-sale.ts";
import type { Desk } from "./desk.ts";
import type { DeskState } from "./desk-state.ts";
import { factsWords } from "./seat-facts-words.ts";
import { type SeatStatus, statusOf, withoutOrder } from "./taken.ts";
import { textField } from "./text-field.ts";

interface ChosenPanelProps {
	readonly desk: Desk;
	readonly texts: Texts;
	readonly words: DeskTexts;
	readonly formats: Formats;
}

/** A longer list helps nobody, and makes every change slower. */
const MOST_LISTED = 30;

const STATUSES: readonly SeatStatus[] = ["available", "sold", "locked", "blocked"];

export function chosenPanel({ desk, texts, words, formats }: ChosenPanelProps): HTMLElement {
	const { store } = desk;
	const summary = element("p", { className: "summary", attributes: { role: "status" } });
	const list = element("ul", { className: "chosen", tabIndex: 0, attributes: { "aria-label": words.chosen } });
	const order = textField("sell-order");
	const reason = textField("block-why");
	const sell = element("button", { type: "submit", className: "primary" });
	const block = element("button", { type: "submit" });
	const sellForm = form([words.order, order, sell], () => desk.sell(order.value));
	const give = element("button", { type: "submit" });
	const given = textField("given-order");
	const giveForm = form([words.orderOfSale, given, give], () => desk.giveOrder(given.value));
	const blockForm = form([words.blockReason, reason, block], () => desk.block(reason.value));
	const move = button("", desk.startMove);
	const release = button("", () => void desk.release());
	const unblock = button("", () => void desk.unblock());
	const endLocks = button("", () => void desk.endLocks());
	const clear = button("", desk.cancel);
	const actions = element("div", { className: "actions" }, move, release, unblock, endLocks, clear);
	const heading = element("h2", { tabIndex: -1 }, words.chosen);
	const panel = element(
		"section",
		{ className: "card chosen-panel", attributes: { "aria-label": words.chosen } },
		heading,
		summary,
		list,
		sellForm,
		giveForm,
		blockForm,
		actions,
	);

	function show(state: DeskState) {
		const hadFocus = panel.contains(document.activeElement);
		const { selected, seats, moving } = state;
		const chosen = [...selected].sort((one, other) => one - other);
		const num = { available: 0, sold: 0, locked: 0, blocked: 0 };
		for (const seat of chosen) num[statusOf(seats, seat)] += 1;
		const parts = STATUSES.filter((status) => num[status] > 0).map((status) =>
			words.numOf(formats.number(num[status]), words.states[status]),
		);
		const text = parts.length === 0 ? words.noneChosen : formats.list(parts);
		if (summary.textContent !== text) summary.textContent = text;
		summary.classList.toggle("quiet", parts.length === 0);
		const rest = chosen.length - MOST_LISTED;
		list.hidden = chosen.length === 0;
		list.replaceChildren(
			...chosen.slice(0, MOST_LISTED).map((seat) => itemOf(state, seat)),
			...(rest > 0 ? [element("li", { className: "quiet" }, words.andMore(formats.number(rest)))] : []),
		);
		offer(sell, sellForm, num.available + num.blocked, words.sell);
		offer(give, giveForm, withoutOrder(seats, chosen).length, words.giveOrder);
		offer(block, blockForm, num.available, words.block);
		offer(move, move, num.sold, words.move);
		offer(release, release, num.sold, words.release);
		offer(unblock, unblock, num.blocked, words.unblock);
		offer(endLocks, endLocks, num.locked, words.endLocks);
		clear.textContent = moving ? words.stop : words.clear;
		clear.hidden = chosen.length === 0 && !moving;
		// A button that is gone would take the focus to the top of the page with it.
		if (hadFocus && (!panel.contains(document.activeElement) || isHidden(document.activeElement))) heading.focus();
	}

	function offer(control: HTMLElement, shown: HTMLElement, num: number, text: (num: string) => string) {
		shown.hidden = num === 0;
		control.textContent = text(formats.number(num));
	}

	function itemOf({ house, seats }: DeskState, seat: number) {
		const taken = seats[seat];
		const category = house.categories[house.category[seat] as number]?.category;
		return element(
			"li",
			{ attributes: { "data-state": statusOf(seats, seat) } },
			element("strong", {}, texts.seat(nameOf(house, seat))),
			element(
				"span",
				{ className: "quiet" },
				[factsWords(taken, words, formats), category].filter((part) => part !== undefined).join(" · "),
			),
		);
	}

	show(store.get());
	store.subscribe((state, before) => {
		const isSame = state.selected === before.selected && state.seats === before.seats && state.moving === before.moving;
		if (!isSame) show(state);
		for (const used of [order, given]) clearAfterSale(used, state, before);
		if (state.isBusy !== before.isBusy) {
			for (const control of [sell, give, block, move, release, unblock, endLocks]) {
				control.setAttribute("aria-disabled", String(state.isBusy));
			}
		}
	});
	return panel;
}

const isHidden = (shown: Element | null) => shown?.closest("[hidden]") !== null;

function form(
	[text, input, submit]: readonly [string, HTMLInputElement, HTMLButtonElement],
	act: () => Promise<void>,
): HTMLFormElement {
	const made = element("form", { className: "command" }, element("label", {}, text, " ", input), submit);
	made.addEventListener("submit", (submitted) => {
		submitted.preventDefault();
		void act();
	});
	return made;
}
