/**
 * Turns a pretix seating plan into an event document (contract §5): zones become sections, rows keep their order, seats
 * come in the order in which they stand and keep their ids and states, an aisle becomes a gap.
 * Format: https://github.com/pretix/pretix/blob/master/src/pretix/static/seating/seating-plan.schema.json
 */
import { COLOR, MAX_CATEGORIES, MAX_LENGTH, MIN_LENGTH, NAME_LENGTH } from "../api/event-document.ts";
import { MAX_LOCK_SECONDS } from "../api/fields.ts";
import { isObject, type JsonObject } from "../api/json.ts";
import { whyNotShown } from "../api/label.ts";
import type { Decoration } from "../domain/chart.ts";
import { refuse } from "../domain/refusal.ts";
import { cutText } from "./distinct-labels.ts";
import { MAX_EVENT_SEATS } from "./mistakes-across.ts";
import { readAreas } from "./pretix-areas.ts";
import { settleIds } from "./pretix-ids.ts";
import { type DocumentRow, joinRows } from "./pretix-rows.ts";
import { readZones, type Zone } from "./pretix-zones.ts";
import { readLabel, readText } from "./read-label.ts";
import { newReport, type Oddity, type Report } from "./report.ts";

/** The event document that a plan becomes, in the form of ordered rows. */
interface PlanDocument {
	readonly name: string;
	readonly categories?: Readonly<Record<string, { readonly color?: string }>>;
	readonly size?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
	readonly decorations?: readonly Decoration[];
	readonly sections: Readonly<Record<string, readonly DocumentRow[]>>;
}

export interface ConvertedPlan {
	readonly document: PlanDocument;
	readonly oddities: readonly Oddity[];
}

type PretixPlan = JsonObject & { readonly zones: unknown };

const PLAN_FIELDS = new Set(["name", "categories", "zones", "size"]);
const SIZE_FIELDS = new Set(["width", "height"]);
const CATEGORY_FIELDS = new Set(["name", "color"]);

/** Whether this is a pretix seating plan. With `sections`, it is an event document that has an unknown field. */
export function isPretixPlan(input: unknown): input is PretixPlan {
	return isObject(input) && input["zones"] !== undefined && input["sections"] === undefined;
}

/**
 * The event document of a plan, which `parseEventDocument` accepts at the same instant, epoch seconds. Refuses with every
 * place where the plan does not have the format, or where a label, an id or a state cannot be that of a document. Fields
 * that the format does not name are counted in the oddities.
 */
export function convertPretixPlan(plan: PretixPlan, now: number): ConvertedPlan {
	const report = newReport();
	report.unused(plan, PLAN_FIELDS, []);
	const name = readName(plan["name"], report);
	const categories = readCategories(plan["categories"], report);
	const size = readSize(plan["size"], report);
	const zones = isTooLarge(plan.zones, report) ? [] : settleIds(readZones(plan.zones, report), report);
	checkLocks(zones, now, report);
	if (report.mistakes.length > 0) refuse({ kind: "invalid-request", errors: report.mistakes });

	reportUnlistedCategories(categories, zones, report);
	const sections = zones.map((zone) => [zone.section, joinRows(zone, report)] as const);
	reportChangedOrder(sections, report);
	const decorations = readAreas(zones, report);
	return {
		document: {
			name,
			// A label may be __proto__: an assignment would lose it.
			...(categories.size > 0 && { categories: Object.fromEntries(categories) }),
			...(size && { size }),
			...(decorations.length > 0 && { decorations }),
			sections: Object.fromEntries(sections),
		},
		oddities: report.oddities(),
	};
}

/** Whether there are more seats or rows than an event may have: then they are not read. */
function isTooLarge(zones: unknown, report: Report): boolean {
	let rows = 0;
	let seats = 0;
	for (const zone of Array.isArray(zones) ? zones : []) {
		const listed: unknown = isObject(zone) ? zone["rows"] : undefined;
		if (!Array.isArray(listed)) continue;
		rows += listed.length;
		for (const row of listed) seats += isObject(row) && Array.isArray(row["seats"]) ? row["seats"].length : 0;
	}
	if (rows > MAX_EVENT_SEATS) report.mistake(["zones"], `expected at most ${MAX_EVENT_SEATS} rows`);
	if (seats > MAX_EVENT_SEATS) report.mistake(["zones"], `expected at most ${MAX_EVENT_SEATS} seats`);
	return rows > MAX_EVENT_SEATS || seats > MAX_EVENT_SEATS;
}

function readName(value: unknown, report: Report): string {
	const name = readText(value, ["name"], report);
	if (name === undefined) {
		report.oddity(["name"], "the plan has no name: the event is named Seating plan");
		return "Seating plan";
	}
	const cut = cutText(name, NAME_LENGTH);
	if (cut !== name) report.oddity(["name"], `the name is too long: it is cut to ${NAME_LENGTH} characters`);
	const why = whyNotShown(cut, NAME_LENGTH);
	if (why !== undefined) report.mistake(["name"], why);
	return cut;
}

/** The size of the plan; what is drawn outside of it is shown too. */
function readSize(size: unknown, report: Report): PlanDocument["size"] {
	if (size === undefined || size === null) return undefined;
	const { width, height } = isObject(size) ? size : {};
	report.unused(size, SIZE_FIELDS, ["size"]);
	const isLength = (value: unknown): value is number =>
		typeof value === "number" && value >= MIN_LENGTH && value <= MAX_LENGTH;
	if (isLength(width) && isLength(height)) return { x: 0, y: 0, width, height };
	report.oddity(["size"], "the size is not used: expected a width and a height");
	return undefined;
}

/** The categories that the plan lists, with the colors that an event document can have. */
function readCategories(categories: unknown, report: Report): Map<string, { color?: string }> {
	const read = new Map<string, { color?: string }>();
	if (categories === undefined || categories === null) return read;
	if (!Array.isArray(categories)) {
		report.mistake(["categories"], "expected an array of categories");
		return read;
	}
	if (categories.length > MAX_CATEGORIES) {
		report.mistake(["categories"], `expected at most ${MAX_CATEGORIES} categories`);
	}
	for (const [index, category] of categories.slice(0, MAX_CATEGORIES).entries()) {
		const path = ["categories", index];
		if (!isObject(category)) {
			report.mistake(path, 'expected a category: {"name": …, "color": …}');
			continue;
		}
		report.unused(category, CATEGORY_FIELDS, path);
		const { name, color } = category;
		const label = readLabel(name, [...path, "name"], report);
		const isColor = typeof color === "string" && COLOR.test(color);
		if (!isColor && (color ?? "") !== "") {
			report.oddity([...path, "color"], "the color is not used: expected #rgb or #rrggbb");
		}
		if (label === undefined || read.has(label)) {
			report.oddity(path, label === undefined ? "the category has no name" : `the category ${label} is listed before`);
		} else {
			read.set(label, isColor ? { color } : {});
		}
	}
	return read;
}

/** Each category that seats have and the plan does not list: once, at the first seat that has it. */
function reportUnlistedCategories(listed: ReadonlyMap<string, unknown>, zones: readonly Zone[], report: Report): void {
	if (listed.size === 0) return;
	const known = new Set<string | undefined>(listed.keys());
	for (const { path, category } of seatsOf(zones)) {
		if (known.has(category)) continue;
		known.add(category);
		const message = category === undefined ? "the seat has no category" : `the plan lists no category ${category}`;
		report.oddity([...path, "category"], message);
	}
}

/** Reports locks that end too far ahead. */
function checkLocks(zones: readonly Zone[], now: number, report: Report): void {
	const latest = now + MAX_LOCK_SECONDS;
	for (const { path, fields } of seatsOf(zones)) {
		const { expires = 0 } = fields;
		if (expires > latest) report.mistake([...path, "expires"], `expected at most 7 days ahead: ${latest}`);
	}
}

const seatsOf = (zones: readonly Zone[]) => zones.flatMap(({ parts }) => parts.flatMap(({ seats }) => seats));

/** An object has keys like "2" and "10" first and in ascending order, whatever the order of the plan. */
function reportChangedOrder(sections: readonly (readonly [string, unknown])[], report: Report): void {
	const order = Object.keys(Object.fromEntries(sections));
	if (sections.every(([section], index) => section === order[index])) return;
	report.oddity(["zones"], "zones named by a number come first and in ascending order");
}
