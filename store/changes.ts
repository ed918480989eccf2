/**
 * The feed of an event: every change of its seats under a number, 1, 2, 3 …. One transaction numbers some changes: it
 * moves the head on from where it was read, writes them as a page, and leaves a receipt for each write that they tell
 * of. So no number is free or given twice, none is seen before its change is there, and a write that is told again
 * keeps its numbers. Nothing is looked up first: what was numbered before is read from the failure (I7).
 */
import { gunzipSync, gzipSync } from "node:zlib";
import { GetCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Change } from "../domain/change.ts";
import { is, missing } from "../domain/clause.ts";
import { refuse } from "../domain/refusal.ts";
import type { Seat } from "../domain/seat.ts";
import { onlyIf } from "./expression.ts";

import { digitsOf, feedPartition, headKey, pageKey, receiptKey } from "./keys.ts";
import { pagesOf } from "./query.ts";
import { CONFLICT_REASONS, cancellationReasons, type Table, TryAgain } from "./table.ts";

/** What one write did to a seat: one change, or two. */
export interface ToldWrite {
	/** Of the stream record. */
	readonly id: string;
	readonly seat: Seat;
	/** When it was written, epoch seconds. */
	readonly at: number;
	readonly changes: readonly Change[];
}

/** A change in the feed of its event. */
export type FeedChange = { readonly number: number; readonly at: number } & Seat & Change;

/** How long a change can be read, in seconds: a reader may be down over a weekend. */
export const CHANGES_KEPT = 3 * 24 * 3_600;

/** How long a receipt is kept. The stream itself forgets after a day, so nothing older is told again. */
const RECEIPTS_KEPT = 2 * 24 * 3_600;

/**
 * How often a transaction is tried that others were faster than. Each time one of them has got on, so of 40 that come
 * at once the last one needs about as many tries.
 */
const ATTEMPTS = 60;

/** The pauses between tries grow no longer than this attempt's: 0.6 s at the most. */
const LONGEST_PAUSE = 5;

export interface Numbered {
	/** The number of the first change of each write that is numbered now, by the write's id. */
	readonly numbers: ReadonlyMap<string, number>;
	/** Why the others are not; `undefined` when there are no others. */
	readonly failure?: unknown;
}

/** Numbers the changes of these writes of one event in their order; those that are numbered already keep theirs. */
export async function numberChanges(
	table: Table,
	event: string,
	writes: readonly ToldWrite[],
	now: number,
): Promise<Numbered> {
	const numbers = new Map<string, number>();
	let hindered = 0;
	try {
		while (hindered < ATTEMPTS) {
			const part = whatFits(writes.filter(({ id }) => !numbers.has(id)));
			if (part.length === 0) return { numbers };
			const last = await lastNumber(table, event);
			const outcome = await append(table, event, part, last, now);
			for (const [id, number] of outcome.numbers) numbers.set(id, number);
			hindered = outcome.isHindered ? hindered + 1 : 0;
			if (outcome.isHindered) await table.pause(Math.min(hindered, LONGEST_PAUSE));
		}
		throw new TryAgain("others were always faster");
	} catch (failure) {
		return { numbers, failure };
	}
}

/** The number of the event's last change, at this very moment; 0 before its first. */
export async function lastNumber(table: Table, event: string): Promise<number> {
	const { Item } = await table.send(
		new GetCommand({ TableName: table.name, Key: headKey(event), ConsistentRead: true }),
	);
	return (Item?.["last"] as number | undefined) ?? 0;
}

/** A transaction writes 100 items, 4 MB in all and 400 KB in one, and a condition has 4 KB of text. */
const RECEIPTS_AT_ONCE = 90;
const WRITES_PER_RECEIPT = 100;
const PAGE_BYTES = 350_000;

/** As many of the first as one transaction takes. Packing only ever makes a page smaller, so its text is measured. */
function whatFits(writes: readonly ToldWrite[]): readonly ToldWrite[] {
	const perReceipt = new Map<string, number>();
	let bytes = 0;
	for (const [index, write] of writes.entries()) {
		const receipt = receiptOf(write);
		const count = (perReceipt.get(receipt) ?? 0) + 1;
		perReceipt.set(receipt, count);
		bytes += Buffer.byteLength(JSON.stringify(linesOf(write)));
		if (perReceipt.size > RECEIPTS_AT_ONCE || count > WRITES_PER_RECEIPT || bytes > PAGE_BYTES) {
			return writes.slice(0, index);
		}
	}
	return writes;
}

const receiptOf = ({ seat, at }: ToldWrite) => JSON.stringify([seat.section, at]);

const linesOf = ({ seat, at, changes }: ToldWrite) => changes.map((change) => ({ ...change, ...seat, at }));

interface Outcome {
	/** What is known now of these writes' numbers. */
	readonly numbers: ReadonlyMap<string, number>;
	/** Whether others were faster, or the table had no room. */
	readonly isHindered: boolean;
}

async function append(
	table: Table,
	event: string,
	part: readonly ToldWrite[],
	last: number,
	now: number,
): Promise<Outcome> {
	const numbers = new Map<string, number>();
	let next = last + 1;
	for (const { id, changes } of part) {
		numbers.set(id, next);
		next += changes.length;
	}
	const head = { ...headKey(event), last: next - 1 };
	const page = {
		...pageKey(event, head.last),
		first: last + 1,
		changes: gzipSync(JSON.stringify(part.flatMap(linesOf))),
		expires: now + CHANGES_KEPT,
	};
	const TableName = table.name;
	const receipts = new Map<string, ToldWrite[]>();
	for (const write of part) receipts.set(receiptOf(write), [...(receipts.get(receiptOf(write)) ?? []), write]);
	const transaction = new TransactWriteCommand({
		TransactItems: [
			{ Put: { TableName, Item: head, ...onlyIf(last === 0 ? missing("last") : is("last", last)) } },
			{ Put: { TableName, Item: page } },
			...Array.from(receipts.values(), (writes) => receiptUpdate(table, event, writes, numbers, now)),
		],
	});
	try {
		await table.send(transaction);
		return { numbers, isHindered: false };
	} catch (error) {
		return outcomeOf(error, part);
	}
}

/** Adds the numbers of these writes, all of one section and second, unless one of them has its own already. */
function receiptUpdate(
	table: Table,
	event: string,
	writes: readonly ToldWrite[],
	numbers: ReadonlyMap<string, number>,
	now: number,
) {
	const [{ seat, at }] = writes as [ToldWrite];
	const names = writes.map(({ id }, index) => [`#id${index}`, id] as const);
	const values = writes.map(({ id }, index) => [`:id${index}`, numbers.get(id)] as const);
	return {
		Update: {
			TableName: table.name,
			Key: receiptKey(event, seat.section, at),
			UpdateExpression: `SET #expires = :expires, ${names.map(([name], index) => `${name} = :id${index}`).join(", ")}`,
			ConditionExpression: names.map(([name]) => `attribute_not_exists(${name})`).join(" AND "),
			ExpressionAttributeNames: { "#expires": "expires", ...Object.fromEntries(names) },
			ExpressionAttributeValues: { ":expires": now + RECEIPTS_KEPT, ...Object.fromEntries(values) },
			ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
		},
	};
}

/** Reads out of a cancelled transaction which writes have their numbers already, and whether anything else hindered it. */
function outcomeOf(error: unknown, part: readonly ToldWrite[]): Outcome {
	const [head, , ...receipts] = cancellationReasons(error);
	const codes = [head, ...receipts].flatMap((reason) => (reason?.Code === "None" ? [] : [reason?.Code]));
	if (!codes.every((code) => code === "ConditionalCheckFailed" || CONFLICT_REASONS.has(code))) throw error;

	const known = receipts.map(({ Item }) => (Item ? unmarshall(Item) : {}));
	const numbers = part.flatMap(({ id }): [string, number][] => {
		const receipt = known.find((item) => Object.hasOwn(item, id));
		return receipt ? [[id, receipt[id]]] : [];
	});
	return { numbers: new Map(numbers), isHindered: head?.Code !== "None" || numbers.length === 0 };
}

/** How the changes of a write stand in the feed, once the first of them has its number. */
export const numbered = (write: ToldWrite, first: number): FeedChange[] =>
	linesOf(write).map((line, index) => ({ number: first + index, ...line }));

export interface Range {
	/** The last number that the reader has. */
	readonly after: number;
	/** How far the feed goes, as it was just read. */
	readonly head: number;
	/** The most changes to give. */
	readonly limit: number;
}

/** Pages that are asked for at once: 20 are some hundred KB at the most. */
const PAGES_AT_ONCE = 20;

/**
 * The changes after a number in their order, without a gap. Refuses a number that the feed has not reached, and one
 * whose next change is kept no longer.
 * @param wait pauses for so many milliseconds.
 */
export async function readChanges(
	table: Table,
	event: string,
	{ after, head, limit }: Range,
	wait: (milliseconds: number) => Promise<void>,
): Promise<readonly FeedChange[]> {
	if (after > head) return refuse(beyond(head));
	for (let look = 1; look <= LOOKS; look++) {
		const changes = await contiguous(table, event, { after, head, limit });
		if (after === head || changes.length > 0) return changes;
		// A reader can meet the head of a transaction before its page, but not for long.
		if (look < LOOKS) await wait(LOOK_AGAIN);
	}
	return refuse({ kind: "changes-expired", head });
}

const LOOKS = 3;
const LOOK_AGAIN = 150;

const beyond = (head: number) => ({
	kind: "invalid-request" as const,
	errors: [{ path: "/after", message: `the last change of this event has the number ${head}` }],
});

async function contiguous(table: Table, event: string, { after, head, limit }: Range): Promise<FeedChange[]> {
	const changes: FeedChange[] = [];
	if (after === head) return changes;
	const pages = pagesOf(table, {
		KeyConditionExpression: "pk = :feed AND sk BETWEEN :next AND :head",
		ExpressionAttributeValues: {
			":feed": feedPartition(event),
			":next": digitsOf(after + 1),
			":head": digitsOf(head),
		},
		ConsistentRead: true,
		Limit: PAGES_AT_ONCE,
	});
	for await (const { Items = [] } of pages) {
		for (const page of Items) {
			const next = after + 1 + changes.length;
			if (page["first"] > next) return changes;
			changes.push(...changesIn(page).slice(next - page["first"], next - page["first"] + limit - changes.length));
			if (changes.length === limit) return changes;
		}
	}
	return changes;
}

function changesIn(page: Record<string, unknown>): FeedChange[] {
	const lines = JSON.parse(gunzipSync(page["changes"] as Uint8Array).toString()) as Omit<FeedChange, "number">[];
	return lines.map((line, index) => ({ number: (page["first"] as number) + index, ...line }) as FeedChange);
}
