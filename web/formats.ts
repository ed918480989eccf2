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

export function formatsOf(lang: string): Formats {
	const numbers = new Intl.NumberFormat(lang);
	// Each of these takes milliseconds to make, and most pages need none.
	return {
		number: (value) => numbers.format(value),
		time: (seconds) => new Intl.DateTimeFormat(lang, { timeStyle: "short" }).format(1_000 * seconds),
		dateAndTime: (seconds) =>
			new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short" }).format(1_000 * seconds),
		list: (things) => new Intl.ListFormat(lang).format(things),
	};
}

/** `9:05`, as a countdown shows it. */
export function minutes(seconds: number): string {
	const whole = Math.max(0, Math.floor(seconds));
	return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
