/**
 * The number of this copy of a function among those that look for seats together in an event, so that copies that know
 * nothing of each other try different places (ADR 051). It only spreads them: a copy without one draws.
 */
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { type Life, turnKey } from "./keys.ts";
import type { Table } from "./table.ts";

/** No party waits longer for it. */
const PATIENCE_MS = 300;

/** TTL removes the count of a sale that is over. */
const KEPT_SECONDS = 3_600;

/**
 * Counts this copy: 0 for the first one, whose party gets the very best place. `undefined` if the table does not answer
 * soon, or refuses: no request fails for that. One that is sent twice leaves a number out.
 * @param now epoch seconds
 */
export async function takeTurn(table: Table, event: Life, now: number): Promise<number | undefined> {
	const patience = table.timeLimit(PATIENCE_MS);
	// A send that is aborted may still be in a pause of the SDK.
	const isOver = new Promise<undefined>((resolve) => {
		patience.addEventListener("abort", () => resolve(undefined));
	});
	const counted = count(table, event, now, patience).catch(() => undefined);
	return await Promise.race([counted, isOver]).finally(patience.release);
}

async function count(table: Table, event: Life, now: number, abortSignal: AbortSignal): Promise<number> {
	const { Attributes } = await table.send(
		new UpdateCommand({
			TableName: table.name,
			Key: turnKey(event),
			UpdateExpression: "SET #ttl = :ttl ADD #count :one",
			ExpressionAttributeNames: { "#count": "count", "#ttl": "ttl" },
			ExpressionAttributeValues: { ":one": 1, ":ttl": now + KEPT_SECONDS },
			ReturnValues: "UPDATED_NEW",
		}),
		{ abortSignal },
	);
	return Attributes?.["count"] - 1;
}

/**
 * The place of a number in a list of this length, best first. Numbers that follow each other are far apart, because parties
 * of other sizes count other places: the first ones of all would be the same front seats. As many numbers as places are
 * all different places.
 */
export function placeOfTurn(turn: number, count: number): number {
	let stride = Math.ceil(count * GOLDEN_SHARE);
	while (greatestDivisor(stride, count) > 1) stride += 1;
	return (turn * stride) % count;
}

/** Steps of this share of a circle come nowhere near where they have been for as long as possible. */
const GOLDEN_SHARE = (Math.sqrt(5) - 1) / 2;

const greatestDivisor = (one: number, other: number): number =>
	other === 0 ? one : greatestDivisor(other, one % other);
