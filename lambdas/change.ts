import { answer, subject } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** POST /seat/change: every seat from exactly what it is to something else, or none. */
export const change = endpoint("change", async ({ event, body, now }) => {
	const seats = await event.change(body.changes, now);
	return answer({ message: `${subject(seats)} changed`, event: event.id, seats });
});

export const handler = change(lambdaRuntime());
