/**
 * An event document as anyone may read it (contract §4.4): without what its seats started as, for whom and why. Every
 * function that gives documents out does this to one that was accepted before, so nothing here checks anything.
 */
import type { WrittenSeat, WrittenSection } from "../api/event-document.ts";
import { isObject, type JsonObject, listsRows } from "../api/json.ts";

export function publicDocument(document: JsonObject): JsonObject {
	const sections = document["sections"] as JsonObject;
	return { ...document, sections: mapValues(sections, (section) => publicSection(section as WrittenSection)) };
}

function publicSection(section: WrittenSection | string): unknown {
	if (Array.isArray(section)) return section.map((row) => ({ ...row, seats: row.seats.map(publicPlace) }));
	if (listsRows(section)) return { ...section, rows: publicSection(section.rows) };
	// A text under a label, such as a comment, says something about the section or the row itself.
	return mapValues(section, (row) => mapValues(row, publicPlace));
}

function publicPlace(place: unknown): unknown {
	if (!isObject(place)) return place;
	const { status: _, order: __, reason: ___, expires: ____, ...rest } = place as WrittenSeat;
	return rest;
}

function mapValues(object: unknown, change: (value: unknown) => unknown): unknown {
	if (!isObject(object)) return object;
	return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
