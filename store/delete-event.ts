/**
 * Deletes an event if none of its seats is sold or locked (I10). No condition can span its partitions, so it is marked
 * first (one conditional write): from then on no function takes it for open. Its seats are read again once no function can
 * still remember it as open; then the record goes, on the condition that the mark is still this one, or the mark is taken
 * back. What the event leaves behind belongs to a life that nobody reads, and is swept up last.
 */
import { randomUUID } from "node:crypto";
import {
	DeleteCommand,
	TransactWriteCommand,
	type TransactWriteCommandInput,
	UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { all, any, type Clause, exists, holds, is, missing } from "../domain/clause.ts";
import { seatsOf, startOf } from "../domain/plan.ts";
import { refuse } from "../domain/refusal.ts";
import { type Seat, seatKey } from "../domain/seat.ts";
import { ATTRIBUTES, isLive, isSold, type LockRecord, type SeatRecord } from "../domain/seat-record.ts";
import { EVENT_FRESH_MS } from "./event-memory.ts";
import { type EventRecord, readEventRecord, readPlanRecords } from "./event-record.ts";
import { checkPreconditions, type Preconditions } from "./event-tag.ts";
import { expressions, onlyIf, updateIf } from "./expression.ts";
import { inParallel } from "./in-parallel.ts";
import { eventKey, graveKey, type Key, listingKey, readSeatKey, sectionPartitions } from "./keys.ts";
import { pack } from "./packed.ts";
import { pagesOf } from "./query.ts";
import { sweep, sweepGraves } from "./sweep.ts";
import { isCancelled, isConditionFailed, type Table, TryAgain } from "./table.ts";

const SECTIONS_AT_ONCE = 32;
const LOCKS_AT_ONCE = 32;

/**
 * By then no function remembers the event as open, and what one sent before has arrived: it sends nothing that makes a
 * record once its own knowledge is older than `EVENT_FRESH_MS` (`Place.freshForMs`).
 */
const FORGOTTEN_AFTER_MS = EVENT_FRESH_MS + 500;

export interface DeleteOptions extends Preconditions {
	readonly now: number;
	/** A mark that no deletion before had. */
	readonly newMark: string;
	readonly wait: (milliseconds: number) => Promise<void>;
}

/** Deletes the event, or refuses with `seats-in-use`. */
export async function deleteEvent(table: Table, id: string, options: DeleteOptions): Promise<void> {
	const { now, newMark, wait, ...preconditions } = options;
	const event = await readEventRecord(table, id);
	checkPreconditions(preconditions, event);
	if (event === undefined) {
		await sweepGraves(table, id);
		return refuse({ kind: "unknown-event", event: id });
	}

	let mark = event.deleting;
	if (mark === undefined) {
		await refuseIfUsed(table, event, now);
		mark = newMark;
		await changeMark(table, event, { deleting: mark }, []);
	}
	// Each attempt waits by a timer of its own, also for a mark that another has set: clocks are not compared (I6).
	await wait(FORGOTTEN_AFTER_MS);

	try {
		await refuseIfUsed(table, event, now);
	} catch (error) {
		await changeMark(table, { ...event, deleting: mark }, {}, ["deleting"]);
		throw error;
	}
	await removeRecord(table, event, mark);
	const sections = event.sections.map(({ section }) => section);
	// The event is gone; what is not swept up now, the next DELETE or PUT of this id sweeps up.
	await sweep(table, event, sections).catch((error) => {
		if (!(error instanceof TryAgain)) throw error;
	});
}

/** Sets or takes back the mark, on the record as it was read. */
async function changeMark(table: Table, event: EventRecord, set: { deleting?: string }, remove: readonly string[]) {
	const { ReturnValuesOnConditionCheckFailure: _, ...change } = updateIf(unchanged(event), { set, remove });
	await sendAsOne(table, [{ Update: { TableName: table.name, Key: eventKey(event.id), ...change } }]);
}

/**
 * All copies that are sent of these writes are one transaction: an answer that was lost is given again, and a late copy
 * does not set a mark that was taken back since.
 */
async function sendAsOne(
	table: Table,
	TransactItems: NonNullable<TransactWriteCommandInput["TransactItems"]>,
): Promise<void> {
	try {
		await table.send(new TransactWriteCommand({ ClientRequestToken: randomUUID(), TransactItems }));
	} catch (error) {
		if (isCancelled(error)) throw changedByAnother();
		throw error;
	}
}

/** The record as it was read. A mark is never set twice, so the same mark has been there all the time. */
function unchanged({ version, life, deleting }: EventRecord): Clause {
	const isRead = all(is("version", version), is("life", life));
	return all(isRead, deleting === undefined ? missing("deleting") : is("deleting", deleting));
}

const changedByAnother = () =>
	new TryAgain("the event was changed by another request", {
		detail: "another request has changed the event: send DELETE again to delete it as it is now",
	});

async function removeRecord(table: Table, event: EventRecord, mark: string): Promise<void> {
	const TableName = table.name;
	const sections = pack(event.sections.map(({ section }) => section));
	await sendAsOne(table, [
		{ Delete: { TableName, Key: eventKey(event.id), ...onlyIf(unchanged({ ...event, deleting: mark })) } },
		{ Delete: { TableName, Key: listingKey(event.id) } },
		{ Put: { TableName, Item: { ...graveKey(event), sections } } },
	]);
}

/**
 * Refuses if seats are sold or under a live lock, by their records or as they start. Locks that have ended are taken away,
 * each as it was seen: to a function whose clock is behind they are still live, and it could claim one in an event that
 * is gone (I6).
 */
async function refuseIfUsed(table: Table, event: EventRecord, now: number): Promise<void> {
	const used = { sold: 0, locked: 0 };
	const ended: RecordedLock[] = [];
	const count = (record: SeatRecord | undefined) => {
		if (holds(isSold, record)) used.sold += 1;
		else if (holds(isLive(now), record)) used.locked += 1;
	};
	const starting = event.sections.filter(({ starts }) => starts > 0);
	const plans = await readPlanRecords(table, event, starting);
	await inParallel(event.sections, SECTIONS_AT_ONCE, async ({ section }) => {
		const recorded = new Set<string>();
		const look = async (partition: string) => {
			for await (const { key, seat, record, isStart } of recordsIn(table, partition)) {
				recorded.add(seatKey(seat));
				count(record);
				if (record.status === "locked" && !holds(isLive(now), record)) ended.push({ key, record, isStart });
			}
		};
		await Promise.all(sectionPartitions(event, section).map(look));
		const plan = plans.get(section);
		for (const seat of plan ? seatsOf(plan) : []) if (!recorded.has(seatKey(seat))) count(startOf(plan, seat));
	});
	if (used.sold + used.locked > 0) refuse({ kind: "seats-in-use", ...used });
	await inParallel(ended, LOCKS_AT_ONCE, (lock) => takeAway(table, lock));
}

interface RecordedLock {
	readonly key: Key;
	readonly record: LockRecord;
	/** Whether the seat starts taken, so that it must keep a record. */
	readonly isStart: boolean;
}

async function takeAway(table: Table, { key, record, isStart }: RecordedLock): Promise<void> {
	// Only a lock has an end, and one that was extended or taken over has a later one.
	const asSeen = is("expires", record.expires);
	const write = { TableName: table.name, Key: key };
	try {
		if (isStart) {
			const free = updateIf(asSeen, {
				set: { status: "available" },
				remove: ATTRIBUTES.locked,
			});
			await table.send(new UpdateCommand({ ...write, ...free }));
		} else await table.send(new DeleteCommand({ ...write, ...onlyIf(asSeen) }));
	} catch (error) {
		if (!isConditionFailed(error)) throw error;
		// TTL, or a first copy of this very write, may have taken it away already; anything else is a buyer.
		const { Item: met } = error;
		if (met !== undefined && met["status"]?.S !== "available") throw changedByAnother();
	}
}

interface FoundRecord {
	readonly key: Key;
	readonly seat: Seat;
	readonly record: SeatRecord;
	readonly isStart: boolean;
}

/** The records of a partition that are sold or locked, and those of seats that start taken; strongly consistent. */
async function* recordsIn(table: Table, pk: string): AsyncGenerator<FoundRecord> {
	const { render, list, attributes } = expressions();
	const pages = pagesOf(table, {
		KeyConditionExpression: render(is("pk", pk)),
		FilterExpression: render(any(isSold, is("status", "locked"), exists("start"))),
		ProjectionExpression: list("pk", "sk", "status", "expires", "lockedAt", "start"),
		...attributes(),
		ConsistentRead: true,
	});
	for await (const { Items = [] } of pages) {
		for (const item of Items) {
			const key = { pk: item["pk"], sk: item["sk"] };
			yield { key, seat: readSeatKey(key).seat, record: item as SeatRecord, isStart: item["start"] !== undefined };
		}
	}
}
