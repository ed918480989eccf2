/** A seat's address inside an event (contract §1): three labels of arbitrary text. */
export interface Seat {
	readonly section: string;
	readonly row: string;
	readonly seat: string;
}

/** Labels may contain any separator, so an address is identified by its JSON, never by joined labels. */
export function seatKey({ section, row, seat }: Seat): string {
	return JSON.stringify([section, row, seat]);
}

/** The indexes of seats that are in the list before. */
export function repeatedSeats(seats: readonly Seat[]): number[] {
	const seen = new Set<string>();
	return seats.flatMap((seat, index) => {
		const key = seatKey(seat);
		if (seen.has(key)) return [index];
		seen.add(key);
		return [];
	});
}
