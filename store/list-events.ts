/** Lists the events: they have a partition of their own, written together with each event's record. */
import type { EventListing } from "./event-record.ts";
import { EVENT_LIST } from "./keys.ts";
import { pagesOf } from "./query.ts";
import type { Table } from "./table.ts";

export interface EventPage {
	readonly events: readonly ({ readonly event: string } & EventListing)[];
	/** The last of them, if there are more. */
	readonly next?: string;
}

/** The first events after this id, as they are at this moment. */
export async function listEvents(table: Table, after: string | undefined, limit: number): Promise<EventPage> {
	const events: EventPage["events"][number][] = [];
	const pages = pagesOf(table, {
		KeyConditionExpression: after === undefined ? "pk = :list" : "pk = :list AND sk > :after",
		ExpressionAttributeValues: { ":list": EVENT_LIST, ...(after !== undefined && { ":after": after }) },
		ConsistentRead: true,
		Limit: limit + 1,
	});
	for await (const { Items = [] } of pages) {
		for (const { pk: _, sk, ...listing } of Items) {
			if (events.length === limit) return { events, next: events.at(-1)?.event ?? "" };
			events.push({ event: sk, ...(listing as EventListing) });
		}
	}
	return { events };
}
