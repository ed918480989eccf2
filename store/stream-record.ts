/** Reads a record of the table's stream, in the form DynamoDB documents, as one write of one seat. */
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBRecord } from "aws-lambda";
import type { SeatWrite } from "../domain/change.ts";
import type { Seat } from "../domain/seat.ts";
import type { SeatRecord, TakenRecord } from "../domain/seat-record.ts";
import { type Key, readSeatKey, seatRecordKey } from "./keys.ts";

export interface SeatStreamRecord extends SeatWrite {
	/** Unique to this record, and the same in every delivery of it. */
	readonly id: string;
	readonly event: string;
	readonly seat: Seat;
}

/**
 * Returns the write, or `undefined` if the record's key does not belong to a seat. Throws if the key belongs to a seat
 * but the rest cannot be read; the error quotes nothing from the record (I9).
 */
export function readStreamRecord({
	eventID: id,
	dynamodb,
	userIdentity,
}: DynamoDBRecord): SeatStreamRecord | undefined {
	const { Keys, OldImage, NewImage, ApproximateCreationDateTime: at } = dynamodb ?? {};
	const address = addressIn({ pk: Keys?.["pk"]?.S ?? "", sk: Keys?.["sk"]?.S ?? "" });
	if (address === undefined) return undefined;
	if (!id || at === undefined) throw unreadable();
	return {
		id,
		...address,
		// A seat that starts taken has no record until it moves for the first time; the new one says what it replaced.
		before: takenIn(OldImage ?? NewImage?.["start"]?.M),
		after: takenIn(NewImage),
		byTimeToLive: userIdentity?.type === "Service" && userIdentity.principalId === "dynamodb.amazonaws.com",
		at: Math.floor(at),
	};
}

/** The event and seat in a key, or `undefined` if the key does not belong to a seat. */
function addressIn(key: Key): Pick<SeatStreamRecord, "event" | "seat"> | undefined {
	try {
		const { id, life, seat } = readSeatKey(key);
		const hasLabels = [id, life, ...Object.values(seat)].every((label) => typeof label === "string" && label !== "");
		// `readSeatKey` ignores any label after the second; the key of the seat it returns is then a different one.
		const { pk, sk } = seatRecordKey({ id, life }, seat);
		return hasLabels && pk === key.pk && sk === key.sk ? { event: id, seat } : undefined;
	} catch {
		return undefined;
	}
}

const unreadable = () => new Error("the record of a seat cannot be read");

type Image = NonNullable<NonNullable<DynamoDBRecord["dynamodb"]>["NewImage"]>;

/** The record of a taken seat; `undefined` for an available one, with or without a record. */
function takenIn(image: Image | undefined): TakenRecord | undefined {
	if (image === undefined) return undefined;
	try {
		const record = unmarshall(image as Parameters<typeof unmarshall>[0]);
		if (isSeatRecord(record)) return record.status === "available" ? undefined : record;
	} catch {
		// The original error would quote the record.
	}
	throw unreadable();
}

function isSeatRecord(record: Record<string, unknown>): record is Record<string, unknown> & SeatRecord {
	switch (record["status"]) {
		case "locked":
			return typeof record["expires"] === "number" && typeof record["lockedAt"] === "number";
		case "sold":
		case "available":
			return true;
		case "blocked":
			return typeof record["reason"] === "string";
		default:
			return false;
	}
}
