import { saveClaim } from "../store/claim.ts";
import { planOf } from "../store/plans.ts";
import { answer, telling } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { problem } from "./http/problem.ts";
import { lambdaRuntime } from "./http/runtime.ts";
import { hashToken } from "./http/token-hash.ts";

/** POST /seat/claim: turns every lock into a sale, or none. */
export const claim = endpoint("claim", async ({ event, seats, body }, { table, plans, now }) => {
	const plan = await planOf(plans, table, event, { seats });
	if (!plan.accepted) return problem(plan.refusal);

	const sale = { tokenHash: hashToken(body.token), order: body.order };
	const saved = await saveClaim(table, plan.value, seats, sale, now());
	if (!saved.accepted) return problem(saved.refusal);
	return answer({ message: telling(seats, "sold"), event, seats: saved.value });
});

export const handler = claim(lambdaRuntime());
