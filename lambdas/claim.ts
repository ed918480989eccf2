import { moved } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** POST /seat/claim: turns every lock into a sale, or none. */
export const claim = endpoint("claim", async ({ event, seats, body, now }) => {
	return moved(event.id, await event.claim(seats, body, now), "sold");
});

export const handler = claim(lambdaRuntime());
