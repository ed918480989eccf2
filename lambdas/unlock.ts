import { moved } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** POST /seat/unlock: gives every locked seat back, or none. */
export const unlock = endpoint("unlock", async ({ event, seats, body, now }) => {
	return moved(event.id, await event.unlock(seats, body.token, now), "available");
});

export const handler = unlock(lambdaRuntime());
