/**
 * A large new event may need more than one PUT. Its draft keeps the life under which the first one has begun to write, so
 * that the same document sent again goes on from there (ADR 049). A life is used once: the draft goes with the write that
 * makes the event, and none is made once there is one.
 */
import { DeleteCommand, GetCommand, TransactWriteCommand, type TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import { missing } from "../domain/clause.ts";
import { onlyIf } from "./expression.ts";
import { draftKey, eventKey } from "./keys.ts";
import type { Table } from "./table.ts";

/** How long a caller may take to send the document again: a day. */
const KEPT_SECONDS = 86_400;

interface Draft {
	readonly life: string;
	/** The digest of the document. */
	readonly document: string;
}

/** The life under which this document has begun to be written; undefined if none has, or if another document came after it. */
export async function lifeOfDraft(table: Table, id: string, document: string): Promise<string | undefined> {
	const { Item } = await table.send(new GetCommand({ TableName: table.name, Key: draftKey(id), ConsistentRead: true }));
	const draft = Item as Draft | undefined;
	return draft?.document === document ? draft.life : undefined;
}

/** @param now epoch seconds. Returns false if there is an event by now. */
export async function beginDraft(table: Table, id: string, draft: Draft, now: number): Promise<boolean> {
	const TableName = table.name;
	try {
		await table.send(
			new TransactWriteCommand({
				TransactItems: [
					{ Put: { TableName, Item: { ...draftKey(id), ...draft, ttl: Math.floor(now) + KEPT_SECONDS } } },
					{ ConditionCheck: { TableName, Key: eventKey(id), ...onlyIf(missing("version")) } },
				],
			}),
		);
		return true;
	} catch (error) {
		if ((error as Error).name === "TransactionCanceledException") return false;
		throw error;
	}
}

/** From then on nothing goes on under the draft's life that has not begun already. */
export async function removeDraft(table: Table, id: string): Promise<void> {
	await table.send(new DeleteCommand({ TableName: table.name, Key: draftKey(id) }));
}

/** For the transaction that makes the event. */
export const endOfDraft = (
	table: Table,
	id: string,
): NonNullable<TransactWriteCommandInput["TransactItems"]>[number] => ({
	Delete: { TableName: table.name, Key: draftKey(id) },
});
