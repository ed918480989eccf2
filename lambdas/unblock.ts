import { moved } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** POST /seat/unblock: puts every blocked seat back on sale, or none. */
export const unblock = endpoint("unblock", async ({ event, seats, now }) => {
	return moved(event.id, await event.unblock(seats, now), "available");
});

export const handler = unblock(lambdaRuntime());
