/** A seat in a seller's words: what it is called, and all that the desk knows of it. */
import type { Formats } from "../formats.ts";
import type { SeatName } from "../house/house.ts";
import type { DeskTexts } from "../texts/desk.ts";
import type { Texts } from "../texts.ts";
import type { Taken } from "./taken.ts";

/** "Stalls, row A, seat 7: sold, order 4711, 14:05" */
export function seatFactsWords(
	name: SeatName,
	taken: Taken | undefined,
	texts: Texts,
	words: DeskTexts,
	formats: Formats,
): string {
	return `${texts.seat(name)}: ${factsWords(taken, words, formats)}`;
}

export function factsWords(taken: Taken | undefined, words: DeskTexts, formats: Formats): string {
	const { order, reason, soldAt, at, expires } = taken ?? {};
	const time = soldAt ?? at;
	const facts = [
		words.states[taken?.status ?? "available"],
		taken?.status === "sold" && (order === undefined ? words.withoutOrder : words.orderIs(order)),
		reason !== undefined && words.reasonIs(reason),
		taken?.status === "sold" && time !== undefined && formats.dateAndTime(time),
		expires !== undefined && words.until(formats.time(expires)),
	];
	return facts.filter((fact) => fact !== false).join(", ");
}
