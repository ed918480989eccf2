/**
 * What no schema can say of an event document (contract §5): labels and ids that repeat, locks that last too long, too
 * many seats. The document may have any other mistake: what is malformed is passed over here.
 */
import { MAX_SECTIONS } from "../api/event-document.ts";
import { MAX_LOCK_SECONDS } from "../api/fields.ts";
import { entriesByLabel, isObject, type JsonObject, jsonPointer, listsRows, type Path } from "../api/json.ts";
import { inNfc, MAX_SPELLING_LENGTH } from "../api/label.ts";
import { MAX_MISTAKES } from "../api/parts.ts";
import type { Mistake } from "../domain/refusal.ts";

/** The most seats of an event (contract §3). It may have as many rows and as many gaps. */
export const MAX_EVENT_SEATS = 100_000;

/** Whether the document has more sections, seats, rows or gaps than an event may have: then nothing else is checked. */
export function mistakesOfSize(document: unknown): Mistake[] {
	const { sections } = isObject(document) ? document : {};
	if (isObject(sections) && Object.keys(sections).length > MAX_SECTIONS + 1) {
		return [{ path: "/sections", message: `expected at most ${MAX_SECTIONS} sections` }];
	}
	const counts = { seats: 0, rows: 0, gaps: 0 };
	for (const { rows } of sectionsOf(document)) {
		const isOrdered = Array.isArray(rows);
		for (const row of Object.values(rows)) {
			const seats: unknown = isOrdered && isObject(row) ? row["seats"] : row;
			if (isOrdered ? !Array.isArray(seats) : !isObject(seats)) continue;
			// By label, a text is no seat: it says something about the row.
			const places = Object.values(seats as object).filter((place) => isOrdered || typeof place !== "string");
			const gaps = isOrdered ? places.filter((place) => place === null).length : 0;
			counts.rows += 1;
			counts.gaps += gaps;
			counts.seats += places.length - gaps;
		}
	}
	return Object.entries(counts)
		.filter(([, count]) => count > MAX_EVENT_SEATS)
		.map(([what]) => ({ path: "/sections", message: `expected at most ${MAX_EVENT_SEATS} ${what}` }));
}

/** Labels and ids that repeat, each with both places, and locks too far ahead of `now`, epoch seconds: at most 100. */
export function mistakesAcross(document: unknown, now: number): Mistake[] {
	const mistakes: Mistake[] = [];
	const mistake = (path: Path, message: string) => {
		if (mistakes.length < MAX_MISTAKES) mistakes.push({ path: jsonPointer(path), message });
	};
	const { categories } = isObject(document) ? document : {};
	if (isObject(categories)) checkLabels("category", categories, ["categories"], mistake);

	// Only a seller can end the lock of a document, with `change`.
	const latest = now + MAX_LOCK_SECONDS;
	const checkSection = uniqueness("section", mistake);
	const checkId = uniqueness("id", mistake);
	const checkSeat = (seat: unknown, path: Path) => {
		if (!isObject(seat)) return;
		const { id, status, expires } = seat;
		checkId(id, [...path, "id"]);
		if (status === "locked" && typeof expires === "number" && expires > latest) {
			mistake([...path, "expires"], `expected at most 7 days ahead: ${latest}`);
		}
	};
	for (const { section, rows, path, inside } of sectionsOf(document)) {
		if (mistakes.length >= MAX_MISTAKES) break;
		checkSection(section, path);
		if (isObject(rows)) checkRowsByLabel(rows, path, checkSeat, mistake);
		else checkRowsInOrder(rows, [...path, ...inside], checkSeat, mistake);
	}
	return mistakes;
}

type Check = (value: unknown, path: Path) => void;
type Note = (path: Path, message: string) => void;

interface UncheckedSection {
	readonly section: string;
	readonly rows: readonly unknown[] | JsonObject;
	readonly path: Path;
	/** Where its rows are, from there. */
	readonly inside: Path;
}

function sectionsOf(document: unknown): UncheckedSection[] {
	const { sections } = isObject(document) ? document : {};
	if (!isObject(sections)) return [];
	return entriesByLabel(sections).flatMap(([section, value]): UncheckedSection[] => {
		const path = ["sections", section];
		if (listsRows(value))
			return [{ section, rows: (value as { readonly rows: unknown[] }).rows, path, inside: ["rows"] }];
		return Array.isArray(value) || isObject(value) ? [{ section, rows: value, path, inside: [] }] : [];
	});
}

/** Keys are distinct as they are written, but two of them may be spellings of one label. */
function checkRowsByLabel(rows: JsonObject, path: Path, checkSeat: Check, mistake: Note): void {
	checkLabels("row", rows, path, mistake);
	for (const [row, seats] of entriesByLabel(rows)) {
		if (!isObject(seats)) continue;
		checkLabels("seat", seats, [...path, row], mistake);
		for (const [seat, fields] of entriesByLabel(seats)) checkSeat(fields, [...path, row, seat]);
	}
}

function checkLabels(what: string, object: JsonObject, path: Path, mistake: Note): void {
	const check = uniqueness(what, mistake);
	for (const [label] of entriesByLabel(object)) check(label, [...path, label]);
}

/** A row may come several times with different seats, but not in two spellings. */
function checkRowsInOrder(rows: readonly unknown[], path: Path, checkSeat: Check, mistake: Note): void {
	const seatChecks = new Map<string, Check>();
	const spellings = new Map<string, string>();
	const checkRow = uniqueness("row", mistake);
	for (const [index, row] of rows.entries()) {
		if (!isObject(row) || !Array.isArray(row["seats"])) continue;
		const written = row["row"];
		const label = isSpelling(written) ? inNfc(written) : `row ${index}`;
		if (isSpelling(written) && spellings.get(label) !== written) {
			spellings.set(label, written);
			checkRow(written, [...path, index, "row"]);
		}
		const check = seatChecks.get(label) ?? uniqueness(`seat of row ${label}`, mistake);
		seatChecks.set(label, check);
		for (const [place, seat] of row["seats"].entries()) {
			const seatPath = [...path, index, "seats", place];
			check(isObject(seat) ? seat["seat"] : seat, seatPath);
			checkSeat(seat, seatPath);
		}
	}
}

/** Notes what comes twice, at both of its places. Two spellings of one label are the same. */
function uniqueness(what: string, mistake: Note): Check {
	const firsts = new Map<string, { readonly path: Path; isNoted: boolean }>();
	return (value, path) => {
		if (!isSpelling(value)) return;
		const label = inNfc(value);
		const first = firsts.get(label);
		if (first === undefined) {
			firsts.set(label, { path, isNoted: false });
			return;
		}
		if (!first.isNoted) mistake(first.path, `the ${what} ${label} comes again at ${jsonPointer(path)}`);
		first.isNoted = true;
		mistake(path, `the ${what} ${label} is already at ${jsonPointer(first.path)}`);
	};
}

/** Longer texts are refused as labels and ids. */
function isSpelling(value: unknown): value is string {
	return typeof value === "string" && value.length <= MAX_SPELLING_LENGTH;
}
