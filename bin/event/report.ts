/** What the commands print, for people: tables, places in files, and what a service refuses. */
import type { EventInput } from "../../documents/event-input.ts";
import type { Answer } from "./ask.ts";
import type { Place } from "./json-text.ts";

/** So many lines of a list are read; more only push the first ones out of sight. */
const LINES = 100;

/** Columns of equal width, numbers to the right. The first line names the columns. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
	const width = (column: number) => Math.max(...rows.map((row) => printable(row[column] ?? "").length));
	const widths = (rows[0] ?? []).map((_, column) => width(column));
	const isNumber = (column: number) => rows.slice(1).every((row) => typeof row[column] === "number");
	const lines = rows.map((row) =>
		row.map((cell, column) => {
			const text = printable(cell);
			return isNumber(column) ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0);
		}),
	);
	return lines.map((line) => line.join("  ").trimEnd()).join("\n");
}

/** Seats by section and by what they start as. */
export function seatTable({ event }: EventInput): string {
	const sections = event.sections.map(({ section, plan, starting }) => {
		const count = (status: string) => starting.filter(({ record }) => record.status === status).length;
		const taken = [count("locked"), count("sold"), count("blocked")];
		return [section, plan.rows.length, plan.seats.size, plan.seats.size - starting.length, ...taken] as const;
	});
	const totals = [1, 2, 3, 4, 5, 6].map((column) =>
		sections.reduce((sum, section) => sum + Number(section[column] ?? 0), 0),
	);
	const head = ["section", "rows", "seats", "available", "locked", "sold", "blocked"];
	return table([head, ...sections, [many(sections.length, "section"), ...totals]]);
}

/** `hall.json:12:5: message (/sections/stalls)`: many terminals and editors open that place. */
export function placed(file: string, place: Place | undefined, message?: string, path = ""): string {
	const where = place ? `${file}:${place.line}:${place.column}` : file;
	const what = message === undefined ? "" : `: ${message}`;
	return printable(`${where}${what}${path === "" ? "" : ` (${path})`}`);
}

/**
 * What a service answered instead of doing it, a problem of RFC 9457 or something else.
 * @param placeOf the place in its file of a JSON Pointer into what was sent, if it was a file.
 */
export function refusal({ status, body, text }: Answer, placeOf?: (path: string) => string): string {
	if (!isProblem(body)) return printable(`The service answers ${status}: ${text.slice(0, 200) || "nothing"}`);
	const { type, title, status: _, detail, errors = [], seats = [], ...members } = body;
	return [
		printable(`The service refuses: ${title}${detail === undefined ? "" : `: ${detail}`} (${status} ${type})`),
		...list(errors.map(({ path, message }) => [placeOf?.(path), path, message].filter(Boolean).join(": "))),
		...list(seats.map(({ section, row, seat, status = "" }) => `${section}, row ${row}, seat ${seat} ${status}`)),
		...list(Object.entries(members).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)),
	].join("\n");
}

/** "1 section", "2 sections". */
export const many = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;

/** The lines of a list, as many as can be read. */
export function list(items: readonly string[]): string[] {
	const shown = items.slice(0, LINES).map((item) => `  ${printable(item).trimEnd()}`);
	return items.length > LINES ? [...shown, `  and ${items.length - LINES} more`] : shown;
}

interface Problem {
	readonly type: string;
	readonly title: string;
	readonly status: number;
	readonly detail?: string;
	readonly errors?: readonly { readonly path: string; readonly message: string }[];
	readonly seats?: readonly Readonly<Record<string, string>>[];
}

const isProblem = (body: unknown): body is Problem =>
	typeof body === "object" && body !== null && "type" in body && "title" in body;

/** A text from elsewhere as it may be shown: it must not speak to the terminal. */
export function printable(value: string | number): string {
	return String(value).replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu, "�");
}
