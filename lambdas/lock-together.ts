import { MAX_SEATS, planLock } from "../domain/plan.ts";
import { readTogether, saveTogether } from "../store/lock-together.ts";
import { planOf, plansOf } from "../store/plans.ts";
import { answer, lockedUntil, telling } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { problem } from "./http/problem.ts";
import { lambdaRuntime } from "./http/runtime.ts";
import { hashToken } from "./http/token-hash.ts";

/** One place of the transaction is for the record of what the token was given. */
const MAX_PARTY = MAX_SEATS - 1;

/** POST /seat/lock_together: finds seats side by side and locks them, all or none. */
export const lockTogether = endpoint(
	"lock-together",
	async ({ event, body }, { table, plans, newToken, draw, now }) => {
		const { num, sections, accessible = false, seconds, token = newToken() } = body;
		const plan = await planOf(plans, table, event, { sections });
		if (!plan.accepted) return problem(plan.refusal);

		const { settings } = plan.value;
		const request = {
			event: plan.value,
			sections: await plansOf(plans, table, plan.value, sections),
			named: sections,
			party: { num, accessible },
		};
		const instant = now();
		const tokenHash = hashToken(token);
		const maxSeatsPerLock = Math.min(settings.maxSeatsPerLock, MAX_PARTY);
		const expires = planLock({ ...settings, maxSeatsPerLock }, { num, seconds }, instant);
		const lock = { tokenHash, forgottenAt: instant + settings.maxLockSeconds, repeatable: body.token !== undefined };
		const saved = expires.accepted
			? await saveTogether(table, request, { ...lock, expires: expires.value }, instant, draw)
			: await readTogether(table, request, tokenHash, instant, expires.refusal);
		if (!saved.accepted) return problem(saved.refusal);
		return answer({ message: telling(saved.value, "locked"), event, token, ...lockedUntil(saved.value) });
	},
);

export const handler = lockTogether(lambdaRuntime());
