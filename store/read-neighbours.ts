/**
 * Reads the records of some seats at once, strongly consistently, for at most one read unit a seat (contract §3). A query of
 * seats in one row is billed for their bytes, 4 KB a unit, and a batch for each record, so neighbours cost one unit.
 */
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { rowSeatKey, type SectionPlan } from "../domain/plan.ts";
import type { Seat } from "../domain/seat.ts";
import type { SeatRecord } from "../domain/seat-record.ts";
import { byBytes, rowPartition } from "./keys.ts";
import type { Place } from "./move-seats.ts";
import { readRecords } from "./read-records.ts";

/** A record of a seat with the longest labels, order and hash has less than 680 bytes: six of them are within 4 KB. */
const RECORDS_A_UNIT = 6;

/**
 * No row of seats is longer. Among more places, such as numbers for people who stand, it takes longer to find out how many
 * are between two of them than to read each seat (I12).
 */
const MAX_PLACES = 1_000;

/**
 * The records of the seats, in their order; `undefined` where there is none and the seat starts available.
 * @param plans of the sections of all seats.
 */
export async function readNeighbours(
	place: Place,
	plans: ReadonlyMap<string, SectionPlan>,
	seats: readonly Seat[],
): Promise<readonly (SeatRecord | undefined)[]> {
	const [first] = seats;
	const plan = first && plans.get(first.section);
	const isOneRow = seats.every(({ section, row }) => section === first?.section && row === first.row);
	const rows = isOneRow ? (plan?.rows ?? []).filter(({ row }) => row === first?.row) : [];
	const isLong = rows.reduce((sum, { places }) => sum + places.length, 0) > MAX_PLACES;
	if (!first || rows.length === 0 || isLong) return readRecords(place, seats);
	const keys = seats.map(({ row, seat }) => rowSeatKey(row, seat)).sort(byBytes);
	const [from = "", to = ""] = [keys[0], keys.at(-1)];
	const between = rows
		.flatMap(({ row, places }) => places.flatMap((one) => (one ? [rowSeatKey(row, one.seat)] : [])))
		.filter((key) => byBytes(from, key) <= 0 && byBytes(key, to) <= 0);
	if (between.length > seats.length * RECORDS_A_UNIT) return readRecords(place, seats);

	const { Items = [] } = await place.table.send(
		new QueryCommand({
			TableName: place.table.name,
			ConsistentRead: true,
			KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
			ExpressionAttributeValues: { ":pk": rowPartition(place, first.section, first.row), ":from": from, ":to": to },
		}),
	);
	const records = new Map(Items.map((item) => [item["sk"] as string, item as SeatRecord]));
	return seats.map((seat) => records.get(rowSeatKey(seat.row, seat.seat)) ?? place.startOf(seat));
}
