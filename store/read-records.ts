/** Reads the records of some seats at once, strongly consistently, each at an instant of its own. */
import type { Seat } from "../domain/seat.ts";
import type { SeatRecord } from "../domain/seat-record.ts";
import { readBatch } from "./event-record.ts";
import { type Key, seatRecordKey } from "./keys.ts";
import type { Place } from "./move-seats.ts";

/** The records of the seats, in their order. */
export async function readRecords(place: Place, seats: readonly Seat[]): Promise<(SeatRecord | undefined)[]> {
	const keys = seats.map((seat) => seatRecordKey(place, seat));
	const items = await readBatch(place.table, keys);
	const nameOf = ({ pk, sk }: Key) => JSON.stringify([pk, sk]);
	const records = new Map(items.map((item) => [nameOf(item as unknown as Key), item as unknown as SeatRecord]));
	return seats.map((seat, index) => records.get(nameOf(keys[index] as Key)) ?? place.startOf(seat));
}
