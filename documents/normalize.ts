/** Puts the labels of an accepted document into NFC (contract §5), so that its readers compare them as they are. */
import type { WrittenDocument, WrittenSeat, WrittenSection } from "../api/event-document.ts";
import { listsRows } from "../api/json.ts";
import { inNfc } from "../api/label.ts";

type ByLabel<Value> = Readonly<Record<string, Value>>;

/** The same document with every label and id in NFC. Everything else, comments and orders too, stays as it is. */
export function normalize(document: WrittenDocument): WrittenDocument {
	const { sections, categories } = document;
	return {
		...document,
		...(categories && { categories: normalizeCategories(categories) }),
		sections: normalizeLabels(sections, normalizeSection),
	};
}

/** The same categories with their labels in NFC. */
export function normalizeCategories<Category>(categories: ByLabel<Category>): Record<string, Category> {
	return normalizeLabels(categories, (category) => category);
}

function normalizeSection(section: WrittenSection): WrittenSection {
	if (listsRows(section)) {
		return { ...section, ...categoryOf(section), rows: normalizeSection(section.rows) as typeof section.rows };
	}
	if (!Array.isArray(section)) {
		return normalizeLabels(section, (row) => normalizeLabels(row, normalizeSeat));
	}
	return section.map((row) => ({
		...row,
		row: inNfc(row.row),
		...categoryOf(row),
		seats: row.seats.map((place) => {
			if (place === null) return null;
			return typeof place === "string" ? inNfc(place) : { ...normalizeSeat(place), seat: inNfc(place.seat) };
		}),
	}));
}

function normalizeSeat<Seat extends WrittenSeat>(seat: Seat): Seat {
	const { id } = seat;
	return { ...seat, ...categoryOf(seat), ...(id !== undefined && { id: inNfc(id) }) };
}

function categoryOf({ category }: { readonly category?: string | undefined }) {
	return category === undefined ? {} : { category: inNfc(category) };
}

/** The keys of an object are labels, but a text under a key is a comment or a category. */
function normalizeLabels<Value>(
	object: ByLabel<Value>,
	normalizeValue: (value: Exclude<Value, string>) => Value,
): Record<string, Value> {
	const entries = Object.entries(object).map(([key, value]) => {
		if (typeof value !== "string") return [inNfc(key), normalizeValue(value as Exclude<Value, string>)];
		return [key, key === "category" ? inNfc(value) : value];
	});
	// A label may be __proto__: an assignment would lose it.
	return Object.fromEntries(entries);
}
