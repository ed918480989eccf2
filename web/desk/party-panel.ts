/** Sells a party the best seats together that the service finds: a school class, a group that pays at the desk. */
import { element } from "../dom.ts";
import type { House } from "../house/house.ts";
import type { DeskTexts } from "../texts/desk.ts";
import type { Texts } from "../texts.ts";
import { clearAfterSale } from "./clear-after-sale.ts";
import type { Desk } from "./desk.ts";
import { textField } from "./text-field.ts";

/** What one sale may have at most, and still find its seats in one row after another (contract §4.1 and §4.2). */
const LARGEST_PARTY = 99;
const USUAL_PARTY = "10";

export function partyPanel({ store, sellTogether }: Desk, texts: Texts, words: DeskTexts): HTMLElement {
	const num = element("input", {
		id: "party-num",
		type: "number",
		required: true,
		min: "1",
		max: `${LARGEST_PARTY}`,
		value: USUAL_PARTY,
	});
	const order = textField("party-order");
	const section = element("select", { id: "party-section" });
	const category = element("select", { id: "party-category" });
	const accessible = element("input", { id: "party-accessible", type: "checkbox" });
	const sell = element("button", { type: "submit", className: "primary" }, words.sellTogether);
	const sectionLabel = element("label", {}, texts.section, " ", section);
	const categoryLabel = element("label", {}, texts.category, " ", category);
	const accessibleLabel = element("label", { className: "check" }, accessible, " ", texts.needsAccessible);
	const form = element(
		"form",
		{ attributes: { "aria-label": words.together } },
		element("label", {}, texts.howMany, " ", num),
		element("label", {}, words.order, " ", order),
		sectionLabel,
		categoryLabel,
		accessibleLabel,
		sell,
	);
	form.addEventListener("submit", (submitted) => {
		submitted.preventDefault();
		void sellTogether(order.value, {
			num: Number(num.value),
			...(section.value !== "" && { sections: [section.value] }),
			...(category.value !== "" && { categories: [category.value] }),
			...(accessible.checked && { accessible: true }),
		});
	});

	function offer({ sections, categories, accessible: marks }: House) {
		const withSeats = sections.filter(({ first, end }) => first < end).map((one) => one.section);
		choicesIn(section, withSeats);
		choicesIn(
			category,
			categories.map((one) => one.category),
		);
		sectionLabel.hidden = withSeats.length < 2;
		categoryLabel.hidden = categories.length === 0;
		accessibleLabel.hidden = !marks.includes(1);
	}

	function choicesIn(select: HTMLSelectElement, values: readonly string[]) {
		select.replaceChildren(
			element("option", { value: "" }, texts.any),
			...values.map((value) => element("option", { value }, value)),
		);
	}

	offer(store.get().house);
	store.subscribe((state, before) => {
		if (state.house !== before.house) offer(state.house);
		clearAfterSale(order, state, before);
		if (state.isBusy !== before.isBusy) sell.setAttribute("aria-disabled", String(state.isBusy));
	});
	return element(
		"section",
		{ className: "card party", attributes: { "aria-label": words.together } },
		element("details", {}, element("summary", {}, words.together), form),
	);
}
