/** CSV as RFC 4180 has it, in a form that spreadsheets open as what it is. */
import { type Answer, UNCACHED } from "./answer.ts";

/** Without it, spreadsheets read the file in the machine's code page instead of UTF-8. */
const BYTE_ORDER_MARK = "\ufeff";

/**
 * What a spreadsheet would take for a formula, also after white space and in the wide letters of Chinese and Japanese, or
 * for the end of a cell that it has not seen begin.
 */
const LOOKS_LIKE_A_FORMULA = /^\s*[=+\-@＝＋－＠\t\r\n]/;

type Cell = string | number | undefined;

export function csv<Column extends string>(
	columns: readonly Column[],
	rows: readonly Readonly<Partial<Record<Column, Cell>>>[],
): Answer {
	const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))];
	return {
		statusCode: 200,
		headers: {
			"content-type": "text/csv; charset=utf-8; header=present",
			"x-content-type-options": "nosniff",
			"cache-control": UNCACHED,
		},
		body: `${BYTE_ORDER_MARK}${lines.map((line) => `${line.map(cellOf).join(",")}\r\n`).join("")}`,
	};
}

function cellOf(value: Cell): string {
	const text = String(value ?? "");
	const safe = typeof value === "string" && LOOKS_LIKE_A_FORMULA.test(text) ? `'${text}` : text;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
