import { planOf } from "../store/plans.ts";
import { saveUnlock } from "../store/unlock.ts";
import { answer, telling } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { problem } from "./http/problem.ts";
import { lambdaRuntime } from "./http/runtime.ts";
import { hashToken } from "./http/token-hash.ts";

/** POST /seat/unlock: gives every locked seat back, or none. */
export const unlock = endpoint("unlock", async ({ event, seats, body }, { table, plans, now }) => {
	const plan = await planOf(plans, table, event, { seats });
	if (!plan.accepted) return problem(plan.refusal);

	const saved = await saveUnlock(table, plan.value, seats, hashToken(body.token), now());
	if (!saved.accepted) return problem(saved.refusal);
	return answer({ message: telling(seats, "available"), event, seats: saved.value });
});

export const handler = unlock(lambdaRuntime());
