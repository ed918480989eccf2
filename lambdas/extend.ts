import { locked } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** POST /seat/extend: keeps every locked seat for longer, or none. */
export const extend = endpoint("extend", async ({ event, seats, body, now }) => {
	const { seats: held, isCapped } = await event.extend(seats, body, now);
	return locked(event.id, held, isCapped ? "locked for as long as the event allows" : "locked for longer");
});

export const handler = extend(lambdaRuntime());
