import { moved } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** POST /seat/unblock: puts every blocked seat back on sale, or none; with a reason, only blocks for this one. */
export const unblock = endpoint("unblock", async ({ event, seats, body, now }) => {
	return moved(event.id, await event.unblock(seats, body.reason, now), "available");
});

export const handler = unblock(lambdaRuntime());
