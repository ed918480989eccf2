/** The last thing worth saying, over the lower edge of the map, in words that a screen reader says, too. */
import { button, element } from "../dom.ts";
import type { Formats } from "../formats.ts";
import type { DeskTexts } from "../texts/desk.ts";
import type { Texts } from "../texts.ts";
import type { Desk } from "./desk.ts";
import type { DeskState, Notice } from "./desk-state.ts";

/** Good news that nothing can be done about goes away by itself. */
const GOOD_NEWS_MS = 8_000;

export function deskNotices(desk: Desk, texts: Texts, words: DeskTexts, formats: Formats): HTMLElement {
	const offline = element("p", { className: "offline", hidden: true });
	const said = element("div", { className: "notice", hidden: true });
	/** Where the focus was before it came to a button of a notice. There it goes when the button is gone. */
	let cameFrom: HTMLElement | undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;

	function show({ notice }: DeskState, before: DeskState) {
		clearTimeout(timer);
		// A button that somebody is about to press stays where it is.
		const text = said.querySelector("p");
		if (text && notice?.actions && notice.actions === before.notice?.actions) {
			text.textContent = notice.text;
			return;
		}
		const hadFocus = said.contains(document.activeElement);
		said.hidden = notice === undefined;
		said.replaceChildren(...(notice ? partsOf(notice) : []));
		said.classList.toggle("good", notice?.isGood === true);
		if (hadFocus) cameFrom?.focus();
		// In a narrow window the buttons are far below the map.
		said.scrollIntoView({ block: "nearest" });
		if (notice?.isGood && !notice.actions?.length) timer = setTimeout(desk.dismiss, GOOD_NEWS_MS);
	}

	function partsOf({ text, actions = [] }: Notice): readonly HTMLElement[] {
		const close = button("✕", desk.dismiss, "small close");
		close.setAttribute("aria-label", texts.dismiss);
		const buttons = actions.map((action) =>
			button(action.text, () => {
				desk.dismiss();
				action.act();
			}),
		);
		return [element("p", {}, text), element("div", { className: "actions" }, ...buttons, close)];
	}

	function showConnection({ connection, numRead }: DeskState) {
		offline.hidden = connection === "live";
		offline.textContent = {
			live: "",
			lost: words.lost,
			reading: words.reading(formats.number(numRead)),
			"no-event": texts.problems["/problems/unknown-event"],
		}[connection];
		offline.classList.toggle("reading", connection === "reading");
	}

	said.addEventListener("focusin", ({ relatedTarget }) => {
		if (relatedTarget instanceof HTMLElement && !said.contains(relatedTarget)) cameFrom = relatedTarget;
	});
	showConnection(desk.store.get());
	desk.store.subscribe((state, before) => {
		if (state.notice !== before.notice) show(state, before);
		if (state.connection !== before.connection || state.numRead !== before.numRead) showConnection(state);
	});
	return element("div", { className: "notices", attributes: { role: "status" } }, offline, said);
}
