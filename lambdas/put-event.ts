import { readEventInput } from "../documents/event-input.ts";
import { saveEvent } from "../store/save-event.ts";
import { answer } from "./http/answer.ts";
import { bareEndpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** PUT /events/{event}: creates the event, or extends it while it is on sale; from a document or a pretix plan. */
export const putEvent = bareEndpoint("put-event", async ({ store, eventId, body, now }) => {
	const { event: document, oddities } = readEventInput(body, now);
	const { settings, capacity, sections } = await saveEvent(store, eventId, document, now);
	const { name, opens, closes } = settings;
	return answer({
		message: `event ${eventId} has ${capacity} seats`,
		event: eventId,
		name,
		opens,
		closes,
		capacity,
		sections: Object.fromEntries(Array.from(sections, ([label, section]) => [label, section.capacity])),
		oddities: oddities.length > 0 ? oddities : undefined,
	});
});

export const handler = putEvent(lambdaRuntime());
