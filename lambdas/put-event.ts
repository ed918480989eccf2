import { readEventInput } from "../documents/event-input.ts";
import { parseBody } from "../documents/json-text.ts";
import { listingOf } from "../store/event-record.ts";
import { tagOf } from "../store/event-tag.ts";
import { saveEvent } from "../store/save-event.ts";
import { answer, withTag } from "./http/answer.ts";
import { bareEndpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** PUT /events/{event}: creates the event, or extends it while it is on sale; from a document or a pretix plan. */
export const putEvent = bareEndpoint(
	"put-event",
	async ({ store, eventId, body, now, newName, preconditions }) => {
		const { event: document, oddities } = readEventInput(body, now);
		const saved = await saveEvent(store.table, eventId, document, { now, newName, ...preconditions });
		const listing = listingOf(saved);
		const put = answer({
			message: `event ${eventId} has ${listing.capacity} ${listing.capacity === 1 ? "seat" : "seats"}`,
			event: eventId,
			...listing,
			sections: Object.fromEntries(saved.sections.map((section) => [section.section, section.capacity])),
			oddities: oddities.length > 0 ? oddities : undefined,
		});
		return withTag(put, tagOf(saved));
	},
	parseBody,
);

export const handler = putEvent(lambdaRuntime());
