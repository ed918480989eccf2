/** Asks before something that cannot be taken back. */
import { button, element } from "../dom.ts";

export function askFirst(question: string, yes: string, no: string): Promise<boolean> {
	return new Promise((resolve) => {
		const dialog = element("dialog", { className: "card", attributes: { "aria-labelledby": "question" } });
		const answer = (isYes: boolean) => {
			dialog.returnValue = isYes ? "yes" : "no";
			dialog.close(dialog.returnValue);
		};
		const refuse = button(no, () => answer(false));
		dialog.append(
			element("p", { id: "question" }, question),
			element(
				"div",
				{ className: "actions" },
				refuse,
				button(yes, () => answer(true), "danger"),
			),
		);
		dialog.addEventListener("close", () => {
			dialog.remove();
			resolve(dialog.returnValue === "yes");
		});
		document.body.append(dialog);
		dialog.showModal();
		refuse.focus();
	});
}
