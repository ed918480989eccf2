/** Lists the events: they have a partition of their own, written together with each event's record. */
import { EVENT_LIST } from "./keys.ts";
import { pagesOf } from "./query.ts";
import type { Table } from "./table.ts";

/** Times are epoch seconds. */
export interface EventListing {
	readonly event: string;
	readonly name: string;
	readonly opens?: number;
	readonly closes?: number;
	readonly capacity: number;
}

/** All events by id, as they are at this moment. */
export async function listEvents(table: Table): Promise<EventListing[]> {
	const events: EventListing[] = [];
	const all = pagesOf(table, {
		KeyConditionExpression: "pk = :list",
		ExpressionAttributeValues: { ":list": EVENT_LIST },
		ConsistentRead: true,
	});
	for await (const { Items = [] } of all) {
		for (const { pk: _, sk, ...listing } of Items) events.push({ event: sk, ...listing } as EventListing);
	}
	return events;
}
