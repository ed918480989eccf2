/**
 * Deletes an event of which nothing is sold or locked. No condition can span its partitions, so the event is closed
 * first (one conditional write), its seats are looked at again when no function can still remember it open, and only
 * then it goes; else it is opened again. Trying again takes up where an earlier try ended.
 */
import { TransactWriteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { accept, type Result, refuseWith } from "../domain/result.ts";
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

const SECTIONS_AT_ONCE = 16;

/** A transaction holds 100 items; one of them is the check that the event is still being deleted. */
const RECORDS_AT_ONCE = 99;

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

	if (!event.deleting) {
		const used = await seatsInUse(table, event, now);
		if (used.sold + used.locked > 0) return refuseWith({ kind: "seats-in-use", ...used });
		await changeMark(table, event, "SET #deleting = :yes", { ":yes": 1 });
	}
	await wait(PLAN_FRESH_MS);

	const used = await seatsInUse(table, event, now);
	if (used.sold + used.locked > 0) {
		await changeMark(table, event, "REMOVE #deleting", {});
		return refuseWith({ kind: "seats-in-use", ...used });
	}
	await removeRecords(table, event);
	return accept(event);
}

/** Seats sold or under a live lock, read consistently in every section. */
async function seatsInUse(table: Table, event: EventPlan, now: number): Promise<{ sold: number; locked: number }> {
	const count = { sold: 0, locked: 0 };
	const inUse = any(isSold, all(isLocked, livesAt(now)));
	await inParallel([...event.sections.keys()], SECTIONS_AT_ONCE, async (section) => {
		for await (const { Items = [] } of recordsOf(table, event, section, inUse)) {
			for (const { status } of Items) count[status as "sold" | "locked"] += 1;
		}
	});
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
async function removeRecords(table: Table, event: EventPlan): Promise<void> {
	let doomed: Key[] = [];
	for (const section of event.sections.keys()) {
		for await (const { Items = [] } of recordsOf(table, event, section)) {
			doomed.push(...Items.map(({ pk, sk }) => ({ pk, sk }) as Key));
			while (doomed.length >= RECORDS_AT_ONCE) {
				await removeIfDeleting(table, event, doomed.slice(0, RECORDS_AT_ONCE));
				doomed = doomed.slice(RECORDS_AT_ONCE);
			}
		}
	}
	if (doomed.length > 0) await removeIfDeleting(table, event, doomed);
	await send(table, [
		{ Delete: { TableName: table.name, Key: eventKey(event.id), ...onlyIf(stillDeleting(event)) } },
		{ Delete: { TableName: table.name, Key: listingKey(event.id) } },
	]);
}

const removeIfDeleting = (table: Table, event: EventPlan, keys: readonly Key[]) =>
	send(table, [
		{ ConditionCheck: { TableName: table.name, Key: eventKey(event.id), ...onlyIf(stillDeleting(event)) } },
		...keys.map((Key) => ({ Delete: { TableName: table.name, Key } })),
	]);

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

function recordsOf(table: Table, event: EventPlan, section: string, filter?: Clause) {
	const inSection = "#pk = :partition";
	const shown = "#pk, #sk, #status";
	return pagesOf(table, {
		KeyConditionExpression: inSection,
		...(filter && { FilterExpression: filter.text }),
		ProjectionExpression: shown,
		ExpressionAttributeNames: attributeNames(inSection, shown, filter?.text ?? ""),
		ExpressionAttributeValues: { ...filter?.values, ":partition": sectionPartition(event.id, section) },
		ConsistentRead: true,
	});
}
