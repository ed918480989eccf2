/** Finds the seats of an order, or what has become of one seat. */
import { element } from "../dom.ts";
import type { DeskTexts } from "../texts/desk.ts";
import type { Texts } from "../texts.ts";
import type { Desk } from "./desk.ts";
import { textField } from "./text-field.ts";

export function lookUp(desk: Desk, texts: Texts, words: DeskTexts): HTMLElement {
	const order = field("order", words.order);
	const section = field("of-section", texts.section);
	const row = field("of-row", words.row);
	const seat = field("of-seat", words.seat);
	const orderForm = form(words.findOrder, [order], () => desk.findOrder(order.input.value));
	const seatForm = form(words.findSeat, [section, row, seat], () =>
		desk.findSeats({
			section: section.input.value,
			row: row.input.value,
			seat: seat.input.value,
		}),
	);
	seatForm.classList.add("of-seat");
	const names = element("datalist", { id: "sections" });
	section.input.setAttribute("list", "sections");
	const offer = () =>
		names.replaceChildren(...desk.store.get().house.sections.map((one) => element("option", { value: one.section })));
	offer();
	desk.store.subscribe((state, before) => {
		if (state.house !== before.house) offer();
	});
	return element(
		"section",
		{ className: "card look-up", attributes: { "aria-label": words.lookUp } },
		element("h2", {}, words.lookUp),
		orderForm,
		seatForm,
		names,
	);
}

interface Field {
	readonly label: HTMLLabelElement;
	readonly input: HTMLInputElement;
}

function field(id: string, text: string): Field {
	const input = textField(id);
	return { input, label: element("label", {}, text, " ", input) };
}

function form(name: string, fields: readonly Field[], act: () => Promise<void>): HTMLFormElement {
	const made = element(
		"form",
		{ attributes: { "aria-label": name } },
		...fields.map(({ label }) => label),
		element("button", { type: "submit" }, name),
	);
	made.addEventListener("submit", (submitted) => {
		submitted.preventDefault();
		void act();
	});
	return made;
}
