/** What the buyer holds: each seat, how long it is kept, and what can be done with it. */
import { button, element } from "../dom.ts";
import { minutes } from "../formats.ts";
import { findSeat } from "../house/house.ts";
import type { ServiceClock } from "../network/service-clock.ts";
import { type Basket, firstEnd } from "../sale/basket.ts";
import type { Sale } from "../sale/sale.ts";
import type { Texts } from "../texts.ts";

interface BasketPanelProps {
	readonly sale: Sale;
	readonly clock: ServiceClock;
	readonly texts: Texts;
	/** How the seats are bought, before what else can be done with them. */
	readonly checkout: readonly Node[];
	readonly ended: AbortSignal;
}

const TICK_MS = 500;
/** When the countdown becomes urgent, in seconds. */
const LAST_MINUTE = 60;

export function basketPanel({ sale, clock, texts, checkout, ended }: BasketPanelProps): HTMLElement {
	const { store } = sale;
	const list = element("ul");
	const countdown = element("p", { className: "countdown", attributes: { role: "timer" } });
	const lastMinute = element("p", { className: "visually-hidden", attributes: { "aria-live": "polite" } });
	const empty = element("p", { className: "quiet" }, texts.emptyBasket);
	const actions = element(
		"div",
		{ className: "actions" },
		...checkout,
		button(texts.keepLonger, () => void sale.keepLonger()),
		button(texts.giveBackAll, () => void sale.giveBack(store.get().basket.held)),
	);
	const heading = element("h2", { tabIndex: -1 }, texts.basket);
	const panel = element(
		"section",
		{ className: "card basket", attributes: { "aria-label": texts.basket } },
		heading,
		empty,
		countdown,
		// Before the list: the next key after "Your seats" should not give one of them back.
		actions,
		list,
		lastMinute,
	);

	function show({ held }: Basket) {
		// Within a shadow tree, the document knows no more than the tree's host.
		const hadFocus = list.matches(":focus-within") || actions.matches(":focus-within");
		list.replaceChildren(...held.map(seatItem));
		empty.hidden = held.length > 0;
		for (const part of [countdown, list, actions]) part.hidden = held.length === 0;
		// A button that is gone would take the focus to the top of the page with it.
		if (hadFocus && (held.length === 0 || !panel.matches(":focus-within"))) heading.focus();
		count();
	}

	function seatItem(seat: Basket["held"][number]) {
		const { house } = store.get();
		const index = findSeat(house, seat);
		const category = index === undefined ? undefined : house.categories[house.category[index] as number]?.category;
		const words = element(
			"span",
			{},
			element("strong", {}, seat.section),
			element("span", {}, texts.seatInRow(seat)),
			element("span", { className: "quiet" }, category ?? ""),
		);
		const giveBack = button(texts.giveBack, () => void sale.giveBack([seat]), "small");
		giveBack.setAttribute("aria-label", texts.giveBackSeat(texts.seat(seat)));
		return element("li", {}, words, giveBack);
	}

	function count() {
		// By the clock of the device, what a former page has kept might be over when it is shown.
		if (!clock.hasLearnt()) return;
		sale.tick();
		const end = firstEnd(store.get().basket);
		if (end === undefined) {
			lastMinute.textContent = "";
			return;
		}
		const seconds = end - clock.now();
		const text = texts.keptFor(minutes(seconds));
		if (countdown.textContent !== text) countdown.textContent = text;
		const isUrgent = seconds <= LAST_MINUTE;
		countdown.classList.toggle("urgent", isUrgent);
		const said = isUrgent ? texts.oneMinute : "";
		if (lastMinute.textContent !== said) lastMinute.textContent = said;
	}

	show(store.get().basket);
	store.subscribe((state, before) => {
		if (state.basket.held !== before.basket.held || state.house !== before.house) show(state.basket);
	});
	const ticking = setInterval(count, TICK_MS);
	ended.addEventListener("abort", () => clearInterval(ticking));
	return panel;
}
