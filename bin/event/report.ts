/** What the commands print for people: tables, places in files, and refusals of the service. */
import type * as z from "zod/mini";
import { isObject, type JsonObject } from "../../api/json.ts";
import type { EventInput } from "../../documents/event-input.ts";
import type { Place } from "../../documents/json-text.ts";
import type { takenPage } from "./answers.ts";
import type { Answer } from "./ask.ts";
import { printable } from "./printable.ts";

type TakenSeat = z.output<typeof takenPage>["seats"][number];

/** Longer lists are cut: more lines would only push the first ones out of sight. */
const MAX_LINES = 100;

/** Rows as aligned columns, numbers to the right. The first row has the names of the columns. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
	const width = (column: number) =>
		rows.reduce((widest, row) => Math.max(widest, printable(row[column] ?? "").length), 0);
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

/** The number of seats by section and by the state in which they start. */
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

/** Taken seats with what is known of them: an instant as a date, and no column in which every cell would be empty. */
export function takenTable(seats: readonly TakenSeat[]): string {
	const columns = [
		["section", ({ section }) => section],
		["row", ({ row }) => row],
		["seat", ({ seat }) => seat],
		["status", ({ status }) => status],
		["order", ({ order }) => order],
		["reason", ({ reason }) => reason],
		["sold", ({ soldAt }) => day(soldAt)],
		["locked", ({ lockedAt }) => day(lockedAt)],
		["until", ({ expires }) => day(expires)],
		["category", ({ category }) => category],
	] as const satisfies (readonly [string, (seat: TakenSeat) => string | undefined])[];
	const shown = columns.filter(([, cellOf]) => seats.some((seat) => (cellOf(seat) ?? "") !== ""));
	return table([shown.map(([name]) => name), ...seats.map((seat) => shown.map(([, cellOf]) => cellOf(seat) ?? ""))]);
}

/** An instant as ISO 8601 has it; nothing for none. */
export const day = (instant: number | undefined) =>
	instant === undefined ? "" : new Date(instant * 1_000).toISOString();

/** `hall.json:12:5: message (/sections/stalls)`: many terminals and editors can open such a place. */
export function placed(file: string, place: Place | undefined, message?: string, path = ""): string {
	const where = place ? `${file}:${place.line}:${place.column}` : file;
	const what = message === undefined ? "" : `: ${message}`;
	return printable(`${where}${what}${path === "" ? "" : ` (${path})`}`);
}

/**
 * The service's refusal as text, whether it is a problem of RFC 9457 or something else.
 * @param placeOf the place in the file of a JSON Pointer into the body, if the body is the file.
 */
export function refusal({ status, body, text }: Answer, placeOf?: (path: string) => string): string {
	if (!isProblem(body)) return printable(`The service answers ${status}: ${text.slice(0, 200) || "nothing"}`);
	const { type, title, status: _, detail, errors, seats, ...members } = body;
	return [
		printable(`The service refuses: ${title}${detail === undefined ? "" : `: ${detail}`} (${status} ${type})`),
		...list(objectsIn(errors).map(({ path, message }) => lineOfMistake(`${path}`, `${message}`, placeOf))),
		...list(objectsIn(seats).map(lineOfSeat)),
		...list(Object.entries(members).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)),
	].join("\n");
}

/** `stalls, row A, seat 1 locked expires 1795000000` */
function lineOfSeat({ section, row, seat, status = "", ...more }: JsonObject): string {
	const words = Object.entries(more).map(([name, value]) => `${name} ${value === null ? "none" : value}`);
	return [`${section}, row ${row}, seat ${seat}`, status, ...words].filter((word) => word !== "").join(" ");
}

const lineOfMistake = (path: string, message: string, placeOf?: (path: string) => string) =>
	[placeOf?.(path), path, message].filter(Boolean).join(": ");

/** "1 section", "2 sections". */
export function many(count: number, what: string) {
	return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** The items of a list, one a line, with the rest as a number. */
export function list(items: readonly string[]): string[] {
	const shown = items.slice(0, MAX_LINES).map((item) => `  ${printable(item).trimEnd()}`);
	return items.length > MAX_LINES ? [...shown, `  and ${items.length - MAX_LINES} more`] : shown;
}

/** A problem of RFC 9457. Other services have such problems too, with members of their own kind. */
const isProblem = (body: unknown): body is JsonObject => isObject(body) && "type" in body && "title" in body;

const objectsIn = (list: unknown): JsonObject[] => (Array.isArray(list) ? list.filter(isObject) : []);
