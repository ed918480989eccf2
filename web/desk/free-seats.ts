/** How many seats of each section are available, by its place. */
import type { DeskState } from "./desk.ts";

export const freeSeats = ({ house, seats }: Pick<DeskState, "house" | "seats">): number[] =>
	house.sections.map(({ first, end }) => {
		let free = 0;
		for (let seat = first; seat < end; seat++) if (seats[seat] === undefined) free += 1;
		return free;
	});
