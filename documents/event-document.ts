/** Reads an event document (contract §5) into settings, plans, and the records of the seats that start taken. */
import { mistakesIn, type WrittenDocument, type WrittenSeat, type WrittenSection } from "../api/event-document.ts";
import { entriesByLabel } from "../api/json.ts";
import { MAX_MISTAKES } from "../api/parts.ts";
import { categoriesOf, type SectionPlan } from "../domain/plan.ts";
import { refuse } from "../domain/refusal.ts";
import type { Seat } from "../domain/seat.ts";
import type { SeatRecord } from "../domain/seat-record.ts";
import type { EventSettings } from "../domain/settings.ts";
import { mistakesAcross, mistakesOfSize } from "./mistakes-across.ts";
import { normalize } from "./normalize.ts";
import { type Header, planOfSection, rowsOf, settingsOf } from "./section-plan.ts";

/** A seat that does not start available, with the record it starts with. */
export interface StartingSeat {
	readonly seat: Seat;
	readonly record: SeatRecord;
}

export interface SectionDocument {
	readonly section: string;
	/** The section as it was written, with its labels in NFC, so that the document can be given back whole. */
	readonly document: WrittenSection;
	readonly plan: SectionPlan;
	readonly starting: readonly StartingSeat[];
}

export interface EventDocument {
	readonly settings: EventSettings;
	/** The document without its sections, as it was written; a comment among the sections stays where it is. */
	readonly header: Header & { readonly sections?: { readonly _comment: string } };
	readonly sections: readonly SectionDocument[];
}

/** The order of a seat that is loaded as `sold` without one, so that it can be released; and the reason of a block. */
const IMPORTED = "imported";

/** The settings in a document without its sections. Refuses with everything that is wrong in it, and where. */
export function settingsInHeader(header: Readonly<Record<string, unknown>>): EventSettings {
	const errors = mistakesIn({ ...header, sections: {} });
	return errors.length > 0 ? refuse({ kind: "invalid-request", errors }) : settingsOf(header as Header);
}

/** Reads a document at an instant, epoch seconds. Refuses with everything that is wrong in it, and where. */
export function parseEventDocument(written: unknown, now: number): EventDocument {
	const ofSize = mistakesOfSize(written);
	const errors = ofSize.length > 0 ? ofSize : [...mistakesIn(written), ...mistakesAcross(written, now)];
	if (errors.length > 0) refuse({ kind: "invalid-request", errors: errors.slice(0, MAX_MISTAKES) });

	const { sections, ...header } = normalize(written as WrittenDocument);
	const { _comment } = sections;
	const read = entriesByLabel(sections).map(([section, document]) => ({
		section,
		document,
		plan: planOfSection(section, document),
		starting: startingSeats(section, document, now),
	}));
	refuseTooManyCategories(read);
	return {
		settings: settingsOf(header),
		header: typeof _comment === "string" ? { ...header, sections: { _comment } } : header,
		sections: read,
	};
}

/** The most categories that seats of an event have: a count by category names them all. */
const MAX_CATEGORIES_OF_SEATS = 1_000;

function refuseTooManyCategories(sections: readonly SectionDocument[]): void {
	const categories = new Set(sections.flatMap(({ plan }) => [...categoriesOf(plan)]));
	if (categories.size <= MAX_CATEGORIES_OF_SEATS) return;
	const message = `expected at most ${MAX_CATEGORIES_OF_SEATS} categories, found ${categories.size}`;
	refuse({ kind: "invalid-request", errors: [{ path: "/sections", message }] });
}

function startingSeats(section: string, document: WrittenSection, now: number): StartingSeat[] {
	return rowsOf(document).flatMap(({ row, places }) =>
		places.flatMap((place) => {
			const record = place && startingRecord(place.fields, now);
			return record ? [{ seat: { section, row, seat: place.seat }, record }] : [];
		}),
	);
}

/** The record a seat starts with. Nobody holds a lock of a document: it only expires (I2). */
function startingRecord({ status, expires = 0, order, reason }: WrittenSeat, now: number): SeatRecord | undefined {
	switch (status) {
		case "sold":
			return { status, order: order ?? IMPORTED, soldAt: now };
		case "blocked":
			return { status, reason: reason ?? IMPORTED };
		case "locked":
			return expires > now ? { status, lockedAt: now, expires } : undefined;
		default:
			return undefined;
	}
}
