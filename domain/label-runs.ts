/** Writes the places of a row in a short form: labels that count up or down become runs. `placesOf` reads them. */
import type { ChartRow, LabelRun } from "./chart.ts";

/** Two labels are as short as a run of them. */
const MIN_RUN = 3;

/** A label that ends with a number as `String` writes it: at most 15 digits, which numbers hold exactly. */
const NUMBERED = /^(.*?)(0|[1-9]\d{0,14})$/su;

export function labelRuns(places: readonly (string | null)[]): ChartRow["seats"] {
	const runs: (string | null | LabelRun)[] = [];
	for (let at = 0; at < places.length; ) {
		const run = runFrom(places, at);
		const place = places[at] ?? null;
		runs.push(run ?? place);
		at += run?.[2] ?? 1;
	}
	return runs;
}

/** The longest run that begins at this place, if it is worth one. */
function runFrom(places: readonly (string | null)[], at: number): LabelRun | undefined {
	const [first, second] = [places[at], places[at + 1]];
	const [, prefix, digits] = (first && NUMBERED.exec(first)) || [];
	if (prefix === undefined || digits === undefined || second == null || !second.startsWith(prefix)) return undefined;
	const from = Number(digits);
	const by = Number(second.slice(prefix.length)) - from;
	if (!Number.isSafeInteger(by)) return undefined;
	let num = 1;
	// Each label is compared as it will be read, so no spelling of a number is lost.
	while (at + num < places.length && places[at + num] === `${prefix}${from + by * num}`) num += 1;
	return num >= MIN_RUN ? [prefix, from, num, by] : undefined;
}
