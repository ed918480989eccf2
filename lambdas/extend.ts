import { planEnd } from "../domain/plan.ts";
import { saveExtension } from "../store/extend.ts";
import { planOf } from "../store/plans.ts";
import { answer, lockedUntil, telling } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { problem } from "./http/problem.ts";
import { lambdaRuntime } from "./http/runtime.ts";
import { hashToken } from "./http/token-hash.ts";

/** POST /seat/extend: keeps every locked seat for longer, or none. */
export const extend = endpoint("extend", async ({ event, seats, body }, { table, plans, now }) => {
	const plan = await planOf(plans, table, event, { seats });
	if (!plan.accepted) return problem(plan.refusal);

	const instant = now();
	const { maxLockSeconds } = plan.value.settings;
	const expires = planEnd(plan.value.settings, body.seconds, instant);
	if (!expires.accepted) return problem(expires.refusal);

	const extension = { tokenHash: hashToken(body.token), expires: expires.value, maxLockSeconds };
	const saved = await saveExtension(table, plan.value, seats, extension, instant);
	if (!saved.accepted) return problem(saved.refusal);
	return answer({ message: telling(seats, "locked for longer"), event, ...lockedUntil(saved.value) });
});

export const handler = extend(lambdaRuntime());
