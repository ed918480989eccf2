/** Reads the records of some seats at once, strongly consistently, each at an instant of its own. */
import type { Seat } from "../domain/seat.ts";
import type { SeatRecord } from "../domain/seat-record.ts";
import { readBatch } from "./event-record.ts";
import { nameOfKey, seatRecordKey } from "./keys.ts";
import type { Place } from "./move-seats.ts";

/** The records of the seats, in their order. */
export async function readRecords(place: Place, seats: readonly Seat[]): Promise<(SeatRecord | undefined)[]> {
	const keys = seats.map((seat) => seatRecordKey(place, seat));
	const items = await readBatch(place.table, keys);
	const records = new Map(items.map((item) => [nameOfKey(item), item as unknown as SeatRecord]));
	return seats.map((seat) => records.get(nameOfKey(seatRecordKey(place, seat))) ?? place.startOf(seat));
}
