import { countSeats, countSections } from "../store/count.ts";
import { answer, CACHED_A_SECOND } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /seat/num_available: how many seats are left, also section by section (I8). */
export const numAvailable = endpoint("num-available", async ({ event, query: { section, by }, now }) => {
	return answer(await (by ? countSections : countSeats)(event, section, now), CACHED_A_SECOND);
});

export const handler = numAvailable(lambdaRuntime());
