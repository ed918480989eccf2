import { locked } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** POST /seat/extend: keeps every locked seat for longer, or none. */
export const extend = endpoint("extend", async ({ event, seats, body, now }) => {
	const extended = await event.extend(seats, body, now);
	return locked(event.id, extended.seats, extended.isLonger ? "locked for longer" : "locked no longer than before");
});

export const handler = extend(lambdaRuntime());
