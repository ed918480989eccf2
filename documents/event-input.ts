/** Reads what an event is made from: an event document (contract §5) or a pretix seating plan, as JSON. */
import { isObject, listsRows } from "../api/json.ts";
import { isPlaced } from "../domain/draw-chart.ts";
import { refuse } from "../domain/refusal.ts";
import { type EventDocument, parseEventDocument } from "./event-document.ts";
import { convertPretixPlan, isPretixPlan } from "./pretix-plan.ts";
import { newReport, type Oddity, type Report } from "./report.ts";
import { rowsInOrderOf } from "./section-plan.ts";

/** JavaScript treats whole numbers below this one as indexes. */
const MAX_INDEX = 2 ** 32 - 1;

export interface EventInput {
	readonly format: "event document" | "pretix seating plan";
	/** The event document that is kept and given back: the input, with its labels in NFC, or what the plan became. */
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
		const report = newReport();
		reportNumberedSections(event, report);
		reportUnplacedRows(event, report);
		reportRows(event, report);
		return { format: "event document", document: documentOf(event), event, oddities: report.oddities() };
	}
	const { document, oddities } = convertPretixPlan(input, now);
	const event = parseEventDocument(document, now);
	return { format: "pretix seating plan", document, event, oddities };
}

/** The whole document as it is kept: with its labels in NFC. */
function documentOf({ header, sections }: EventDocument): unknown {
	const all = sections.map(({ section, document }) => [section, document]);
	return { ...header, sections: { ...header.sections, ...Object.fromEntries(all) } };
}

/** Names like "2" and "10" are keys that JSON parsers put first and in ascending order. */
function reportNumberedSections({ sections }: EventDocument, report: Report): void {
	const isNumbered = sections.some(({ section }) => /^(0|[1-9]\d{0,9})$/.test(section) && Number(section) < MAX_INDEX);
	if (!isNumbered || sections.length < 2) return;
	report.oddity(
		["sections"],
		"sections named by numbers come first, in ascending order, wherever the document has them",
	);
}

/** What says how a row runs from its place, and nothing where it has no place. */
const FROM_ITS_PLACE = new Set(["angle", "step", "turn", "gaps"]);

function reportUnplacedRows({ sections }: EventDocument, report: Report): void {
	for (const { section, document } of sections) {
		const path = ["sections", section, ...(listsRows(document) ? ["rows"] : [])];
		for (const [index, row] of (rowsInOrderOf(document) ?? []).entries()) {
			if (isPlaced(row)) continue;
			const without = Object.fromEntries(Object.entries(row).filter(([name]) => FROM_ITS_PLACE.has(name)));
			report.unused(without, new Set(), [...path, index]);
		}
	}
}

/**
 * An empty section will get its seats later (contract §5), but an empty row is more likely a slip. So is a second row
 * of the same label: its seats are not together with those of the first.
 */
function reportRows({ sections }: EventDocument, report: Report): void {
	for (const { section, document, plan } of sections) {
		const seen = new Set<string>();
		for (const [index, { row, places }] of plan.rows.entries()) {
			const place = listsRows(document) ? ["rows", index] : [Array.isArray(document) ? index : row];
			const path = ["sections", section, ...place];
			if (seen.has(row)) {
				report.oddity(path, `there is another row ${row} before it: no seats of the two are together`);
			}
			seen.add(row);
			if (places.every((place) => place === null)) report.oddity(path, "the row has no seats");
		}
	}
}
