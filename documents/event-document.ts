/**
 * Reads the event document (contract §5): both forms of a section, mixed as the author likes. What is wrong is said
 * with its place in the document; what is right becomes settings, plans, and the records of seats that start taken.
 */
import { type PlanRow, type PlanSeat, rowSeatKey, type SectionPlan } from "../domain/plan.ts";
import type { Mistake, Refusal } from "../domain/refusal.ts";
import { accept, type Result, refuseWith } from "../domain/result.ts";
import type { Seat } from "../domain/seat.ts";
import type { SeatRecord } from "../domain/seat-record.ts";
import { type EventSettings, MAX_SEATS } from "../domain/settings.ts";

/** Any JSON value as JSON.parse gives it. */
export type Json = unknown;
export type JsonObject = Readonly<Record<string, Json>>;

/** A seat that does not start available, with the record it starts with. */
export interface StartingSeat {
	readonly seat: Seat;
	readonly record: SeatRecord;
}

export interface SectionDocument {
	readonly section: string;
	/** The section as it was written, so that the document can be given back whole. */
	readonly document: Json;
	readonly plan: SectionPlan;
	readonly starting: readonly StartingSeat[];
}

export interface EventDocument {
	readonly settings: EventSettings;
	/** The document without its sections, as it was written; a comment among the sections stays where it is. */
	readonly header: JsonObject;
	readonly sections: readonly SectionDocument[];
}

/** The order under which a seat loaded as `sold` stands; a release of it names this order. */
const IMPORTED_ORDER = "imported";

/** A section, row or seat label (contract §1): no control characters, no half characters. */
const LABEL = /^[^\p{Cc}\p{Cs}]{1,64}$/u;
const LABEL_EXPECTED = "expected a label of 1 to 64 characters without control characters";

/** The most sections of an event: its record names them all. */
export const MAX_SECTIONS = 1_000;

/** Characters of an event's name. */
export const NAME_LENGTH = 256;

const LIMITS = {
	sections: MAX_SECTIONS,
	nameLength: NAME_LENGTH,
	commentLength: 10_000,
	/** A week: longer than any checkout, short enough that a mistake ends by itself. */
	lockSeconds: 604_800,
	/** The year 9999: any later instant is a mistake of unit (milliseconds). */
	instant: 253_402_300_799,
	/** So many faults are listed; the rest would only repeat them. */
	faults: 100,
} as const;

const DEFAULTS = { lockSeconds: 600, maxLockSeconds: 1_800, maxSeatsPerLock: 10 } as const;

const HEADER_FIELDS = new Set([
	"name",
	"_comment",
	"opens",
	"closes",
	"lockSeconds",
	"maxLockSeconds",
	"maxSeatsPerLock",
]);
const SEAT_FIELDS = new Set(["status", "expires", "reason", "accessible", "category", "_comment"]);
const ROW_FIELDS = new Set(["row", "seats", "_comment"]);

/** A place in a document, from its top. */
export type Path = readonly (string | number)[];

/** Notes what is wrong and where; every reader below says it and goes on, so that one answer lists it all. */
export type Blame = (path: Path, message: string) => void;

/** Reads a whole document at an instant (a lock that has ended by then is an available seat). */
export function parseEventDocument(document: Json, now: number): Result<EventDocument> {
	if (!isObject(document)) return invalid([{ path: "", message: "expected an event document: a JSON object" }]);
	const faults: Mistake[] = [];
	const blame: Blame = (path, message) => {
		if (faults.length < LIMITS.faults) faults.push({ path: pointer(path), message });
	};

	const { sections: written, ...rest } = document;
	const settings = readSettings(rest, blame);
	const sections = readSections(written, now, blame);
	const comment = isObject(written) && isComment("_comment", written["_comment"]) ? written["_comment"] : undefined;
	checkLongComment(comment, ["sections", "_comment"], blame);
	const header = comment === undefined ? rest : { ...rest, sections: { _comment: comment } };
	return faults.length === 0 ? accept({ settings, header, sections }) : invalid(faults);
}

/** The settings of a document's header that was accepted before. */
export function settingsOf(header: JsonObject): EventSettings {
	return readSettings(header, () => {});
}

/** The plan of a section from its part of a document that was accepted before. */
export function planOfSection(section: string, document: Json): SectionPlan {
	return readSection(section, document, 0, () => {}).plan;
}

const invalid = (errors: readonly Mistake[]) => refuseWith({ kind: "invalid-request", errors } satisfies Refusal);

function readSettings(header: JsonObject, blame: Blame): EventSettings {
	refuseUnknown(header, HEADER_FIELDS, [], blame);
	const { name, _comment } = header;
	if (typeof name !== "string" || name === "" || name.length > LIMITS.nameLength) {
		blame(["name"], `expected a text of 1 to ${LIMITS.nameLength} characters`);
	}
	checkLongComment(_comment, ["_comment"], blame);

	const whole = (field: string, least: number, most: number) => {
		const value = header[field];
		if (value === undefined || isWhole(value, least, most)) return value;
		blame([field], `expected a whole number from ${least} to ${most}`);
		return undefined;
	};
	const opens = whole("opens", 0, LIMITS.instant);
	const closes = whole("closes", 0, LIMITS.instant);
	const lockSeconds = whole("lockSeconds", 1, LIMITS.lockSeconds);
	const maxLockSeconds = whole("maxLockSeconds", 1, LIMITS.lockSeconds);
	const maxSeatsPerLock = whole("maxSeatsPerLock", 1, MAX_SEATS);
	if (opens !== undefined && closes !== undefined && closes <= opens) blame(["closes"], "must be later than opens");
	if (lockSeconds !== undefined && maxLockSeconds !== undefined && lockSeconds > maxLockSeconds) {
		blame(["lockSeconds"], "must not be longer than maxLockSeconds");
	}

	// A document that gives one of the two lengths means it: the other's default gives way.
	const longest = maxLockSeconds ?? Math.max(DEFAULTS.maxLockSeconds, lockSeconds ?? 0);
	return {
		name: typeof name === "string" ? name : "",
		...(opens !== undefined && { opens }),
		...(closes !== undefined && { closes }),
		lockSeconds: lockSeconds ?? Math.min(DEFAULTS.lockSeconds, longest),
		maxLockSeconds: longest,
		maxSeatsPerLock: maxSeatsPerLock ?? DEFAULTS.maxSeatsPerLock,
	};
}

function readSections(sections: Json, now: number, blame: Blame): SectionDocument[] {
	if (!isObject(sections)) {
		blame(["sections"], "expected an object of sections by their label");
		return [];
	}
	const labels = Object.keys(sections).filter((label) => !isComment(label, sections[label]));
	if (labels.length > LIMITS.sections) blame(["sections"], `expected at most ${LIMITS.sections} sections`);
	return labels.slice(0, LIMITS.sections).map((section) => {
		checkLabel(section, ["sections", section], blame);
		return readSection(section, sections[section], now, blame);
	});
}

/** A seat as it was read, with the record it starts with and its place in the document. */
interface ReadSeat extends PlanSeat {
	readonly record: SeatRecord | undefined;
	readonly path: Path;
}

interface ReadRow {
	readonly row: string;
	readonly places: readonly (ReadSeat | null)[];
}

function readSection(section: string, document: Json, now: number, blame: Blame): SectionDocument {
	const rows = readRows(document, now, ["sections", section], blame);
	const seats = new Set<string>();
	const starting: StartingSeat[] = [];
	for (const { row, places } of rows) {
		for (const place of places) {
			if (place === null) continue;
			const key = rowSeatKey(row, place.seat);
			if (seats.has(key)) blame(place.path, `seat ${place.seat} of row ${row} stands twice in this section`);
			seats.add(key);
			if (place.record) starting.push({ seat: { section, row, seat: place.seat }, record: place.record });
		}
	}
	const planRows = rows.map(({ row, places }): PlanRow => ({ row, places: places.map(planSeatOf) }));
	return { section, document, plan: { section, rows: planRows, seats }, starting };
}

const planSeatOf = (place: ReadSeat | null) => place && { seat: place.seat, accessible: place.accessible };

function readRows(document: Json, now: number, path: Path, blame: Blame): ReadRow[] {
	if (Array.isArray(document)) {
		return document.flatMap((row: Json, index) => readArrayRow(row, now, [...path, index], blame));
	}
	if (isObject(document)) {
		const rows = Object.entries(document).filter(([row, seats]) => !isComment(row, seats));
		return rows.flatMap(([row, seats]) => readObjectRow(row, seats, now, [...path, row], blame));
	}
	blame(path, "expected rows: an object by row label, or an array of rows in order");
	return [];
}

/** `"a": { "1": {"status": "available"}, … }`, the first server's form. */
function readObjectRow(row: string, document: Json, now: number, path: Path, blame: Blame): ReadRow[] {
	checkLabel(row, path, blame);
	if (!isObject(document)) {
		blame(path, "expected an object of seats by their label");
		return [];
	}
	const seats = Object.entries(document).filter(([seat, state]) => !isComment(seat, state));
	const places = seats.flatMap(([seat, state]) => {
		if (isObject(state)) return [readSeat(seat, state, now, [...path, seat], blame)];
		blame([...path, seat], 'expected a seat: {"status": …}');
		return [];
	});
	return [{ row, places }];
}

/** `{ "row": "A", "seats": ["1", null, {"seat": "2"}] }`, in seat order, `null` a gap. */
function readArrayRow(document: Json, now: number, path: Path, blame: Blame): ReadRow[] {
	if (!isObject(document) || !Array.isArray(document["seats"])) {
		blame(path, 'expected a row: {"row": …, "seats": […]}');
		return [];
	}
	refuseUnknown(document, ROW_FIELDS, path, blame);
	const { row, seats } = document;
	checkLabel(row, [...path, "row"], blame);
	const places = (seats as Json[]).map((place, index) => {
		if (place === null) return null;
		const { seat, ...state } = isObject(place) ? place : { seat: place };
		return readSeat(seat, state, now, [...path, "seats", index], blame);
	});
	checkComment(document, path, blame);
	return [{ row: readLabel(row, [...path, "row"]), places }];
}

function readSeat(seat: Json, state: JsonObject, now: number, path: Path, blame: Blame): ReadSeat {
	checkLabel(seat, path, blame);
	refuseUnknown(state, SEAT_FIELDS, path, blame);
	const { accessible = false, category } = state;
	if (typeof accessible !== "boolean") blame([...path, "accessible"], "expected true or false");
	// What a seat costs is the seller's: the document keeps the word for it, and no rule reads it.
	if (category !== undefined && !isLabel(category)) blame([...path, "category"], LABEL_EXPECTED);
	const record = readRecord(state, now, path, blame);
	checkComment(state, path, blame);
	return { seat: readLabel(seat, path), accessible: accessible === true, record, path };
}

/** The record a seat starts with; a lock in a document is held by nobody: it only expires. */
function readRecord(state: JsonObject, now: number, path: Path, blame: Blame): SeatRecord | undefined {
	const { status = "available", expires, reason } = state;
	if (expires !== undefined && status !== "locked") blame([...path, "expires"], "only a locked seat expires");
	if (reason !== undefined && (status !== "blocked" || !isText(reason))) {
		blame([...path, "reason"], "expected a text of 1 to 256 characters, of a blocked seat");
	}
	switch (status) {
		case "available":
			return undefined;
		case "sold":
			return { status, order: IMPORTED_ORDER, soldAt: now };
		case "blocked":
			return { status, reason: isText(reason) ? reason : IMPORTED_ORDER };
		case "locked":
			if (isWhole(expires, 0, LIMITS.instant)) {
				return expires > now ? { status, lockedAt: now, expires } : undefined;
			}
			blame([...path, "expires"], "a locked seat needs the epoch second at which its lock ends");
			return undefined;
		default:
			blame([...path, "status"], "expected available, locked, sold or blocked");
			return undefined;
	}
}

function checkLabel(label: Json, path: Path, blame: Blame): void {
	if (!isLabel(label)) blame(path, LABEL_EXPECTED);
}

/** What is no text is blamed already: its place stands for it, so that it is not called a repetition as well. */
const readLabel = (label: Json, path: Path) => (typeof label === "string" ? label : pointer(path));

function checkComment({ _comment }: JsonObject, path: Path, blame: Blame): void {
	if (_comment !== undefined && typeof _comment !== "string") blame([...path, "_comment"], "expected a text");
}

/** Of a comment that the event's record holds: a record is limited. */
function checkLongComment(comment: Json, path: Path, blame: Blame): void {
	if (comment !== undefined && (typeof comment !== "string" || comment.length > LIMITS.commentLength)) {
		blame(path, `expected a text of at most ${LIMITS.commentLength} characters`);
	}
}

function refuseUnknown(object: JsonObject, known: ReadonlySet<string>, path: Path, blame: Blame): void {
	for (const field of Object.keys(object)) {
		if (!known.has(field)) blame([...path, field], "unknown field");
	}
}

/** Whether contract §1 takes it for a label. */
export const isLabel = (value: Json): value is string => typeof value === "string" && LABEL.test(value);

export const isObject = (value: Json): value is JsonObject =>
	typeof value === "object" && value !== null && !Array.isArray(value);

const isWhole = (value: Json, least: number, most: number): value is number =>
	Number.isInteger(value) && Number(value) >= least && Number(value) <= most;

const isText = (value: Json): value is string => typeof value === "string" && value.length >= 1 && value.length <= 256;

/** In the object form a `_comment` with a text is a word to the reader; with an object it is a label like any other. */
const isComment = (key: string, value: Json) => key === "_comment" && typeof value === "string";

/** The place as a JSON Pointer (RFC 6901). */
export const pointer = (path: Path) =>
	path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
