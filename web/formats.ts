/** Numbers and times as people of a language write them. */
export interface Formats {
	readonly number: (value: number) => string;
	/** @param seconds epoch seconds */
	readonly time: (seconds: number) => string;
	/** @param seconds epoch seconds */
	readonly dateAndTime: (seconds: number) => string;
	/** Several things in one sentence. */
	readonly list: (things: readonly string[]) => string;
}

/** @param wanted the browser's languages: the first with a region of this language says how dates are written */
export function formatsOf(
	language: string,
	wanted: readonly string[] = globalThis.navigator?.languages ?? [],
): Formats {
	// A browser without a desktop may say `en-US@posix`, which is no tag.
	const lang = wanted.find((tag) => tag.startsWith(`${language}-`) && !tag.includes("@")) ?? language;
	const numbers = new Intl.NumberFormat(lang);
	// Each of these takes milliseconds to make, and most pages need none.
	let times: Intl.DateTimeFormat | undefined;
	let dates: Intl.DateTimeFormat | undefined;
	let lists: Intl.ListFormat | undefined;
	return {
		number: (value) => numbers.format(value),
		time: (seconds) => {
			times ??= new Intl.DateTimeFormat(lang, { timeStyle: "short" });
			return times.format(1_000 * seconds);
		},
		dateAndTime: (seconds) => {
			dates ??= new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short" });
			return dates.format(1_000 * seconds);
		},
		list: (things) => {
			lists ??= new Intl.ListFormat(lang);
			return lists.format(things);
		},
	};
}

/** `9:05`, as a countdown shows it. */
export function minutes(seconds: number): string {
	const whole = Math.max(0, Math.floor(seconds));
	return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
