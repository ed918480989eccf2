import { sellTogether as sellPlaces } from "../store/sell-together.ts";
import { moved } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** POST /seat/sell_together: finds seats side by side and sells them, all or none. */
export const sellTogether = endpoint("sell-together", async ({ event, body, now, draw }) => {
	const { num, accessible, sections, categories, order } = body;
	const wanted = { party: { num, accessible, categories }, sections, order };
	return moved(event.id, await sellPlaces(event, wanted, now, draw), "sold");
});

export const handler = sellTogether(lambdaRuntime());
