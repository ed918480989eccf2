/** What has happened to the event's seats lately, the last thing first. */
import { button, element } from "../dom.ts";
import type { Formats } from "../formats.ts";
import { findSeat } from "../house/house.ts";
import type { DeskTexts } from "../texts/desk.ts";
import type { Texts } from "../texts.ts";
import type { Desk } from "./desk.ts";
import type { DeskState } from "./desk-state.ts";
import type { FeedChange } from "./taken.ts";

export function latestPanel(desk: Desk, texts: Texts, words: DeskTexts, formats: Formats): HTMLElement {
	const list = element("ol", { className: "latest" });
	const empty = element("p", { className: "quiet" }, words.noChanges);

	function itemOf(change: FeedChange) {
		const { section, row, seat, at, order, reason } = change;
		const facts = [order && words.orderIs(order), reason && words.reasonIs(reason)].filter((fact) => fact);
		const show = () => {
			const found = findSeat(desk.store.get().house, { section, row, seat });
			if (found === undefined) return;
			desk.select([found]);
			desk.store.set({ focus: found });
		};
		return element(
			"li",
			{},
			element("time", { dateTime: new Date(1_000 * at).toISOString() }, formats.time(at)),
			element("span", { className: "change", attributes: { "data-change": change.type } }, words.changes[change.type]),
			button(texts.seat({ section, row, seat }), show, "link about"),
			element("span", { className: "quiet about" }, facts.join(", ")),
		);
	}

	function show({ latest }: DeskState) {
		empty.hidden = latest.length > 0;
		list.replaceChildren(...latest.map(itemOf));
	}

	show(desk.store.get());
	desk.store.subscribe((state, before) => {
		if (state.latest !== before.latest) show(state);
	});
	return element(
		"section",
		{ className: "card latest-panel", attributes: { "aria-label": words.latest } },
		element("h2", {}, words.latest),
		empty,
		element(
			"div",
			{ className: "scrolled", tabIndex: 0, attributes: { role: "group", "aria-label": words.latest } },
			list,
		),
	);
}
