import { listEvents as readEvents } from "../store/list-events.ts";
import { answer } from "./http/answer.ts";
import { bareEndpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

const DEFAULT_LIMIT = 1_000;

/** GET /events: the events by id, in pages. */
export const listEvents = bareEndpoint("list-events", async ({ store, query: { after, limit } }) => {
	return answer(await readEvents(store.table, after, Number(limit ?? DEFAULT_LIMIT)));
});

export const handler = listEvents(lambdaRuntime());
