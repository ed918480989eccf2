/** All events of the service, to choose one. */
import { element } from "../dom.ts";
import type { Formats } from "../formats.ts";
import type { SaleEvent } from "../network/service.ts";
import type { Texts } from "../texts.ts";
import { saleWords } from "./sale-line.ts";

/** @param addressOf the page of an event @param now epoch seconds */
export function eventList(
	events: readonly SaleEvent[],
	addressOf: (event: string) => string,
	texts: Texts,
	formats: Formats,
	now: number,
): HTMLElement {
	if (events.length === 0) return element("p", { className: "card" }, texts.noEvents);
	return element(
		"ul",
		{ className: "events" },
		...events.map((sale) =>
			element(
				"li",
				{},
				element(
					"a",
					{ href: addressOf(sale.event), className: "card" },
					element("strong", {}, element("bdi", {}, sale.name)),
					// The evenings of one play may have one name.
					events.some(({ name, event }) => name === sale.name && event !== sale.event) &&
						element("span", { className: "quiet" }, sale.event),
					element("span", { className: "quiet" }, texts.seats(formats.number(sale.capacity))),
					element("span", { className: "quiet" }, saleWords(sale, now, texts, formats)),
				),
			),
		),
	);
}
