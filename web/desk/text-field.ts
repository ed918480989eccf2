/** A line of text that a seller has to type. */
import { element } from "../dom.ts";

/** Of any length: a browser would cut what is pasted without a word, and the service says what is too long. */
export function textField(id: string): HTMLInputElement {
	const field = element("input", { id, type: "text", required: true, autocomplete: "off" });
	// Spaces alone are nothing, and the browser says so before the form is sent.
	field.addEventListener("change", () => {
		field.value = field.value.trim();
	});
	return field;
}
