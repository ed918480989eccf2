/**
 * The feed of an event: all changes of its seats, numbered 1, 2, 3 …. One transaction moves the head forward from where
 * it was read, writes a page of changes, and records each write's number in a receipt. So numbers have no gaps and no
 * repeats, no reader sees a number before its change, and a write delivered again keeps its number (I7, ADR 013).
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

/** The changes that one write made to a seat: one or two. */
export interface WriteChanges {
	/** The id of the stream record. */
	readonly id: string;
	readonly seat: Seat;
	/** When it was written, epoch seconds. */
	readonly at: number;
	readonly changes: readonly Change[];
}

/** A change in the feed of its event. */
export type FeedChange = { readonly number: number; readonly at: number } & Seat & Change;

/** How long a change can be read. A reader may be down over a weekend. */
const CHANGES_KEPT_SECONDS = 3 * 24 * 3_600;

/** How long a receipt is kept. The stream itself keeps records for a day, so nothing older is delivered again. */
const RECEIPTS_KEPT_SECONDS = 2 * 24 * 3_600;

/**
 * How many times in a row a transaction may lose to other functions. Each loss means that another function got its turn,
 * so the last of 40 that start together needs about 40 attempts.
 */
const ATTEMPTS = 60;

/** Pauses stop growing at this attempt, which waits at most 0.6 s. */
const LONGEST_PAUSE_ATTEMPT = 5;

export interface Numbering {
	/** The number of the first change of each numbered write, by the write's id. */
	readonly numbers: ReadonlyMap<string, number>;
	/** Why the remaining writes have no number; `undefined` if all have one. */
	readonly error?: unknown;
}

/** Numbers the changes of these writes to one event, in order. A write that already has a number keeps it. */
export async function numberChanges(
	table: Table,
	event: string,
	writes: readonly WriteChanges[],
	now: number,
): Promise<Numbering> {
	const numbers = new Map<string, number>();
	// A receipt cannot name a write twice: a batch that has a record twice would fail for as long as it is retried.
	const distinct = Array.from(new Map(writes.map((write) => [write.id, write])).values());
	let losses = 0;
	try {
		while (losses < ATTEMPTS) {
			const batch = firstThatFit(distinct.filter(({ id }) => !numbers.has(id)));
			if (batch.length === 0) return { numbers };
			const last = await lastNumber(table, event);
			const outcome = await append(table, event, batch, last, now);
			for (const [id, number] of outcome.numbers) numbers.set(id, number);
			losses = outcome.isLoss ? losses + 1 : 0;
			if (outcome.isLoss) await table.pause(Math.min(losses, LONGEST_PAUSE_ATTEMPT));
		}
		throw new TryAgain("other functions always added to the feed first");
	} catch (error) {
		return { numbers, error };
	}
}

/** The current number of the event's last change; 0 before its first. Strongly consistent. */
export async function lastNumber(table: Table, event: string): Promise<number> {
	const { Item } = await table.send(
		new GetCommand({ TableName: table.name, Key: headKey(event), ConsistentRead: true }),
	);
	return (Item?.["last"] as number | undefined) ?? 0;
}

/** DynamoDB takes 100 items and 4 MB in a transaction, 400 KB in an item, and 4 KB of text in a condition. */
const RECEIPTS_AT_ONCE = 90;
const WRITES_PER_RECEIPT = 100;
const PAGE_BYTES = 350_000;

/** The longest start of the list that fits into one transaction. A page is measured before gzip makes it smaller. */
function firstThatFit(writes: readonly WriteChanges[]): readonly WriteChanges[] {
	const perReceipt = new Map<string, number>();
	let bytes = 0;
	for (const [index, write] of writes.entries()) {
		const receipt = receiptOf(write);
		const count = (perReceipt.get(receipt) ?? 0) + 1;
		perReceipt.set(receipt, count);
		bytes += Buffer.byteLength(JSON.stringify(pageEntriesOf(write)));
		if (perReceipt.size > RECEIPTS_AT_ONCE || count > WRITES_PER_RECEIPT || bytes > PAGE_BYTES) {
			return writes.slice(0, index);
		}
	}
	return writes;
}

/** Writes to one section in the same second share a receipt. */
const receiptOf = ({ seat, at }: WriteChanges) => JSON.stringify([seat.section, at]);

/** The changes as a page holds them. A page states the number of its first change; the others follow from that. */
const pageEntriesOf = ({ seat, at, changes }: WriteChanges) => changes.map((change) => ({ ...change, ...seat, at }));

interface Outcome {
	/** The numbers that are now known, by the write's id. */
	readonly numbers: ReadonlyMap<string, number>;
	/** Whether another function was faster or the table throttled, so that the next attempt needs a pause. */
	readonly isLoss: boolean;
}

async function append(
	table: Table,
	event: string,
	batch: readonly WriteChanges[],
	last: number,
	now: number,
): Promise<Outcome> {
	const numbers = new Map<string, number>();
	let next = last + 1;
	for (const { id, changes } of batch) {
		numbers.set(id, next);
		next += changes.length;
	}
	const head = { ...headKey(event), last: next - 1 };
	const page = {
		...pageKey(event, head.last),
		first: last + 1,
		changes: gzipSync(JSON.stringify(batch.flatMap(pageEntriesOf))),
		ttl: now + CHANGES_KEPT_SECONDS,
	};
	const receipts = new Map<string, WriteChanges[]>();
	for (const write of batch) receipts.set(receiptOf(write), [...(receipts.get(receiptOf(write)) ?? []), write]);
	const TableName = table.name;
	const transaction = new TransactWriteCommand({
		TransactItems: [
			{ Put: { TableName, Item: head, ...onlyIf(last === 0 ? missing("last") : is("last", last)) } },
			{ Put: { TableName, Item: page } },
			...Array.from(receipts.values(), (writes) => receiptUpdate(table, event, writes, numbers, now)),
		],
	});
	try {
		await table.send(transaction);
		return { numbers, isLoss: false };
	} catch (error) {
		return outcomeOfCancelled(error, batch);
	}
}

/** Adds the numbers of these writes to their receipt, unless one of them is already in it. */
function receiptUpdate(
	table: Table,
	event: string,
	writes: readonly WriteChanges[],
	numbers: ReadonlyMap<string, number>,
	now: number,
) {
	const [{ seat, at }] = writes as [WriteChanges];
	const names = writes.map(({ id }, index) => [`#id${index}`, id] as const);
	const values = writes.map(({ id }, index) => [`:id${index}`, numbers.get(id)] as const);
	return {
		Update: {
			TableName: table.name,
			Key: receiptKey(event, seat.section, at),
			UpdateExpression: `SET #ttl = :ttl, ${names.map(([name], index) => `${name} = :id${index}`).join(", ")}`,
			ConditionExpression: names.map(([name]) => `attribute_not_exists(${name})`).join(" AND "),
			ExpressionAttributeNames: { "#ttl": "ttl", ...Object.fromEntries(names) },
			ExpressionAttributeValues: { ":ttl": now + RECEIPTS_KEPT_SECONDS, ...Object.fromEntries(values) },
			ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
		},
	};
}

/**
 * Reads the numbers that writes already have from the receipts that cancelled the transaction, so nothing needs to be
 * looked up beforehand (I7). Throws the error again if another attempt would not help.
 */
function outcomeOfCancelled(error: unknown, batch: readonly WriteChanges[]): Outcome {
	const [head, , ...receipts] = cancellationReasons(error);
	const codes = [head, ...receipts].flatMap((reason) => (reason?.Code === "None" ? [] : [reason?.Code]));
	if (!codes.every((code) => code === "ConditionalCheckFailed" || CONFLICT_REASONS.has(code))) throw error;

	const known = receipts.map(({ Item }) => (Item ? unmarshall(Item) : {}));
	const numbers = batch.flatMap(({ id }): [string, number][] => {
		const receipt = known.find((item) => Object.hasOwn(item, id));
		return receipt ? [[id, receipt[id]]] : [];
	});
	return { numbers: new Map(numbers), isLoss: head?.Code !== "None" || numbers.length === 0 };
}

/** A write's changes as the feed shows them, given the number of the first one. */
export function numberedChanges(write: WriteChanges, first: number): FeedChange[] {
	return pageEntriesOf(write).map((entry, index) => ({ number: first + index, ...entry }));
}

export interface Range {
	/** The last number that the reader has. */
	readonly after: number;
	/** The last number of the feed, just read. */
	readonly head: number;
	/** The most changes to return. */
	readonly limit: number;
}

/** Pages per query; 20 are a few hundred KB at most. */
const PAGES_AT_ONCE = 20;

/**
 * A plain read can see the head of a transaction before its page, though not for long. So the page is looked for a few
 * times before it counts as expired.
 */
const READ_ATTEMPTS = 3;
const READ_PAUSE_MS = 150;

/**
 * The changes after a number, in order and without a gap. Refuses `invalid-request` if the feed has not reached that
 * number, and `changes-expired` if the next change is no longer kept.
 * @param wait pauses for the given number of milliseconds.
 */
export async function readChanges(
	table: Table,
	event: string,
	{ after, head, limit }: Range,
	wait: (milliseconds: number) => Promise<void>,
): Promise<readonly FeedChange[]> {
	if (after === head) return [];
	if (after > head) {
		const message = `the last change of this event has the number ${head}`;
		refuse({ kind: "invalid-request", errors: [{ path: "/after", message }] });
	}
	for (let attempt = 1; attempt <= READ_ATTEMPTS; attempt++) {
		if (attempt > 1) await wait(READ_PAUSE_MS);
		const changes = await changesUpToGap(table, event, { after, head, limit });
		if (changes.length > 0) return changes;
	}
	refuse({ kind: "changes-expired", head });
}

/** TTL deletes pages in any order, so a page may be missing before one that is still there. */
async function changesUpToGap(table: Table, event: string, { after, head, limit }: Range): Promise<FeedChange[]> {
	const changes: FeedChange[] = [];
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
	const entries: ReturnType<typeof pageEntriesOf> = JSON.parse(gunzipSync(page["changes"] as Uint8Array).toString());
	return entries.map((entry, index) => ({ number: (page["first"] as number) + index, ...entry }));
}
