/**
 * A PUT of a large document may not end in time. Its draft keeps what the same document, sent again, needs to write the
 * same records and so to go on from there (ADR 049): the instant at which its seats start, and for a new event the life
 * under which it is written.
 *
 * A life is used once (ADR 027). It is made up for one draft, and the transaction that makes an event of it takes the draft
 * away, on the condition that it is there: a PUT that has read the draft and comes later makes no event.
 */
import { randomUUID } from "node:crypto";
import { DeleteCommand, GetCommand, TransactWriteCommand, type TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import { is, missing } from "../domain/clause.ts";
import { expressions, onlyIf } from "./expression.ts";
import { draftKey, type Key, type Life } from "./keys.ts";
import { pagesOf } from "./query.ts";
import { isCancelled, type Table } from "./table.ts";

/** How long a caller may take to send the document again: a day. */
const KEPT_SECONDS = 86_400;

export interface Draft extends Life {
	/** A name that no draft before had. */
	readonly name: string;
	/** The digest of the document. */
	readonly document: string;
	/** Whether it makes the event: then nothing else has this life. */
	readonly isNew: boolean;
	/** When its first PUT began, epoch seconds. */
	readonly begun: number;
}

export async function readDraft(table: Table, id: string, document: string): Promise<Draft | undefined> {
	const Key = draftKey(id, document);
	const { Item } = await table.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }));
	if (Item === undefined) return undefined;
	const { name, life, isNew, begun } = Item as Draft;
	return { id, document, name, life, isNew, begun };
}

/** Writes a draft over the one that was read. Returns false if another request was faster. */
export async function beginDraft(table: Table, draft: Draft, before: Draft | undefined): Promise<boolean> {
	const { id, document, name, life, isNew, begun } = draft;
	const Item = { ...draftKey(id, document), name, life, isNew, begun, ttl: Math.floor(begun) + KEPT_SECONDS };
	const condition = before ? isThere(before) : missing("name");
	try {
		await table.send(
			new TransactWriteCommand({
				// One write in a transaction, for this token: a late copy must not bring a draft back.
				ClientRequestToken: randomUUID(),
				TransactItems: [{ Put: { TableName: table.name, Item, ...onlyIf(condition) } }],
			}),
		);
		return true;
	} catch (error) {
		if (isCancelled(error)) return false;
		throw error;
	}
}

/** For the transaction that puts the document in force. */
export const endOfDraft = (
	table: Table,
	draft: Draft,
): NonNullable<TransactWriteCommandInput["TransactItems"]>[number] => ({
	Delete: { TableName: table.name, Key: draftKey(draft.id, draft.document), ...onlyIf(isThere(draft)) },
});

/** By its name: a draft that extends an event has the life of the one that made it. */
const isThere = ({ name }: Draft) => is("name", name);

/** No PUT that begins after this resumes a draft. */
export async function removeDrafts(table: Table, id: string): Promise<void> {
	const { render, attributes } = expressions();
	const { pk } = draftKey(id, "");
	const query = { KeyConditionExpression: render(is("pk", pk)), ...attributes(), ConsistentRead: true };
	for await (const { Items = [] } of pagesOf(table, query)) {
		for (const { sk } of Items as Key[]) {
			await table.send(new DeleteCommand({ TableName: table.name, Key: { pk, sk } }));
		}
	}
}
