import { moved } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** POST /seat/sell: sells every seat that is available, or blocked for the reason given, or none. */
export const sell = endpoint("sell", async ({ event, seats, body, now }) => {
	return moved(event.id, await event.sell(seats, body, now), "sold");
});

export const handler = sell(lambdaRuntime());
