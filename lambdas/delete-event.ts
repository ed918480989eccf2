import { deleteEvent } from "../store/delete-event.ts";
import { answer } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { problem } from "./http/problem.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** DELETE /events/{event}: only when nothing of it is sold or locked. */
export const removeEvent = endpoint("delete-event", async ({ event }, { table, plans, now, wait }) => {
	const deleted = await deleteEvent(table, plans, event, now(), wait);
	if (!deleted.accepted) return problem(deleted.refusal);
	return answer({ message: `event ${event} is deleted`, event });
});

export const handler = removeEvent(lambdaRuntime());
