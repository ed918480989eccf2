import { countOf } from "../domain/seat-map.ts";
import { takenSeats } from "../domain/taken-seats.ts";
import { capacityOf, planOf, plansOf } from "../store/plans.ts";
import { countTaken, readTaken } from "../store/read-seats.ts";
import { answer, CACHED_A_SECOND } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { problem } from "./http/problem.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /seat/num_available: the seats of the plan less those that are taken (I8). */
export const numAvailable = endpoint("num-available", async ({ event, query }, { table, plans, now }) => {
	const sections = query.section === undefined ? undefined : [query.section];
	const plan = await planOf(plans, table, event, { sections });
	if (!plan.accepted) return problem(plan.refusal);

	const asOf = now();
	const capacity = capacityOf(plan.value, query.section);
	if (query.by === undefined) {
		const taken = await countTaken(table, plan.value, query.section, asOf);
		return answer({ num: Math.max(0, capacity - taken), capacity, asOf }, CACHED_A_SECOND);
	}

	const taken = takenSeats(await readTaken(table, plan.value, query.section, asOf));
	const sectionPlans = await plansOf(plans, table, plan.value, sections);
	const counts = sectionPlans.map((section) => [section.section, countOf(section, taken)] as const);
	const num = counts.reduce((sum, [, count]) => sum + count.num, 0);
	return answer({ num, capacity, asOf, sections: Object.fromEntries(counts) }, CACHED_A_SECOND);
});

export const handler = numAvailable(lambdaRuntime());
