import { planOf } from "../store/plans.ts";
import { readSeat } from "../store/read-seats.ts";
import { answer, telling } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { problem } from "./http/problem.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /seat/check: what the seat is at this very moment. */
export const check = endpoint("check", async ({ event, seats }, { table, plans, now }) => {
	const plan = await planOf(plans, table, event, { seats });
	if (!plan.accepted) return problem(plan.refusal);

	const state = await readSeat(table, plan.value, seats[0], now());
	return answer({ message: telling(seats, state.status), available: state.status === "available", ...state });
});

export const handler = check(lambdaRuntime());
