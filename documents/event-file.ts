/** Reads what an event is made from, in either format: an event document (contract §5) or a pretix seating plan. */

import { accept, type Result, refuseWith } from "../domain/result.ts";
import { type EventDocument, isObject, type Json, parseEventDocument, pointer } from "./event-document.ts";
import { convertPretixPlan, isPretixPlan, type Oddity } from "./pretix-plan.ts";

/** So many oddities are listed, and how many more there are. */
const ODDITIES = 100;

export interface EventFile {
	readonly format: "event document" | "pretix seating plan";
	/** The event document as it is kept and given back: the file itself, or what the plan became. */
	readonly document: Json;
	readonly event: EventDocument;
	/** What is worth a look although the file is taken, with its place in the file. */
	readonly oddities: readonly Oddity[];
}

/** Reads a file at an instant, epoch seconds. Refuses with every place in the file where it is of neither format. */
export function readEventFile(file: Json, now: number): Result<EventFile> {
	if (isObject(file) && isPretixPlan(file["layout"])) {
		const message = "a seating plan as pretix's API gives it: only what stands here is the plan";
		return refuseWith({ kind: "invalid-request", errors: [{ path: "/layout", message }] });
	}
	if (!isPretixPlan(file)) {
		const event = parseEventDocument(file, now);
		if (!event.accepted) return event;
		const oddities = cut(oddRows(event.value));
		return accept({ format: "event document", document: file, event: event.value, oddities });
	}
	const plan = convertPretixPlan(file);
	if (!plan.accepted) return plan;
	const { document } = plan.value;
	const oddities = cut(plan.value.oddities);
	const event = parseEventDocument(document, now);
	if (!event.accepted) return event;
	return accept({ format: "pretix seating plan", document, event: event.value, oddities });
}

function cut(oddities: readonly Oddity[]): readonly Oddity[] {
	const more = oddities.length - ODDITIES;
	return more <= 0 ? oddities : [...oddities.slice(0, ODDITIES), { path: "", message: `and ${more} more` }];
}

/**
 * An empty section is a section yet to be seated (contract §5); an empty row is more likely a slip, and so is a row that
 * stands twice: the seats of the one are not together with those of the other.
 */
function oddRows({ sections }: EventDocument): Oddity[] {
	return sections.flatMap(({ section, document, plan }) => {
		const met = new Set<string>();
		return plan.rows.flatMap(({ row, places }, index) => {
			const path = pointer(["sections", section, Array.isArray(document) ? index : row]);
			const again = met.has(row) ? [`there is another row ${row} before it: no seats of the two are together`] : [];
			met.add(row);
			const empty = places.every((place) => place === null) ? ["the row has no seats"] : [];
			return [...again, ...empty].map((message) => ({ path, message }));
		});
	});
}
