/** Reads what an event is made from: an event document (contract §5) or a pretix seating plan, as JSON. */
import { isObject, jsonPointer } from "../api/json.ts";
import { refuse } from "../domain/refusal.ts";
import { type EventDocument, parseEventDocument, type SectionDocument } from "./event-document.ts";
import { convertPretixPlan, isPretixPlan } from "./pretix-plan.ts";
import type { Oddity } from "./report.ts";

/** Oddities that are listed; of the others, the answer gives the number. */
const MAX_ODDITIES = 100;

export interface EventInput {
	readonly format: "event document" | "pretix seating plan";
	/** The event document that is kept and given back: the input itself, or what the plan became. */
	readonly document: unknown;
	readonly event: EventDocument;
	/** What is worth a look although the input is accepted, with its place in the input. */
	readonly oddities: readonly Oddity[];
}

/** Reads an input at an instant, epoch seconds. Refuses with everything that is wrong in it, and where. */
export function readEventInput(input: unknown, now: number): EventInput {
	if (isObject(input) && isPretixPlan(input["layout"])) {
		const message = "this is a response of pretix's API: send its `layout` alone, which is the seating plan";
		refuse({ kind: "invalid-request", errors: [{ path: "/layout", message }] });
	}
	if (!isPretixPlan(input)) {
		const event = parseEventDocument(input, now);
		return { format: "event document", document: input, event, oddities: capped(event.sections.flatMap(oddRows)) };
	}
	const { document, oddities } = convertPretixPlan(input);
	const event = parseEventDocument(document, now);
	return { format: "pretix seating plan", document, event, oddities: capped(oddities) };
}

function capped(oddities: readonly Oddity[]): readonly Oddity[] {
	const more = oddities.length - MAX_ODDITIES;
	return more <= 0 ? oddities : [...oddities.slice(0, MAX_ODDITIES), { path: "", message: `and ${more} more` }];
}

/**
 * An empty section will get its seats later (contract §5), but an empty row is more likely a slip. So is a second row
 * of the same label: its seats are not together with those of the first.
 */
function oddRows({ section, document, plan }: SectionDocument): Oddity[] {
	const seen = new Set<string>();
	return plan.rows.flatMap(({ row, places }, index) => {
		const path = jsonPointer(["sections", section, Array.isArray(document) ? index : row]);
		const isRepeated = seen.has(row);
		seen.add(row);
		return [
			...(isRepeated ? [`there is another row ${row} before it: no seats of the two are together`] : []),
			...(places.every((place) => place === null) ? ["the row has no seats"] : []),
		].map((message) => ({ path, message }));
	});
}
