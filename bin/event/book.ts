/** Reads the seller's own book: a line of JSON for each order. */
import * as z from "zod/mini";
import { eventId } from "../../api/fields.ts";
import type { Seat } from "../../domain/seat.ts";
import { failure } from "./failure.ts";
import { readJsonLines } from "./json-file.ts";
import { list, many, placed } from "./report.ts";

export interface Order {
	readonly event: string;
	readonly order: string;
	readonly seats: readonly Seat[];
}

/** Books have numbers where the service has text. A number too large for JSON parsers has lost digits already. */
const isText = (value: unknown) => (typeof value === "string" && value !== "") || Number.isSafeInteger(value);
const text = z.pipe(
	z.unknown().check(z.refine(isText, "expected text, or a whole number of at most 15 digits")),
	z.transform(String),
);
/** The service keeps labels in this form (contract §5). */
const label = z.pipe(
	text,
	z.transform((label: string) => label.normalize("NFC")),
);
const orderLine = z.object({
	event: z.pipe(text, eventId),
	order: text,
	seats: z
		.array(z.object({ section: label, row: label, seat: label }))
		.check(z.minLength(1, "expected at least one seat")),
});

/** Fails with all mistakes of the file and their places. */
export function readBook(file: string): Order[] {
	const lines = readJsonLines(file).map(({ line, value }) => ({ line, read: z.safeParse(orderLine, value) }));
	const mistakes = lines.flatMap(({ line, read: { error } }) =>
		(error?.issues ?? []).map(({ path, message }) =>
			placed(file, { line, column: 1 }, message, path.map((part) => `/${String(part)}`).join("")),
		),
	);
	if (mistakes.length > 0)
		throw failure([...list(mistakes), `${file} has ${many(mistakes.length, "mistake")}.`].join("\n"));
	return lines.flatMap(({ read }) => (read.success ? [read.data] : []));
}
