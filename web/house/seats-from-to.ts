/** Which seats are chosen by choosing from one to another. */
import type { House } from "./house.ts";

/** Those from one to another of the same row, ascending; of different rows, these two. */
export function seatsFromTo({ rowOf }: House, one: number, other: number): number[] {
	if (rowOf[one] !== rowOf[other]) return [one, other];
	const first = Math.min(one, other);
	return Array.from({ length: Math.abs(one - other) + 1 }, (_, index) => first + index);
}
