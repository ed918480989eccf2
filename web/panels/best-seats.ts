/** "Four together, gold": what most buyers want to say, and all they need to. */
import { element } from "../dom.ts";
import type { House } from "../house/house.ts";
import type { Sale } from "../sale/sale.ts";
import type { Texts } from "../texts.ts";

/** What one party may be at most, unless the event says otherwise (contract §4.5); the service has the last word. */
const LARGEST_PARTY = 10;
const USUAL_PARTY = "2";

interface BestSeats {
	readonly form: HTMLElement;
	/** Asks for another number of the seats that the form describes. */
	readonly askFor: (num: number) => void;
}

/**
 * @param onAnswer what was answered is out of view on a phone. With `isFoundByKey`, seats were found for a buyer who uses
 * keys: what to do with them is far away, past the map.
 */
export function bestSeats(
	{ store, lockTogether }: Sale,
	texts: Texts,
	onAnswer: (isFoundByKey: boolean) => void,
): BestSeats {
	const num = element("select", { id: "num" });
	for (let count = 1; count <= LARGEST_PARTY; count++) num.append(element("option", {}, `${count}`));
	num.value = USUAL_PARTY;
	const category = element("select", { id: "category" });
	const accessible = element("input", { type: "checkbox", id: "accessible" });
	const find = element("button", { type: "submit", className: "primary" }, texts.find);
	const accessibleLabel = element("label", { className: "check" }, accessible, " ", texts.needsAccessible);
	const categoryLabel = element("label", {}, texts.category, " ", category);
	const form = element(
		"form",
		{ className: "card best-seats", attributes: { "aria-label": texts.best } },
		element("h2", {}, texts.best),
		element("label", {}, texts.howMany, " ", num),
		categoryLabel,
		accessibleLabel,
		find,
	);
	form.addEventListener("submit", (event) => {
		event.preventDefault();
		void ask();
	});

	async function ask() {
		if (store.get().isBusy) return;
		const before = store.get().basket.held.length;
		await lockTogether({
			num: Number(num.value),
			category: category.value || undefined,
			accessible: accessible.checked ? true : undefined,
		});
		onAnswer(store.get().basket.held.length > before && form.querySelector(":focus-visible") !== null);
	}

	function offer({ categories, accessible: marks }: House) {
		const named = categories.map(({ category: name }) => element("option", { value: name, dir: "auto" }, name));
		category.replaceChildren(element("option", { value: "" }, texts.any), ...named);
		categoryLabel.hidden = categories.length === 0;
		accessibleLabel.hidden = !marks.includes(1);
	}

	offer(store.get().house);
	store.subscribe((state, before) => {
		if (state.house !== before.house) offer(state.house);
		// Not disabled: a disabled button would lose the focus.
		if (state.isBusy !== before.isBusy) find.setAttribute("aria-disabled", String(state.isBusy));
	});
	return {
		form,
		askFor: (count) => {
			num.value = `${count}`;
			void ask();
		},
	};
}
