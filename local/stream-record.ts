/** Turns a record of DynamoDB Local's stream into the record that Lambda passes to a function. */
import type { _Record } from "@aws-sdk/client-dynamodb-streams";
import type { DynamoDBRecord } from "aws-lambda";

/** Who removed an item, in the record of a removal by TTL. */
const TIME_TO_LIVE = { type: "Service", principalId: "dynamodb.amazonaws.com" };

/** @param nowMs when the record was read, in milliseconds since the epoch. */
export function streamRecord(record: _Record, eventSourceARN: string, nowMs: number): DynamoDBRecord {
	const { userIdentity, dynamodb, ...rest } = record;
	// DynamoDB Local gives its own TTL removals neither a known event name nor an identity.
	const isByTimeToLive = !["INSERT", "MODIFY", "REMOVE"].includes(record.eventName ?? "") && !dynamodb?.NewImage;
	const identity = isByTimeToLive
		? TIME_TO_LIVE
		: userIdentity && { type: userIdentity.Type, principalId: userIdentity.PrincipalId };
	// DynamoDB Local gives the start of the minute. The second is taken from the reading, which is a moment later.
	const minute = (dynamodb?.ApproximateCreationDateTime?.getTime() ?? nowMs) / 1_000;
	const second = Math.min(Math.max(Math.floor(nowMs / 1_000), minute), minute + 59);
	return asJson({
		...rest,
		...(isByTimeToLive && { eventName: "REMOVE" }),
		...(identity && { userIdentity: identity }),
		dynamodb: { ...dynamodb, ApproximateCreationDateTime: second },
		eventSourceARN,
	}) as DynamoDBRecord;
}

/** As after a passage through JSON, with bytes in base64. */
function asJson(value: object): unknown {
	return JSON.parse(
		JSON.stringify(value, (_, part) => (part instanceof Uint8Array ? Buffer.from(part).toString("base64") : part)),
	);
}
