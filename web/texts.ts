/**
 * The languages of the page, each a file of its own: a browser loads the one that it shows. To add one, translate
 * texts/english.ts and texts/desk.ts, and add it to `LANGUAGES`.
 */
import type { Answer } from "./network/service.ts";
import type { ENGLISH } from "./texts/english.ts";

export type Texts = typeof ENGLISH;

export type Problem = NonNullable<Answer<unknown>["problem"]>;

const LANGUAGES = {
	en: async () => (await import("./texts/english.ts")).ENGLISH,
	de: async () => (await import("./texts/german.ts")).GERMAN,
} satisfies Record<string, () => Promise<Texts>>;

type Language = keyof typeof LANGUAGES;

export const LANGUAGE_NAMES = Object.keys(LANGUAGES) as Language[];

/** In the first language that is wanted and that the page has, or in English. */
export async function loadTexts(wanted: readonly (string | null)[]): Promise<Texts> {
	const names = wanted.map((tag) => tag?.toLowerCase().split("-")[0]);
	const found = names.flatMap((name) => LANGUAGE_NAMES.filter((language) => language === name))[0];
	return await LANGUAGES[found ?? "en"]();
}

/** What a problem means; in the service's own words if the page has none for it. */
export function problemWords({ problems, notices }: Texts, { type, title }: Pick<Problem, "type" | "title">): string {
	const known: Partial<Record<string, string>> = problems;
	return known[type] ?? notices.failed(title);
}
