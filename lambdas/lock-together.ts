import { lockTogether as lockPlaces } from "../store/lock-together.ts";
import { locked } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** POST /seat/lock_together: finds seats side by side and locks them, all or none. */
export const lockTogether = endpoint("lock-together", async ({ event, body, now, newToken, draw }) => {
	const { num, accessible, sections, categories, seconds, token = newToken() } = body;
	const isRepeatable = body.token !== undefined;
	const wanted = { party: { num, accessible, categories }, sections, seconds, token, isRepeatable };
	return locked(event.id, await lockPlaces(event, wanted, now, draw), "locked", token);
});

export const handler = lockTogether(lambdaRuntime());
