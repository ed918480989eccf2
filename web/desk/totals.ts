/** How many seats are in which state, by section and by category, as the service counts them. */
import type { Schemas } from "../../clients/typescript/src/client.ts";
import { element } from "../dom.ts";
import type { Formats } from "../formats.ts";
import type { DeskTexts } from "../texts/desk.ts";
import type { Texts } from "../texts.ts";

export interface Totals {
	readonly panel: HTMLElement;
	readonly show: (bySection: Schemas["SeatCount"], byCategory: Schemas["SeatCount"]) => void;
}

type Counted = Pick<Schemas["Count"], "num" | "locked" | "sold" | "blocked" | "capacity">;

/** In this order everywhere; `num` is what is free. */
const STATES = ["num", "sold", "locked", "blocked"] as const;

export function totals(texts: Texts, words: DeskTexts, formats: Formats): Totals {
	const asOf = element("p", { className: "quiet" });
	const all = element("div", { className: "all" });
	const sections = tableOf(words.bySection, texts.section, words);
	const categories = tableOf(words.byCategory, texts.category, words);
	const panel = element(
		"section",
		{ className: "card totals", attributes: { "aria-label": words.totals } },
		element("h2", {}, words.totals),
		all,
		element(
			"details",
			{ open: true },
			element("summary", {}, words.bySection),
			scrolled(sections.table, words.bySection),
		),
		element("details", {}, element("summary", {}, words.byCategory), scrolled(categories.table, words.byCategory)),
		asOf,
	);

	const numbers = (count: Counted) => STATES.map((state) => formats.number(count[state]));

	function fill(body: HTMLElement, counts: Readonly<Record<string, Schemas["Count"]>> = {}) {
		const entries = Object.entries(counts).filter(([, { capacity }]) => capacity > 0);
		body.replaceChildren(
			...entries.map(([name, count]) =>
				element(
					"tr",
					{},
					element("th", { scope: "row" }, name === "" ? texts.noCategory : name),
					...numbers(count).map((number) => element("td", {}, number)),
				),
			),
		);
	}

	return {
		panel,
		show: (bySection, byCategory) => {
			const sum = sumOf(Object.values(bySection.sections ?? {}));
			const names = namesOfStates(words);
			all.replaceChildren(
				...numbers(sum).map((number, place) =>
					element(
						"p",
						{},
						element("strong", { className: "number" }, number),
						" ",
						element("span", { className: "name" }, names[place]),
					),
				),
			);
			fill(sections.body, bySection.sections);
			fill(categories.body, byCategory.categories);
			asOf.textContent = words.asOf(formats.dateAndTime(bySection.asOf));
		},
	};
}

const namesOfStates = ({ free, states }: DeskTexts) => STATES.map((state) => (state === "num" ? free : states[state]));

function sumOf(counts: readonly Counted[]): Counted {
	const sum = { num: 0, locked: 0, sold: 0, blocked: 0, capacity: 0 };
	for (const count of counts) for (const name of Object.keys(sum) as (keyof Counted)[]) sum[name] += count[name];
	return sum;
}

/** A long table scrolls, by keys too. */
const scrolled = (table: HTMLElement, name: string) =>
	element("div", { className: "scrolled", tabIndex: 0, attributes: { role: "group", "aria-label": name } }, table);

function tableOf(caption: string, first: string, words: DeskTexts) {
	const body = element("tbody");
	const heads = [first, ...namesOfStates(words)];
	const table = element(
		"table",
		{},
		element("caption", { className: "visually-hidden" }, caption),
		element("thead", {}, element("tr", {}, ...heads.map((name) => element("th", { scope: "col" }, name)))),
		body,
	);
	return { table, body };
}
