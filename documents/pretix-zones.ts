/** Reads the zones, rows and seats of a pretix seating plan as they are listed, and gives each zone and row its label. */
import { MAX_SECTIONS } from "../api/event-document.ts";
import { isObject, type JsonObject, type Path } from "../api/json.ts";
import { cutLabel, distinctLabels, firstId, freeLabels, orderOfIds } from "./distinct-labels.ts";
import { type ListedSeat, pointOf, readSeats } from "./pretix-seats.ts";
import { readLabel } from "./read-label.ts";
import type { Report } from "./report.ts";
import type { Point } from "./row-positions.ts";

export interface Zone {
	readonly path: Path;
	/** As the plan has it; others may have it too. */
	readonly name: string | undefined;
	readonly section: string;
	readonly parts: readonly RowPart[];
	/** The point from which the positions in it count; `undefined` if the plan has none. */
	readonly corner: Point | undefined;
	readonly areas: readonly unknown[];
}

/** A row as the plan lists it. Several of one number in a zone are parts of one row. */
export interface RowPart {
	readonly path: Path;
	/** As the plan has it. */
	readonly number: string | undefined;
	readonly row: string;
	/** The first id of its seats. */
	readonly id: string | undefined;
	readonly seats: readonly ListedSeat[];
	/** Whether the place in the zone is known for every seat. */
	readonly isPlaced: boolean;
	/** The seats beside which the plan writes the row's number: its first, its last, or both; none if it does not say. */
	readonly numbered: readonly ListedSeat[];
}

const ZONE_FIELDS = new Set(["name", "zone_id", "position", "rows", "areas"]);
const ROW_FIELDS = new Set(["row_number", "row_number_position", "position", "seats", "number_of_seats"]);
const UNNUMBERED_ROW_FIELDS = new Set([...ROW_FIELDS, "row_label"]);

export function readZones(zones: unknown, report: Report): Zone[] {
	if (!Array.isArray(zones)) {
		report.mistake(["zones"], "expected an array of zones");
		return [];
	}
	if (zones.length > MAX_SECTIONS) report.mistake(["zones"], `expected at most ${MAX_SECTIONS} zones`);
	if (zones.length === 0) report.oddity(["zones"], "the plan has no zones: the event has no sections");
	const read = zones.slice(0, MAX_SECTIONS).flatMap((zone: unknown, index) => {
		const path = ["zones", index];
		if (!isObject(zone)) {
			report.mistake(path, "expected a zone: an object");
			return [];
		}
		const label = readLabel(zone["name"], [...path, "name"], report);
		const standIn = label ?? readLabel(zone["zone_id"], [...path, "zone_id"], report);
		report.unused(zone, ZONE_FIELDS, path);
		const { zone_id, rows = [] } = zone;
		const zoneId = typeof zone_id === "string" && zone_id !== "" ? zone_id : undefined;
		const corner = pointOf(zone["position"], [...path, "position"], report);
		return [{ path, label, standIn, zoneId, rows, corner, areas: listOfAreas(zone["areas"], path, report) }];
	});
	const withParts = read.map((zone) => {
		const parts = readRows(zone.rows, [...zone.path, "rows"], report);
		const id = firstId(parts.map((part) => part.id));
		return { ...zone, id: id ?? zone.zoneId, parts };
	});
	const sections = distinctLabels(withParts, (index, place) => withParts[index]?.standIn ?? `Zone ${place}`);
	return withParts.map(({ path, label, parts, corner, areas }, index) => {
		const section = sections[index] ?? "";
		reportNewLabel("zone", label, section, [...path, "name"], report);
		return { path, name: label, section, parts, corner, areas };
	});
}

function listOfAreas(areas: unknown, path: Path, report: Report): readonly unknown[] {
	if (areas === undefined || areas === null) return [];
	if (Array.isArray(areas)) return areas;
	report.oddity([...path, "areas"], "expected an array of areas: nothing is drawn");
	return [];
}

function readRows(rows: unknown, path: Path, report: Report): RowPart[] {
	if (!Array.isArray(rows)) {
		report.mistake(path, "expected an array of rows");
		return [];
	}
	const read = rows.flatMap((row: unknown, index) => {
		const rowPath = [...path, index];
		if (!isObject(row) || !Array.isArray(row["seats"])) {
			report.mistake(rowPath, 'expected a row: {"row_number": …, "seats": […]}');
			return [];
		}
		const number = readLabel(row["row_number"], [...rowPath, "row_number"], report);
		const label = number ?? readLabel(row["row_label"], [...rowPath, "row_label"], report);
		report.unused(row, number === undefined ? UNNUMBERED_ROW_FIELDS : ROW_FIELDS, rowPath);
		return [{ path: rowPath, number, label, row, listed: row["seats"] as readonly unknown[] }];
	});
	const withSeats = read.map(({ row, listed, ...rest }) => {
		const corner = pointOf(row["position"], [...rest.path, "position"], report);
		const seats = readSeats(listed, corner, [...rest.path, "seats"], report);
		reportWrongNumber(row, listed.length, rest.path, report);
		const isPlaced = corner !== undefined && seats.every(({ point }) => point !== undefined);
		const numbered = numberedSeats(row["row_number_position"], seats, rest.path, report);
		return { ...rest, seats, isPlaced, numbered, id: firstId(seats.map(({ id }) => id)) };
	});
	const labels = labelRows(withSeats);
	const parts = withSeats.map(({ path, number, id, seats, isPlaced, numbered }, index): RowPart => {
		const row = labels[index] ?? "";
		reportNewLabel("row", number, row, [...path, "row_number"], report);
		return { path, number, row, id, seats, isPlaced, numbered };
	});
	const empty = parts.filter(({ seats }) => seats.length === 0);
	for (const { path } of empty) report.oddity(path, "the row has no seats: it is left out");
	if (empty.length === parts.length) report.oddity(path, "the zone has no seats: its section is empty");
	return parts.filter(({ seats }) => seats.length > 0);
}

function numberedSeats(
	position: unknown,
	seats: readonly ListedSeat[],
	path: Path,
	report: Report,
): readonly ListedSeat[] {
	const [first, last] = [seats.slice(0, 1), seats.slice(-1)];
	switch (position) {
		case "start":
			return first;
		case "end":
			return last;
		case "both":
			return [...first, ...last];
		default:
			if (position !== undefined && position !== null && position !== "") {
				report.oddity([...path, "row_number_position"], "expected start, end or both: it is written at both ends");
			}
			return [];
	}
}

interface UnlabelledRow {
	readonly number: string | undefined;
	readonly label: string | undefined;
	readonly id: string | undefined;
}

/** Rows of one number are one row. A row without a number never joins them: it gets a label of its own. */
function labelRows(rows: readonly UnlabelledRow[]): string[] {
	const freeLabel = freeLabels(rows.flatMap(({ number }) => number ?? []));
	const labels = rows.map(({ number }) => number ?? "");
	for (const [rank, index] of orderOfIds(rows).entries()) {
		const { number, label } = rows[index] ?? {};
		const place = String(rank + 1);
		// A row's label may say where its number goes.
		if (number === undefined) labels[index] = freeLabel(cutLabel(label?.replaceAll("%s", place) ?? place));
	}
	return labels;
}

function reportWrongNumber({ number_of_seats }: JsonObject, listed: number, path: Path, report: Report): void {
	if (typeof number_of_seats !== "number" || number_of_seats === listed) return;
	const message = `number_of_seats is ${number_of_seats}, but the row lists ${listed}`;
	report.oddity([...path, "number_of_seats"], message);
}

/** Reports a label that was made up or changed. `written` is the label in the plan, if it has one. */
export function reportNewLabel(
	kind: "zone" | "row" | "seat",
	written: string | undefined,
	label: string,
	path: Path,
	report: Report,
): void {
	if (written === label) return;
	const why = written === undefined ? `the ${kind} has no label` : `there is another ${kind} ${written}`;
	report.oddity(path, `${why}: it becomes ${kind} ${label}`);
}
