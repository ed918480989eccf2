import { readDocument } from "../store/event-memory.ts";
import { answer, CACHED_A_SECOND } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /events/{event}: the whole document, as it was put. */
export const getEvent = endpoint("get-event", async ({ event }) => {
	return answer(await readDocument(event.table, event), CACHED_A_SECOND);
});

export const handler = getEvent(lambdaRuntime());
