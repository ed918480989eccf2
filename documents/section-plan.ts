/**
 * Reads event documents that were accepted before: every function does when it starts, so nothing here checks anything
 * or loads a schema.
 */
import type { WrittenDocument, WrittenSeat, WrittenSection } from "../api/event-document.ts";
import { entriesByLabel, listsRows } from "../api/json.ts";
import { type PlanSeat, rowSeatKey, type SectionPlan } from "../domain/plan.ts";
import type { EventSettings } from "../domain/settings.ts";

/** A document without its sections. */
export type Header = Omit<WrittenDocument, "sections">;

/** A row of either form; `null` is a gap. */
interface Row {
	readonly row: string;
	/** The price level of its seats, unless a seat has its own. */
	readonly category: string | undefined;
	readonly places: readonly ({ readonly seat: string; readonly fields: WrittenSeat } | null)[];
}

const DEFAULT_LOCK_SECONDS = 600;
const DEFAULT_MAX_LOCK_SECONDS = 1_800;
const DEFAULT_SEATS_PER_LOCK = 10;

export function settingsOf({
	name,
	opens,
	closes,
	lockSeconds,
	maxLockSeconds,
	maxSeatsPerLock,
}: Header): EventSettings {
	// A document that gives one of the two lengths means it: the other's default gives way.
	const longest = maxLockSeconds ?? Math.max(DEFAULT_MAX_LOCK_SECONDS, lockSeconds ?? 0);
	return {
		name,
		...(opens !== undefined && { opens }),
		...(closes !== undefined && { closes }),
		lockSeconds: lockSeconds ?? Math.min(DEFAULT_LOCK_SECONDS, longest),
		maxLockSeconds: longest,
		maxSeatsPerLock: maxSeatsPerLock ?? DEFAULT_SEATS_PER_LOCK,
	};
}

/** @param document the section's part of an accepted document. */
export function planOfSection(section: string, document: unknown): SectionPlan {
	const seats = new Map<string, number>();
	const rows = rowsOf(document as WrittenSection).map(({ row, category, places }) => ({
		row,
		places: places.map((place) => {
			if (place === null) return null;
			seats.set(rowSeatKey(row, place.seat), seats.size);
			return planSeat(place.seat, place.fields, category);
		}),
	}));
	return { section, rows, seats, starts: new Map() };
}

function planSeat(seat: string, { accessible = false, id, category }: WrittenSeat, ofRow?: string): PlanSeat {
	const price = category ?? ofRow;
	return { seat, accessible, ...(price !== undefined && { category: price }), ...(id !== undefined && { id }) };
}

type WrittenRow = Extract<WrittenSection, readonly unknown[]>[number];

/** The rows of a section as they are written, if it lists them in order; `undefined` if it has them by label. */
export function rowsInOrderOf(section: WrittenSection): readonly WrittenRow[] | undefined {
	if (Array.isArray(section)) return section;
	return listsRows(section) ? section.rows : undefined;
}

/** The rows of a section, in order. */
export function rowsOf(section: WrittenSection): Row[] {
	const rows = rowsInOrderOf(section);
	if (rows) {
		const ofSection = listsRows(section) ? section.category : undefined;
		return rows.map(({ row, category, seats }) => ({
			row,
			category: category ?? ofSection,
			places: seats.map((place) => {
				if (place === null) return null;
				return typeof place === "string" ? { seat: place, fields: {} } : { seat: place.seat, fields: place };
			}),
		}));
	}
	const byLabel = section as Exclude<WrittenSection, readonly unknown[] | { readonly rows: readonly unknown[] }>;
	const ofSection = textUnder(byLabel, "category");
	return entriesByLabel(byLabel).map(([row, seats]) => ({
		row,
		category: textUnder(seats, "category") ?? ofSection,
		places: entriesByLabel(seats).map(([seat, fields]) => ({ seat, fields })),
	}));
}

/** What a text says about an object by label; under a key of its own, anything else is a row or a seat. */
function textUnder(object: Readonly<Record<string, unknown>>, key: string): string | undefined {
	const value = Object.hasOwn(object, key) ? object[key] : undefined;
	return typeof value === "string" ? value : undefined;
}
