import { planOf, readDocument } from "../store/plans.ts";
import { answer, CACHED_A_SECOND } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { problem } from "./http/problem.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /events/{event}: the document as it was put, whole. */
export const getEvent = endpoint("get-event", async ({ event }, { table, plans }) => {
	const plan = await planOf(plans, table, event, {});
	if (!plan.accepted) return problem(plan.refusal);
	return answer(await readDocument(table, plan.value), CACHED_A_SECOND);
});

export const handler = getEvent(lambdaRuntime());
