import { deleteEvent as removeEvent } from "../store/delete-event.ts";
import { answer } from "./http/answer.ts";
import { bareEndpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** DELETE /events/{event}: only if none of its seats is sold or locked. */
export const deleteEvent = bareEndpoint("delete-event", async ({ store, eventId, now, wait }) => {
	await removeEvent(store, eventId, now, wait);
	return answer({ message: `event ${eventId} is deleted`, event: eventId });
});

export const handler = deleteEvent(lambdaRuntime());
