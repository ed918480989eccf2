/**
 * Deletes an event if none of its seats is sold or locked. No condition can span its partitions, so it is marked first
 * (one conditional write). Its seats are read again once no function can remember it as open; then it is removed, or the
 * mark is taken back. Trying again goes on where an earlier try ended.
 */
import { TransactWriteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { all, any, type Clause, exists, holds, is } from "../domain/clause.ts";
import { refuse } from "../domain/refusal.ts";
import { isLive, isSold, type SeatRecord } from "../domain/seat-record.ts";
import { EVENT_FRESH_MS, type KnownEvent, type Store } from "./event-memory.ts";
import { expressions, onlyIf, updateIf } from "./expression.ts";
import { inParallel } from "./in-parallel.ts";
import { eventKey, type Key, listingKey, sectionPartition } from "./keys.ts";
import { pagesOf } from "./query.ts";
import { type Table, TryAgain } from "./table.ts";

const SECTIONS_AT_ONCE = 32;

/** A transaction holds 100 items; one of them is the check that the event is still being deleted. */
const RECORDS_AT_ONCE = 99;

/** By then no function remembers the event as open, and whatever one sent before has arrived. */
const FORGOTTEN_AFTER_MS = EVENT_FRESH_MS + 500;

/** A mark older than this was surely set `FORGOTTEN_AFTER_MS` ago, whichever clock set it (I6). */
const LONG_MARKED_SECONDS = 10;

/** A record in a partition of the event: of a seat, or of a plan. */
type SectionRecord = Key & Partial<SeatRecord>;

/** Deletes the event, or refuses with `seats-in-use`. */
export async function deleteEvent(
	{ table, memory }: Store,
	id: string,
	now: number,
	wait: (milliseconds: number) => Promise<void>,
): Promise<void> {
	const event = await memory.event(table, id, "read again");
	if (event === undefined) return refuse({ kind: "unknown-event", event: id });

	if (event.deletingSince === undefined) {
		const used = usedIn(await recordsOf(table, event, any(isSold, isLive(now))), now);
		if (used.sold + used.locked > 0) return refuse({ kind: "seats-in-use", ...used });
		await changeMark(table, event, { deleting: now });
	}
	if (now - (event.deletingSince ?? now) < LONG_MARKED_SECONDS) await wait(FORGOTTEN_AFTER_MS);

	const records = await recordsOf(table, event);
	const used = usedIn(records, now);
	if (used.sold + used.locked > 0) {
		await changeMark(table, event, {}, ["deleting"]);
		return refuse({ kind: "seats-in-use", ...used });
	}
	await removeRecords(table, event, records);
}

function usedIn(records: readonly SectionRecord[], now: number): { sold: number; locked: number } {
	const sold = records.filter((record) => holds(isSold, record)).length;
	const locked = records.filter((record) => holds(isLive(now), record)).length;
	return { sold, locked };
}

/** Sets or removes the mark of a deletion, on the event as it was read. */
async function changeMark(table: Table, event: KnownEvent, set: { deleting?: number }, remove: string[] = []) {
	const { ReturnValuesOnConditionCheckFailure: _, ...change } = updateIf(is("version", event.version), set, remove);
	try {
		await table.send(new UpdateCommand({ TableName: table.name, Key: eventKey(event.id), ...change }));
	} catch (error) {
		if ((error as Error).name === "ConditionalCheckFailedException") throw changed();
		throw error;
	}
}

const changed = () => new TryAgain("the event was changed by another request");

/**
 * Blocked seats, ended locks and plans first; the event's record last, because it says what is left to do. Each write
 * holds only while this very event is being deleted: one made again under the same id keeps its records.
 */
async function removeRecords(table: Table, event: KnownEvent, records: readonly Key[]): Promise<void> {
	// One after the other: all of them check the event's record, so they would conflict with each other.
	for (let from = 0; from < records.length; from += RECORDS_AT_ONCE) {
		await send(table, [
			{ ConditionCheck: { TableName: table.name, Key: eventKey(event.id), ...onlyIf(stillDeleting(event)) } },
			...records
				.slice(from, from + RECORDS_AT_ONCE)
				.map(({ pk, sk }) => ({ Delete: { TableName: table.name, Key: { pk, sk } } })),
		]);
	}
	await send(table, [
		{ Delete: { TableName: table.name, Key: eventKey(event.id), ...onlyIf(stillDeleting(event)) } },
		{ Delete: { TableName: table.name, Key: listingKey(event.id) } },
	]);
}

const stillDeleting = ({ version }: KnownEvent): Clause => all(is("version", version), exists("deleting"));

async function send(
	table: Table,
	TransactItems: NonNullable<ConstructorParameters<typeof TransactWriteCommand>[0]["TransactItems"]>,
): Promise<void> {
	try {
		await table.send(new TransactWriteCommand({ TransactItems }));
	} catch (error) {
		if ((error as Error).name === "TransactionCanceledException")
			throw new TryAgain("another request deletes the event");
		throw error;
	}
}

/** The records of every section, strongly consistent; of the seats only those that satisfy the filter. */
async function recordsOf(table: Table, event: KnownEvent, filter?: Clause): Promise<SectionRecord[]> {
	const records: SectionRecord[] = [];
	await inParallel([...event.sections.keys()], SECTIONS_AT_ONCE, async (section) => {
		const { render, list, attributes } = expressions();
		const pages = pagesOf(table, {
			KeyConditionExpression: render(is("pk", sectionPartition(event.id, section))),
			...(filter && { FilterExpression: render(filter) }),
			ProjectionExpression: list("pk", "sk", "status", "expires"),
			...attributes(),
			ConsistentRead: true,
		});
		for await (const { Items = [] } of pages) records.push(...(Items as SectionRecord[]));
	});
	return records;
}
