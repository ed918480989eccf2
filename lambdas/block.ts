import { moved } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** POST /seat/block: takes every seat off sale, or none. */
export const block = endpoint("block", async ({ event, seats, body, now }) => {
	return moved(event.id, await event.block(seats, body.reason, now), "blocked");
});

export const handler = block(lambdaRuntime());
