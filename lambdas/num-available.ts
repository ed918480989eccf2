import { countSeats } from "../store/count.ts";
import { answer } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /seat/num_available: how many seats are left, also section by section or by category (I8). */
export const numAvailable = endpoint("num-available", async ({ event, query, now }) => {
	return answer(await countSeats(event, query, now));
});

export const handler = numAvailable(lambdaRuntime());
