/** The last thing worth saying, in words that a screen reader says, too; and what can be done about it in one click. */
import { button, element } from "../dom.ts";
import type { Formats } from "../formats.ts";
import { findSeat, nameOf, type SeatName } from "../house/house.ts";
import type { Notice, Sale } from "../sale/sale.ts";
import { problemWords, type Texts } from "../texts.ts";
import { seatsWords } from "./seat-words.ts";

/** Good news goes away by itself; the basket shows it anyway. */
const GOOD_NEWS: ReadonlySet<Notice["kind"]> = new Set(["locked", "given-back", "kept-longer", "on-sale"]);
const GOOD_NEWS_MS = 6_000;

interface NoticePanelProps {
	readonly sale: Sale;
	readonly texts: Texts;
	readonly formats: Formats;
	/** Looks for fewer seats together, as the buyer has asked for them. */
	readonly onFewer: (num: number) => void;
	/** Where the buyer goes on with seats; on a phone it is below the map. */
	readonly basket: HTMLElement;
	readonly toBasket: () => void;
}

export function noticePanel({ sale, texts, formats, onFewer, basket, toBasket }: NoticePanelProps): HTMLElement {
	const { store } = sale;
	const offline = element("p", { className: "offline", hidden: true });
	const said = element("div", { className: "notice", hidden: true });
	const panel = element("div", { className: "notices", attributes: { role: "status" } }, offline, said);
	let timer: ReturnType<typeof setTimeout> | undefined;

	const dismiss = () => store.set({ notice: undefined });

	function show(notice: Notice | undefined) {
		clearTimeout(timer);
		// A button that is gone would take the focus to the top of the page with it.
		if (said.matches(":focus-within")) said.closest(".map")?.querySelector("canvas")?.focus({ preventScroll: true });
		said.hidden = notice === undefined;
		if (!notice) return said.replaceChildren();
		const isGood = GOOD_NEWS.has(notice.kind);
		said.classList.toggle("good", isGood || notice.kind === "bought");
		const close = button("✕", dismiss, "small close");
		close.setAttribute("aria-label", texts.dismiss);
		const action = actionFor(notice);
		said.replaceChildren(
			element("p", {}, noticeWords(notice, texts, formats)),
			element("div", { className: "actions" }, action, close),
		);
		if (isGood) timer = setTimeout(dismiss, GOOD_NEWS_MS);
	}

	function actionFor(notice: Notice): HTMLElement | undefined {
		if (notice.kind === "taken" && notice.alike !== undefined) {
			const name = nameOf(store.get().house, notice.alike);
			const take = () => {
				// By now there may be another house, in which the number is that of another seat.
				const seat = findSeat(store.get().house, name);
				if (seat !== undefined) void sale.toggle(seat);
			};
			return button(texts.takeInstead(texts.seat(name)), take, "primary");
		}
		const fewer = notice.kind === "not-together" ? notice.largest : notice.kind === "too-many" ? notice.limit : 0;
		if (fewer > 0) return button(texts.findFewer(fewer), () => onFewer(fewer), "primary");
		if (notice.kind === "locked" && basket.getBoundingClientRect().top >= innerHeight) {
			return button(texts.basket, toBasket, "primary");
		}
		return undefined;
	}

	store.subscribe((state, before) => {
		if (state.notice !== before.notice) show(state.notice);
		if (state.connection === before.connection) return;
		const isLost = state.connection === "lost";
		offline.hidden = !isLost;
		offline.textContent = isLost ? texts.offline : "";
	});
	return panel;
}

function noticeWords(notice: Notice, texts: Texts, formats: Formats): string {
	const { notices } = texts;
	const { time, dateAndTime } = formats;
	const words = (seats: readonly SeatName[]) => seatsWords(seats, texts, formats);
	switch (notice.kind) {
		case "locked":
		case "given-back":
		case "taken":
		case "ended":
		case "lost":
			return notices[notice.kind](words(notice.seats));
		case "kept-longer":
		case "not-longer":
			return notices[notice.kind](time(notice.expires));
		case "not-together":
			return notices[notice.kind](notice.num, notice.largest);
		case "bought":
			return notices.bought(words(notice.seats), notice.order);
		case "not-on-sale":
			return notices[notice.kind](dateAndTime(notice.opens));
		case "failed":
			return problemWords(texts, notice.problem);
		case "too-many":
			return notices[notice.kind](formats.number(notice.limit));
		case "on-sale":
		case "closed":
		case "no-answer":
			return notices[notice.kind];
	}
}
