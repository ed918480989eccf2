/**
 * Numbers that copies of a function, which know nothing of each other, take to look for seats together in different places:
 * one for the copy itself (ADR 051), and in a rush rows of its own (ADR 052). They only spread the parties: without one, a
 * copy draws.
 */
import { UpdateCommand, type UpdateCommandInput } from "@aws-sdk/lib-dynamodb";
import { type Key, type Life, rowsKey, turnKey } from "./keys.ts";
import type { Table } from "./table.ts";

/** TTL removes the count of a sale that is over. */
const KEPT_SECONDS = 3_600;

/**
 * Counts this copy: 0 for the first one, whose party gets the very best place. `undefined` if the table does not answer, or
 * refuses: no request fails for that. One that is sent twice leaves a number out.
 * @param now epoch seconds
 */
export async function takeTurn(table: Table, event: Life, now: number): Promise<number | undefined> {
	const count = await countUp(table, turnKey(event), now, {
		UpdateExpression: "SET #ttl = :ttl ADD #count :one",
		ExpressionAttributeNames: { "#count": "count", "#ttl": "ttl" },
		ExpressionAttributeValues: { ":one": 1 },
	});
	return count === undefined ? undefined : count - 1;
}

/** Rows that are given out in turn. */
export interface RowsWanted {
	/** Which list: the order of the seats, the five-minute period and the lap. */
	readonly list: string;
	/** Where the count begins, if nobody has taken any. */
	readonly first: number;
	/** How many. */
	readonly num: number;
}

/** Takes the next rows, and returns the number of the first one. `undefined` as for `takeTurn`. */
export async function takeRows(
	table: Table,
	event: Life,
	{ list, first, num }: RowsWanted,
	now: number,
): Promise<number | undefined> {
	const end = await countUp(table, rowsKey(event, list), now, {
		UpdateExpression: "SET #count = if_not_exists(#count, :first) + :num, #ttl = :ttl",
		ExpressionAttributeNames: { "#count": "count", "#ttl": "ttl" },
		ExpressionAttributeValues: { ":first": first, ":num": num },
	});
	return end === undefined ? undefined : end - num;
}

type Counting = Required<
	Pick<UpdateCommandInput, "UpdateExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues">
>;

async function countUp(table: Table, key: Key, now: number, counting: Counting): Promise<number | undefined> {
	const command = new UpdateCommand({
		TableName: table.name,
		Key: key,
		...counting,
		ExpressionAttributeValues: { ...counting.ExpressionAttributeValues, ":ttl": now + KEPT_SECONDS },
		ReturnValues: "UPDATED_NEW",
	});
	const { Attributes } = await table.send(command).catch(() => ({ Attributes: undefined }));
	return Attributes?.["count"];
}

/** No party waits longer for a number or rows. */
const PATIENCE_MS = 300;

/** The result, or `undefined` if it takes too long. */
export async function ifSoon<Value>(table: Table, work: Promise<Value>): Promise<Value | undefined> {
	const patience = table.timeLimit(PATIENCE_MS);
	const isOver = new Promise<undefined>((resolve) => {
		patience.addEventListener("abort", () => resolve(undefined));
	});
	return await Promise.race([work, isOver]).finally(patience.release);
}

/**
 * The place of a number in a list of this length, best first. Consecutive numbers go to places far apart, because the
 * best places of parties of different sizes overlap. The first `count` numbers go to different places.
 */
export function placeOfTurn(turn: number, count: number): number {
	let stride = Math.ceil(count * GOLDEN_SHARE);
	while (greatestDivisor(stride, count) > 1) stride += 1;
	return (turn * stride) % count;
}

/** Golden-ratio steps around a circle stay away from earlier ones for as long as possible. */
const GOLDEN_SHARE = (Math.sqrt(5) - 1) / 2;

const greatestDivisor = (one: number, other: number): number =>
	other === 0 ? one : greatestDivisor(other, one % other);
