import { planOf } from "../store/plans.ts";
import { saveRelease } from "../store/release.ts";
import { answer, telling } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { problem } from "./http/problem.ts";
import { lambdaRuntime } from "./http/runtime.ts";
import { hashToken } from "./http/token-hash.ts";

/** POST /seat/release: gives every sold seat back, or none. */
export const release = endpoint("release", async ({ event, seats, body }, { table, plans, now }) => {
	const plan = await planOf(plans, table, event, { seats });
	if (!plan.accepted) return problem(plan.refusal);

	const { order, token } = body;
	const proof = { order, tokenHash: token === undefined ? undefined : hashToken(token) };
	const saved = await saveRelease(table, plan.value, seats, proof, now());
	if (!saved.accepted) return problem(saved.refusal);
	return answer({ message: telling(seats, "available"), event, seats: saved.value });
});

export const handler = release(lambdaRuntime());
