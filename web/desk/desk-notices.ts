/** The last thing worth saying, over the lower edge of the map, in words that a screen reader says, too. */
import { button, element } from "../dom.ts";
import type { Formats } from "../formats.ts";
import type { DeskTexts } from "../texts/desk.ts";
import type { Texts } from "../texts.ts";
import type { Desk } from "./desk.ts";
import type { DeskState } from "./desk-state.ts";

/** Good news that nothing can be done about goes away by itself. */
const GOOD_NEWS_MS = 8_000;

export function deskNotices(desk: Desk, texts: Texts, words: DeskTexts, formats: Formats): HTMLElement {
	const offline = element("p", { className: "offline", hidden: true });
	const said = element("div", { className: "notice", hidden: true });
	let timer: ReturnType<typeof setTimeout> | undefined;

	function show({ notice }: DeskState) {
		clearTimeout(timer);
		said.hidden = notice === undefined;
		if (!notice) return said.replaceChildren();
		said.classList.toggle("good", notice.isGood);
		const close = button("✕", desk.dismiss, "small close");
		close.setAttribute("aria-label", texts.dismiss);
		const { action } = notice;
		const act =
			action &&
			button(action.text, () => {
				desk.dismiss();
				action.act();
			});
		said.replaceChildren(
			element("p", {}, notice.text),
			element("div", { className: "actions" }, ...(act ? [act] : []), close),
		);
		if (notice.isGood && !act) timer = setTimeout(desk.dismiss, GOOD_NEWS_MS);
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

	showConnection(desk.store.get());
	desk.store.subscribe((state, before) => {
		if (state.notice !== before.notice) show(state);
		if (state.connection !== before.connection || state.numRead !== before.numRead) showConnection(state);
	});
	return element("div", { className: "notices", attributes: { role: "status" } }, offline, said);
}
