import { PAGE_LIMIT } from "../api/fields.ts";
import { listEvents as readEvents } from "../store/list-events.ts";
import { answer } from "./http/answer.ts";
import { bareEndpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /events: the events by id, in pages. */
export const listEvents = bareEndpoint("list-events", async ({ store, query: { after, limit } }) => {
	return answer(await readEvents(store.table, after, Number(limit ?? PAGE_LIMIT)));
});

export const handler = listEvents(lambdaRuntime());
