/** Reads a record of the table's stream, in the form that DynamoDB documents, as one write of one seat. */
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBRecord } from "aws-lambda";
import type { SeatWrite } from "../domain/change.ts";
import type { Seat } from "../domain/seat.ts";
import type { SeatRecord } from "../domain/seat-record.ts";
import { eventOfKey, type Key, seatOfKey, seatRecordKey } from "./keys.ts";

export interface SeatStreamRecord extends SeatWrite {
	/** The same however often the record is delivered, and no other record's. */
	readonly id: string;
	readonly event: string;
	readonly seat: Seat;
}

/**
 * The write that a record tells of; `undefined` when its key is no seat's. Throws when it is a seat's and cannot be read;
 * the error says nothing of what is in it (I9).
 */
export function readStreamRecord({
	eventID: id,
	dynamodb,
	userIdentity,
}: DynamoDBRecord): SeatStreamRecord | undefined {
	const { Keys, OldImage, NewImage, ApproximateCreationDateTime: at } = dynamodb ?? {};
	const place = placeOf({ pk: Keys?.["pk"]?.S ?? "", sk: Keys?.["sk"]?.S ?? "" });
	if (place === undefined) return undefined;
	if (!id || at === undefined) throw unreadable();
	return {
		id,
		...place,
		before: OldImage && recordIn(OldImage),
		after: NewImage && recordIn(NewImage),
		byTimeToLive: userIdentity?.type === "Service" && userIdentity.principalId === "dynamodb.amazonaws.com",
		at: Math.floor(at),
	};
}

/** The seat whose key this is, and its event; `undefined` when it is no seat's. */
function placeOf(key: Key): Pick<SeatStreamRecord, "event" | "seat"> | undefined {
	try {
		const event = eventOfKey(key);
		const seat = seatOfKey(event, key);
		const isNamed = [event, ...Object.values(seat)].every((label) => typeof label === "string" && label !== "");
		// A longer list would be read as the seat of its first two labels, whose key is another.
		const { pk, sk } = seatRecordKey(event, seat);
		return isNamed && pk === key.pk && sk === key.sk ? { event, seat } : undefined;
	} catch {
		return undefined;
	}
}

const unreadable = () => new Error("the record of a seat cannot be read");

type Image = NonNullable<NonNullable<DynamoDBRecord["dynamodb"]>["NewImage"]>;

function recordIn(image: Image): SeatRecord {
	try {
		const record = unmarshall(image as Parameters<typeof unmarshall>[0]);
		if (isSeatRecord(record)) return record;
	} catch {
		// What was thrown would quote it.
	}
	throw unreadable();
}

function isSeatRecord(record: Record<string, unknown>): record is Record<string, unknown> & SeatRecord {
	switch (record["status"]) {
		case "locked":
			return typeof record["expires"] === "number" && typeof record["lockedAt"] === "number";
		case "sold":
			return true;
		case "blocked":
			return typeof record["reason"] === "string";
		default:
			return false;
	}
}
