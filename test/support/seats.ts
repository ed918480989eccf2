/** Seats, tokens and events as tests need them: a small house with defaults, of which a test changes what it is about. */
import type { Seat } from "../../domain/seat.ts";

/** A seat of the orchestra, unless another section is named. */
export const seat = (row: string, number: string | number, section = "orchestra"): Seat => ({
	section,
	row,
	seat: String(number),
});

/** The seats of one row: `seatsIn("a", 1, 3)`. */
export const seatsIn = (row: string, ...numbers: number[]): Seat[] => numbers.map((number) => seat(row, number));

/** The seat as the end of a path: `/orchestra/a/3`, each label percent-encoded. */
export const inPath = ({ section, row, seat: place }: Seat): string =>
	[section, row, place].map((label) => `/${encodeURIComponent(label)}`).join("");

/** A token that the contract takes, told apart by a name. */
export const tokenOf = (name: string): string => `${name}-`.padEnd(22, "0");

export const alice = tokenOf("alice");
export const bob = tokenOf("bob");

/** Rows of seats in the first server's form: `rows("ab", [1, 3])`. */
export function rows(labels: Iterable<string>, numbers: readonly number[], state: object = {}): Record<string, object> {
	const places = Object.fromEntries(numbers.map((number) => [number, state]));
	return Object.fromEntries(Array.from(labels, (row) => [row, places]));
}

/** The twelve seats of the first server: orchestra, rows a, b, c, seats 1, 3, 5, 7. */
export function eventDocument(changes: object = {}) {
	return { name: "Distant Worlds", sections: { orchestra: rows("abc", [1, 3, 5, 7]) }, ...changes };
}

/** A house of `sections` × `rowsEach` × `seatsEach` seats, in the form of ordered rows. */
export function house(sections: number, rowsEach: number, seatsEach: number) {
	const seats = Array.from({ length: seatsEach }, (_, index) => String(index + 1));
	const section = Array.from({ length: rowsEach }, (_, index) => ({ row: `row ${index + 1}`, seats }));
	const labels = Array.from({ length: sections }, (_, index) => [`section ${index + 1}`, section]);
	return { name: "A large house", sections: Object.fromEntries(labels) };
}
