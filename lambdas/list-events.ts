import { listEvents } from "../store/list-events.ts";
import { answer } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /events: every event, by id. */
export const listAllEvents = endpoint("list-events", async (_, { table }) => {
	return answer({ events: await listEvents(table) });
});

export const handler = listAllEvents(lambdaRuntime());
