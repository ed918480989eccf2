/**
 * Turns a pretix seating plan into an event document (contract §5): zones become sections, rows keep their order, seats
 * come in the order in which they stand, an aisle becomes a gap.
 * Format: https://github.com/pretix/pretix/blob/master/src/pretix/static/seating/seating-plan.schema.json
 */
import { NAME_LENGTH } from "../api/event-document.ts";
import { isObject, type JsonObject } from "../api/json.ts";
import { MAX_MISTAKES } from "../api/parts.ts";
import { refuse } from "../domain/refusal.ts";
import { cutLabel } from "./distinct-labels.ts";
import { type DocumentRow, joinRows } from "./pretix-rows.ts";
import { readText, readZones, type Zone } from "./pretix-zones.ts";
import { newReport, type Oddity, type Report } from "./report.ts";

/** The event document that a plan becomes, in the form of ordered rows. Every seat is available. */
interface PlanDocument {
	readonly name: string;
	readonly sections: Readonly<Record<string, readonly DocumentRow[]>>;
}

export interface ConvertedPlan {
	readonly document: PlanDocument;
	readonly oddities: readonly Oddity[];
}

type PretixPlan = JsonObject & { readonly zones: unknown };

/** Characters of a name that was too long. */
const CUT_NAME_LENGTH = NAME_LENGTH / 2;

/** Whether this is a pretix seating plan. With `sections`, it is an event document that has an unknown field. */
export function isPretixPlan(input: unknown): input is PretixPlan {
	return isObject(input) && input["zones"] !== undefined && input["sections"] === undefined;
}

/**
 * The event document of a plan, which `parseEventDocument` accepts. Refuses with every place where the plan does not
 * have the format, or where a label has control characters. Fields that the format does not name are ignored.
 */
export function convertPretixPlan(plan: PretixPlan): ConvertedPlan {
	const report = newReport();
	const name = readName(plan["name"], report);
	const zones = readZones(plan.zones, report);
	reportUnlistedCategories(plan["categories"], zones, report);
	if (report.mistakes.length > 0) refuse({ kind: "invalid-request", errors: report.mistakes.slice(0, MAX_MISTAKES) });

	const sections = zones.map((zone) => [zone.section, joinRows(zone, report)] as const);
	reportChangedOrder(sections, report);
	// A zone may be named __proto__: an assignment would lose it.
	return { document: { name, sections: Object.fromEntries(sections) }, oddities: report.oddities };
}

function readName(value: unknown, report: Report): string {
	const name = readText(value, ["name"], report);
	if (name === undefined) {
		report.oddity(["name"], "the plan has no name: the event is named Seating plan");
		return "Seating plan";
	}
	if (name.length <= NAME_LENGTH) return name;
	report.oddity(["name"], `the name is too long: it is cut to ${CUT_NAME_LENGTH} characters`);
	return cutLabel(name, CUT_NAME_LENGTH);
}

/** Each category that seats have and the plan does not list: once, at the first seat that has it. */
function reportUnlistedCategories(categories: unknown, zones: readonly Zone[], report: Report): void {
	if (!Array.isArray(categories) || categories.length === 0) return;
	const names = categories.map((category: unknown) => (isObject(category) ? String(category["name"]).trim() : ""));
	const known = new Set<string | undefined>(names.map((name) => cutLabel(name)));
	for (const { path, category } of zones.flatMap(({ parts }) => parts.flatMap(({ seats }) => seats))) {
		if (known.has(category)) continue;
		known.add(category);
		const message = category === undefined ? "the seat has no category" : `the plan lists no category ${category}`;
		report.oddity([...path, "category"], message);
	}
}

/** An object has keys like "2" and "10" first and in ascending order, whatever the order of the plan. */
function reportChangedOrder(sections: readonly (readonly [string, unknown])[], report: Report): void {
	const order = Object.keys(Object.fromEntries(sections));
	if (sections.every(([section], index) => section === order[index])) return;
	report.oddity(["zones"], "zones named by a number come first and in ascending order");
}
