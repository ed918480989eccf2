import { locked } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** POST /seat/lock: takes every seat asked for, or none. */
export const lock = endpoint("lock", async ({ event, seats, body, now, newToken }) => {
	const { token = newToken(), seconds } = body;
	return locked(event.id, await event.lock(seats, { token, seconds }, now), "locked", token);
});

export const handler = lock(lambdaRuntime());
