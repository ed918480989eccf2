/**
 * The number of this copy of a function among those that look for seats together in an event, so that copies that know
 * nothing of each other try different places (ADR 051). It only spreads them: a copy without one draws.
 */
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { type Life, turnKey } from "./keys.ts";
import { type Table, TryAgain } from "./table.ts";

/** No party waits longer for it. */
const PATIENCE_MS = 300;

/** TTL removes the count of a sale that is over. */
const KEPT_SECONDS = 3_600;

/**
 * Counts this copy. `undefined` if the table does not answer soon. One that is sent twice leaves a number out.
 * @param now epoch seconds
 */
export async function takeTurn(table: Table, event: Life, now: number): Promise<number | undefined> {
	const patience = table.timeLimit(PATIENCE_MS);
	try {
		const { Attributes } = await table.send(
			new UpdateCommand({
				TableName: table.name,
				Key: turnKey(event),
				UpdateExpression: "SET #ttl = :ttl ADD #count :one",
				ExpressionAttributeNames: { "#count": "count", "#ttl": "ttl" },
				ExpressionAttributeValues: { ":one": 1, ":ttl": now + KEPT_SECONDS },
				ReturnValues: "UPDATED_NEW",
			}),
			{ abortSignal: patience },
		);
		return Attributes?.["count"];
	} catch (error) {
		if (error instanceof TryAgain) return undefined;
		throw error;
	} finally {
		patience.release();
	}
}
