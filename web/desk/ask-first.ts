/** Asks before something that cannot be taken back, or that may be meant in several ways. */
import { button, element } from "../dom.ts";

/**
 * @param no on the button after which nothing happens
 * @returns the place of the chosen answer; undefined for `no`, and when the dialog is closed without an answer
 */
export function askFirst(
	question: string,
	answers: readonly string[],
	no: string,
	className: "primary" | "danger",
): Promise<number | undefined> {
	return new Promise((resolve) => {
		let chosen: number | undefined;
		const dialog = element("dialog", { className: "card", attributes: { "aria-labelledby": "question" } });
		const answer = (place?: number) => {
			chosen = place;
			dialog.close();
		};
		const refuse = button(no, () => answer());
		dialog.append(
			element("p", { id: "question" }, question),
			element(
				"div",
				{ className: "actions" },
				refuse,
				...answers.map((text, place) => button(text, () => answer(place), place === 0 ? className : "")),
			),
		);
		dialog.addEventListener("close", () => {
			dialog.remove();
			resolve(chosen);
		});
		document.body.append(dialog);
		dialog.showModal();
		refuse.focus();
	});
}
