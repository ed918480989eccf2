/** The seat that a seller means: labels are typed in a hurry, and few houses have two that differ in their case alone. */
import { findSeat, type House, nameOf, type SeatName } from "../house/house.ts";

/** The seat of exactly these labels; without one, the only seat whose labels differ from them in nothing but case. */
export function findTypedSeat(house: House, typed: SeatName): number | undefined {
	const exact = findSeat(house, typed);
	if (exact !== undefined) return exact;
	const found: number[] = [];
	for (const { row, section, first, end } of house.rows) {
		if (!isAlike(row, typed.row) || !isAlike(house.sections[section]?.section ?? "", typed.section)) continue;
		for (let seat = first; seat < end; seat++) if (isAlike(nameOf(house, seat).seat, typed.seat)) found.push(seat);
	}
	return found.length === 1 ? found[0] : undefined;
}

const isAlike = (label: string, typed: string) => label.toLowerCase() === typed.toLowerCase();
