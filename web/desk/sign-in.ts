/** The form that a seller signs in with. The key leaves it as the argument of one call, and the field is empty again. */
import { element } from "../dom.ts";
import type { DeskTexts } from "../texts/desk.ts";

interface SignInProps {
	readonly words: DeskTexts;
	/** Of the event. */
	readonly choice: HTMLSelectElement;
	/** Why the seller has to sign in. */
	readonly message: string | undefined;
	/** Resolves with why it did not work, or with nothing. */
	readonly onSignIn: (event: string, key: string) => Promise<string | undefined>;
}

/** What a header can carry. */
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

export function signIn({ words, choice, message, onSignIn }: SignInProps): HTMLElement {
	const field = element("input", {
		type: "password",
		id: "key",
		required: true,
		autocomplete: "off",
		spellcheck: false,
		attributes: { "aria-describedby": "key-help sign-in-message" },
	});
	const said = element("p", { className: "message", id: "sign-in-message", attributes: { role: "alert" } }, message);
	const submit = element("button", { type: "submit", className: "primary" }, words.signIn);
	const form = element(
		"form",
		{ className: "card sign-in", attributes: { "aria-label": words.signIn } },
		said,
		element("label", {}, words.event, " ", choice),
		element("label", {}, words.key, " ", field),
		element("p", { className: "quiet", id: "key-help" }, words.signInHelp),
		submit,
	);
	let isAsking = false;

	async function ask() {
		const key = field.value.trim();
		field.value = "";
		if (isAsking) return;
		if (!VISIBLE_ASCII.test(key)) return refuse(words.wrongKey);
		isAsking = true;
		submit.setAttribute("aria-disabled", "true");
		const refusal = await onSignIn(choice.value, key);
		isAsking = false;
		submit.setAttribute("aria-disabled", "false");
		if (refusal !== undefined) refuse(refusal);
	}

	function refuse(why: string) {
		said.textContent = why;
		field.focus();
	}

	form.addEventListener("submit", (submitted) => {
		submitted.preventDefault();
		void ask();
	});
	return form;
}
