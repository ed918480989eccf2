import { answer, sentence } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /seat/check: what the seat is at this very moment. */
export const check = endpoint("check", async ({ event, seats, now }) => {
	const state = await event.check(seats[0], now);
	return answer({ message: sentence(seats, state.status), available: state.status === "available", ...state });
});

export const handler = check(lambdaRuntime());
