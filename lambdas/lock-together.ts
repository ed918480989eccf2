import { MAX_SEATS, planLock } from "../domain/plan.ts";
import { saveTogether } from "../store/lock-together.ts";
import { planOf, plansOf } from "../store/plans.ts";
import { answer, lockedUntil, telling } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { problem } from "./http/problem.ts";
import { lambdaRuntime } from "./runtime.ts";
import { hashToken } from "./token-hash.ts";

/** One place of the transaction is for the record of what the token was given. */
const MAX_PARTY = MAX_SEATS - 1;

/** POST /seat/lock_together: finds seats side by side and locks them, all or none. */
export const lockTogether = endpoint(
	"lock-together",
	async ({ event, body }, { table, plans, newToken, draw, now }) => {
		const { num, sections, accessible = false, seconds, token = newToken() } = body;
		const plan = await planOf(plans, table, event, { sections });
		if (!plan.accepted) return problem(plan.refusal);

		const instant = now();
		const expires = planLock(plan.value.settings, { num, seconds }, instant);
		if (!expires.accepted) return problem(expires.refusal);
		if (num > MAX_PARTY) return problem({ kind: "too-many-seats", limit: MAX_PARTY });

		const request = {
			event: plan.value,
			sections: await plansOf(plans, table, plan.value, sections),
			party: { num, accessible },
		};
		const lock = {
			tokenHash: hashToken(token),
			expires: expires.value,
			forgottenAt: instant + plan.value.settings.maxLockSeconds,
			repeatable: body.token !== undefined,
		};
		const saved = await saveTogether(table, request, lock, instant, draw);
		if (!saved.accepted) return problem(saved.refusal);
		return answer({ message: telling(saved.value, "locked"), event, token, ...lockedUntil(saved.value) });
	},
);

export const handler = lockTogether(lambdaRuntime());
