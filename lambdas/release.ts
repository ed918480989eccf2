import { moved } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** POST /seat/release: gives every sold seat back, or none. */
export const release = endpoint("release", async ({ event, seats, body, now }) => {
	return moved(event.id, await event.release(seats, body, now), "available");
});

export const handler = release(lambdaRuntime());
