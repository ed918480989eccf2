/** The foot of a page: to the list of events, and to the same page in the other language. */
import { element } from "../dom.ts";
import { LANGUAGES, type Texts } from "../texts.ts";

/** @param allEvents undefined on the list of events itself */
export function footer(texts: Texts, allEvents: string | undefined, inLanguage: (lang: string) => string): HTMLElement {
	const { lang } = LANGUAGES.find((other) => other.lang !== texts.lang) ?? texts;
	return element(
		"footer",
		{},
		allEvents !== undefined && element("a", { href: allEvents }, texts.allEvents),
		element("a", { href: inLanguage(lang), hreflang: lang, lang }, texts.otherLanguage),
	);
}
