import { planLock } from "../domain/plan.ts";
import { saveLock } from "../store/lock.ts";
import { planOf } from "../store/plans.ts";
import { readLock } from "../store/read-seats.ts";
import { answer, lockedUntil, telling } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { problem } from "./http/problem.ts";
import { lambdaRuntime } from "./http/runtime.ts";
import { hashToken } from "./http/token-hash.ts";

/** POST /seat/lock: takes every seat asked for, or none. */
export const lock = endpoint("lock", async ({ event, seats, body }, { table, plans, newToken, now }) => {
	const plan = await planOf(plans, table, event, { seats });
	if (!plan.accepted) return problem(plan.refusal);

	const instant = now();
	const { token = newToken() } = body;
	const tokenHash = hashToken(token);
	const expires = planLock(plan.value.settings, { num: seats.length, seconds: body.seconds }, instant);
	const saved = expires.accepted
		? await saveLock(table, plan.value, seats, { tokenHash, expires: expires.value }, instant)
		: await readLock(table, plan.value, seats, tokenHash, instant, expires.refusal);
	if (!saved.accepted) return problem(saved.refusal);
	return answer({ message: telling(seats, "locked"), event, token, ...lockedUntil(saved.value) });
});

export const handler = lock(lambdaRuntime());
