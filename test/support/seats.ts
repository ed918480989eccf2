/** Seats, tokens and event documents for tests, with defaults that a test can override. */
import type { Seat } from "../../domain/seat.ts";

/** A seat of the orchestra, unless another section is named. */
export const seat = (row: string, number: string | number, section = "orchestra"): Seat => ({
	section,
	row,
	seat: String(number),
});

/** Several seats of one row: `seatsIn("a", 1, 3)`. */
export const seatsIn = (row: string, ...numbers: number[]): Seat[] => numbers.map((number) => seat(row, number));

/** The seat as the end of a path: `/orchestra/a/3`, each label percent-encoded. */
export const inPath = ({ section, row, seat: place }: Seat): string =>
	[section, row, place].map((label) => `/${encodeURIComponent(label)}`).join("");

/** A token of the shortest length that the contract allows; the name makes it unique. */
export const tokenOf = (name: string): string => `${name}-`.padEnd(22, "0");

export const alice = tokenOf("alice");
export const bob = tokenOf("bob");

let rowsUsed = 0;

/** A row that no other test of this file uses, so tests can share one service. Its event has `freshRows`. */
export function newRow(): string {
	rowsUsed += 1;
	return `row ${rowsUsed}`;
}

/** The first rows that `newRow` hands out, in the labelled form: `freshRows(20, [1, 3, 5])`. */
export function freshRows(count: number, numbers: readonly number[]): Record<string, object> {
	const labels = Array.from({ length: count }, (_, index) => `row ${index + 1}`);
	return rows(labels, numbers);
}

/** Rows in the labelled form of an event document, every seat with the same state: `rows("ab", [1, 3])`. */
export function rows(labels: Iterable<string>, numbers: readonly number[], state: object = {}): Record<string, object> {
	const places = Object.fromEntries(numbers.map((number) => [number, state]));
	return Object.fromEntries(Array.from(labels, (row) => [row, places]));
}

/** The twelve seats of the demo event: orchestra, rows a, b, c, seats 1, 3, 5, 7. */
export function eventDocument(changes: object = {}) {
	return { name: "Distant Worlds", sections: { orchestra: rows("abc", [1, 3, 5, 7]) }, ...changes };
}

/** A house of `sections` × `rowsEach` × `seatsEach` seats, in the ordered form of an event document. */
export function house(sections: number, rowsEach: number, seatsEach: number) {
	const seats = Array.from({ length: seatsEach }, (_, index) => String(index + 1));
	const section = Array.from({ length: rowsEach }, (_, index) => ({ row: `row ${index + 1}`, seats }));
	const labels = Array.from({ length: sections }, (_, index) => [`section ${index + 1}`, section]);
	return { name: "A large house", sections: Object.fromEntries(labels) };
}
