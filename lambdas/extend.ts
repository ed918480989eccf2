import { locked } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** POST /seat/extend: keeps every locked seat for longer, or none. */
export const extend = endpoint("extend", async ({ event, seats, body, now }) => {
	return locked(event.id, await event.extend(seats, body, now), "locked for longer");
});

export const handler = extend(lambdaRuntime());
