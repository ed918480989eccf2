import { Refused } from "../domain/refusal.ts";
import { lastNumber, readChanges } from "../store/changes.ts";
import { planOf } from "../store/plans.ts";
import { answer } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { problem } from "./http/problem.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** What a caller gets that does not say. */
const WAIT_SECONDS = 20;
const LIMIT = 1_000;

/** GET /events/{event}/changes: what has become of its seats after a number; waits for it, looking once a second. */
export const changes = endpoint("changes", async ({ event, query }, { table, plans, wait }) => {
	const plan = await planOf(plans, table, event, {});
	if (!plan.accepted) return problem(plan.refusal);

	let head = await lastNumber(table, event);
	if (query.after === undefined) return answer({ changes: [], next: head });

	const after = Number(query.after);
	for (let left = Number(query.wait ?? WAIT_SECONDS); left > 0 && head === after; left--) {
		await wait(1_000);
		head = await lastNumber(table, event);
	}
	try {
		const found = await readChanges(table, event, { after, head, limit: Number(query.limit ?? LIMIT) }, wait);
		return answer({ changes: found, next: found.at(-1)?.number ?? after });
	} catch (error) {
		if (error instanceof Refused) return problem(error.refusal);
		throw error;
	}
});

export const handler = changes(lambdaRuntime());
