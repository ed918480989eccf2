/** The foot of a page: to the list of events, and to the same page in the other language. */
import { element } from "../dom.ts";
import { LANGUAGE_NAMES, type Texts } from "../texts.ts";

/** @param allEvents undefined on the list of events itself */
export function footer(texts: Texts, allEvents: string | undefined, inLanguage: (lang: string) => string): HTMLElement {
	const lang = LANGUAGE_NAMES.find((other) => other !== texts.lang) ?? texts.lang;
	return element(
		"footer",
		{},
		allEvents !== undefined && element("a", { href: allEvents }, texts.allEvents),
		element("a", { href: inLanguage(lang), hreflang: lang, lang }, texts.otherLanguage),
	);
}
