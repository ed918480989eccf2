import { saveBlock } from "../store/block.ts";
import { planOf } from "../store/plans.ts";
import { answer, telling } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { problem } from "./http/problem.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** POST /seat/block: takes every seat off sale, or none. */
export const block = endpoint("block", async ({ event, seats, body }, { table, plans, now }) => {
	const plan = await planOf(plans, table, event, { seats });
	if (!plan.accepted) return problem(plan.refusal);

	const saved = await saveBlock(table, plan.value, seats, body.reason, now());
	if (!saved.accepted) return problem(saved.refusal);
	return answer({ message: telling(seats, "blocked"), event, seats: saved.value });
});

export const handler = block(lambdaRuntime());
