import { listEvents as readEvents } from "../store/list-events.ts";
import { answer } from "./http/answer.ts";
import { bareEndpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /events: every event, by id. */
export const listEvents = bareEndpoint("list-events", async ({ store }) => {
	return answer({ events: await readEvents(store.table) });
});

export const handler = listEvents(lambdaRuntime());
