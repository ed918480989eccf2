import { saveUnblock } from "../store/block.ts";
import { planOf } from "../store/plans.ts";
import { answer, telling } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { problem } from "./http/problem.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** POST /seat/unblock: puts every blocked seat back on sale, or none. */
export const unblock = endpoint("unblock", async ({ event, seats }, { table, plans, now }) => {
	const plan = await planOf(plans, table, event, { seats });
	if (!plan.accepted) return problem(plan.refusal);

	const saved = await saveUnblock(table, plan.value, seats, now());
	if (!saved.accepted) return problem(saved.refusal);
	return answer({ message: telling(seats, "available"), event, seats: saved.value });
});

export const handler = unblock(lambdaRuntime());
