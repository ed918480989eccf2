/** Reads the zones, rows and seats of a pretix seating plan as they are listed, and gives each its label. */
import { MAX_SECTIONS } from "../api/event-document.ts";
import { label } from "../api/fields.ts";
import { isObject, type Path } from "../api/json.ts";
import { cutLabel, distinctLabels, freeLabels, LABEL_LENGTH } from "./distinct-labels.ts";
import type { Report } from "./report.ts";
import type { Point } from "./row-positions.ts";

export interface Zone {
	readonly path: Path;
	readonly section: string;
	readonly parts: readonly RowPart[];
}

/** A row as the plan lists it. Several of one number in a zone are parts of one row. */
export interface RowPart {
	readonly path: Path;
	readonly row: string;
	readonly seats: readonly ListedSeat[];
	/** Whether the place in the zone is known for every seat. */
	readonly isPlaced: boolean;
}

/** A seat that may still lack a label, or share it with another one. */
export interface ListedSeat {
	readonly path: Path;
	readonly label: string | undefined;
	readonly category: string | undefined;
	/** Its place in the zone or, if the row has no position, in the row. */
	readonly point: Point | undefined;
}

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
		const name = readLabel(zone["name"], [...path, "name"], report);
		const standIn = name ?? readLabel(zone["zone_id"], [...path, "zone_id"], report) ?? `Zone ${index + 1}`;
		return [{ path, name, standIn, zone }];
	});
	const names = read.map(({ name }) => name);
	const sections = distinctLabels(names, (place) => read[place - 1]?.standIn ?? "");
	return read.map(({ path, name, zone }, index) => {
		const section = sections[index] ?? "";
		reportNewLabel("zone", name, section, [...path, "name"], report);
		return { path, section, parts: readRows(zone["rows"], [...path, "rows"], report) };
	});
}

function readRows(rows: unknown = [], path: Path, report: Report): RowPart[] {
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
		const { row_number, row_label, seats, number_of_seats, position } = row;
		const number = readLabel(row_number, [...rowPath, "row_number"], report);
		// A row's label may say where its number goes.
		const rowLabel = typeof row_label === "string" ? row_label.replaceAll("%s", String(index + 1)) : row_label;
		const standIn = number ?? readLabel(rowLabel, [...rowPath, "row_label"], report) ?? String(index + 1);
		return [{ path: rowPath, number, standIn, seats, number_of_seats, corner: pointOf(position) }];
	});
	const freeLabel = freeLabels(read.flatMap(({ number }) => number ?? []));
	const parts = read.map(({ path, number, standIn, seats: listed, number_of_seats, corner }): RowPart => {
		const row = number ?? freeLabel(standIn);
		reportNewLabel("row", number, row, [...path, "row_number"], report);
		if (typeof number_of_seats === "number" && number_of_seats !== listed.length) {
			const message = `number_of_seats is ${number_of_seats}, but the row lists ${listed.length}`;
			report.oddity([...path, "number_of_seats"], message);
		}
		const seats = readSeats(listed, corner, [...path, "seats"], report);
		const isPlaced = corner !== undefined && seats.every(({ point }) => point !== undefined);
		return { path, row, seats, isPlaced };
	});
	const empty = parts.filter(({ seats }) => seats.length === 0);
	for (const { path } of empty) report.oddity(path, "the row has no seats: it is left out");
	if (empty.length === parts.length) report.oddity(path, "the zone has no seats: its section is empty");
	return parts.filter(({ seats }) => seats.length > 0);
}

/** @param corner the point from which the positions of the seats count. */
function readSeats(seats: readonly unknown[], corner: Point | undefined, path: Path, report: Report): ListedSeat[] {
	return seats.flatMap((seat, index) => {
		const seatPath = [...path, index];
		if (!isObject(seat)) {
			report.mistake(seatPath, 'expected a seat: {"seat_number": …, "position": {"x": …, "y": …}}');
			return [];
		}
		return [
			{
				path: seatPath,
				label: readLabel(seat["seat_number"], [...seatPath, "seat_number"], report),
				category: readLabel(seat["category"], [...seatPath, "category"], report),
				point: pointOf(seat["position"], corner),
			},
		];
	});
}

/** Ignores an invalid position: the plan can be sold without it. */
function pointOf(position: unknown, corner: Point = { x: 0, y: 0 }): Point | undefined {
	if (!isObject(position)) return undefined;
	const { x, y } = position;
	return Number.isFinite(x) && Number.isFinite(y) ? { x: corner.x + Number(x), y: corner.y + Number(y) } : undefined;
}

/** A label without blanks around it, cut if it is too long; `undefined` if there is none. */
function readLabel(value: unknown, path: Path, report: Report): string | undefined {
	const text = readText(value, path, report);
	if (text === undefined) return undefined;
	const cut = cutLabel(text);
	if (cut !== text) report.oddity(path, `the label is too long: it is cut to ${LABEL_LENGTH} characters`);
	if (label.safeParse(cut).success) return cut;
	report.mistake(path, "expected a label without control characters");
	return undefined;
}

/** A text without blanks around it. A number counts as its digits. */
export function readText(value: unknown, path: Path, report: Report): string | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value === "string") return value.trim() || undefined;
	if (typeof value === "number") return String(value);
	report.mistake(path, "expected a text");
	return undefined;
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
	const why = written === undefined ? `the ${kind} has no label` : `there is another ${kind} ${written} before it`;
	report.oddity(path, `${why}: it becomes ${kind} ${label}`);
}
