/**
 * Deletes an event of which nothing is sold or locked. No condition can span its partitions, so the event is closed
 * first (one conditional write), its seats are looked at again when no function can still remember it open, and only
 * then it goes; else it is opened again. Trying again takes up where an earlier try ended.
 */
import { TransactWriteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { accept, type Result, refuseWith } from "../domain/result.ts";
import { isAvailable, type SeatRecord } from "../domain/seat-record.ts";
import {
	all,
	any,
	attributeNames,
	type Clause,
	isDeleting,
	isLocked,
	isSold,
	livesAt,
	onlyIf,
	versionIs,
} from "./conditions.ts";
import { inParallel } from "./in-parallel.ts";
import { eventKey, type Key, listingKey, sectionPartition } from "./keys.ts";
import { type EventPlan, PLAN_FRESH_MS, type PlanMemory } from "./plans.ts";
import { pagesOf } from "./query.ts";
import { type Table, TryAgain } from "./table.ts";

const SECTIONS_AT_ONCE = 32;

/** A transaction holds 100 items; one of them is the check that the event is still being deleted. */
const RECORDS_AT_ONCE = 99;

/** Milliseconds until no function remembers the event open, and what it sent meanwhile has arrived. */
const FORGOTTEN_AFTER = PLAN_FRESH_MS + 500;

/** Seconds after which a mark that another try has set is surely that old, whosever clock it was set by (I6). */
const LONG_MARKED = 10;

/** What a partition of the event holds: its seats' records and plans. */
type SectionRecord = Key & Partial<SeatRecord>;

/** @param wait pauses for so many milliseconds. */
export async function deleteEvent(
	table: Table,
	memory: PlanMemory,
	id: string,
	now: number,
	wait: (milliseconds: number) => Promise<void>,
): Promise<Result<EventPlan>> {
	const event = await memory.event(table, id, "anew");
	if (event === undefined) return refuseWith({ kind: "unknown-event", event: id });

	if (event.deletingSince === undefined) {
		const used = usedIn(await recordsOf(table, event, any(isSold, all(isLocked, livesAt(now)))), now);
		if (used.sold + used.locked > 0) return refuseWith({ kind: "seats-in-use", ...used });
		await changeMark(table, event, "SET #deleting = :now", { ":now": now });
	}
	if (now - (event.deletingSince ?? now) < LONG_MARKED) await wait(FORGOTTEN_AFTER);

	const records = await recordsOf(table, event);
	const used = usedIn(records, now);
	if (used.sold + used.locked > 0) {
		await changeMark(table, event, "REMOVE #deleting", {});
		return refuseWith({ kind: "seats-in-use", ...used });
	}
	await removeRecords(table, event, records);
	return accept(event);
}

/** How many seats are sold or under a live lock. */
function usedIn(records: readonly SectionRecord[], now: number): { sold: number; locked: number } {
	const count = { sold: 0, locked: 0 };
	for (const record of records) {
		if (record.status === "sold") count.sold += 1;
		else if (record.status === "locked" && !isAvailable(record as SeatRecord, now)) count.locked += 1;
	}
	return count;
}

async function changeMark(table: Table, event: EventPlan, update: string, values: Record<string, number>) {
	const { ReturnValuesOnConditionCheckFailure: _, ...guard } = onlyIf(versionIs(event.version));
	const change = new UpdateCommand({
		TableName: table.name,
		Key: eventKey(event.id),
		UpdateExpression: update,
		...guard,
		ExpressionAttributeNames: { ...guard.ExpressionAttributeNames, ...attributeNames(update) },
		ExpressionAttributeValues: { ...guard.ExpressionAttributeValues, ...values },
	});
	try {
		await table.send(change);
	} catch (error) {
		if ((error as Error).name === "ConditionalCheckFailedException")
			throw new TryAgain("the event was changed meanwhile");
		throw error;
	}
}

/**
 * Blocked seats, dead locks and plans first; the event's record last, for it says what is left to do. Each write holds
 * only while this very event is being deleted: one made again under the same id keeps its records.
 */
async function removeRecords(table: Table, event: EventPlan, records: readonly Key[]): Promise<void> {
	// One after the other: all of them look at the event's record, and would be in each other's way.
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

const stillDeleting = ({ version }: EventPlan): Clause => all(versionIs(version), isDeleting);

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

/** What every section holds, read consistently; of the seats' records only those that the filter wants. */
async function recordsOf(table: Table, event: EventPlan, filter?: Clause): Promise<SectionRecord[]> {
	const inSection = "#pk = :partition";
	const shown = "#pk, #sk, #status, #expires";
	const records: SectionRecord[] = [];
	await inParallel([...event.sections.keys()], SECTIONS_AT_ONCE, async (section) => {
		const pages = pagesOf(table, {
			KeyConditionExpression: inSection,
			...(filter && { FilterExpression: filter.text }),
			ProjectionExpression: shown,
			ExpressionAttributeNames: attributeNames(inSection, shown, filter?.text ?? ""),
			ExpressionAttributeValues: { ...filter?.values, ":partition": sectionPartition(event.id, section) },
			ConsistentRead: true,
		});
		for await (const { Items = [] } of pages) records.push(...(Items as SectionRecord[]));
	});
	return records;
}
