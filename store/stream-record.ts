/** Reads a record of the table's stream, in the form that DynamoDB documents, as one write of one seat. */
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBRecord } from "aws-lambda";
import type { SeatWrite } from "../domain/change.ts";
import type { Seat } from "../domain/seat.ts";
import type { SeatRecord } from "../domain/seat-record.ts";
import { eventOfKey, type Key, seatOfKey } from "./keys.ts";

export interface SeatStreamRecord extends SeatWrite {
	/** The same however often the record is delivered, and no other record's. */
	readonly id: string;
	readonly event: string;
	readonly seat: Seat;
}

/** Throws when it is not a seat's record; the error says nothing of what is in it (I9). */
export function readStreamRecord({ eventID: id, dynamodb, userIdentity }: DynamoDBRecord): SeatStreamRecord {
	const { Keys, OldImage, NewImage, ApproximateCreationDateTime: at } = dynamodb ?? {};
	const pk = Keys?.["pk"]?.S;
	const sk = Keys?.["sk"]?.S;
	if (!id || at === undefined || pk === undefined || sk === undefined) throw malformed();
	const key: Key = { pk, sk };
	const event = eventOfKey(key);
	return {
		id,
		event,
		seat: seatOf(event, key),
		before: OldImage && recordIn(OldImage),
		after: NewImage && recordIn(NewImage),
		byTimeToLive: userIdentity?.type === "Service" && userIdentity.principalId === "dynamodb.amazonaws.com",
		at: Math.floor(at),
	};
}

const malformed = () => new Error("the stream record is not that of a seat");

function seatOf(event: string, key: Key): Seat {
	try {
		const { section, row, seat } = seatOfKey(event, key);
		if (event !== "" && [section, row, seat].every((label) => typeof label === "string")) return { section, row, seat };
	} catch {
		// What was thrown would quote it.
	}
	throw malformed();
}

type Image = NonNullable<NonNullable<DynamoDBRecord["dynamodb"]>["NewImage"]>;

function recordIn(image: Image): SeatRecord {
	try {
		const record = unmarshall(image as Parameters<typeof unmarshall>[0]);
		if (isSeatRecord(record)) return record;
	} catch {
		// The same.
	}
	throw malformed();
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
