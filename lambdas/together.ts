import { checkSize } from "../domain/plan.ts";
import { takenSeats } from "../domain/taken-seats.ts";
import { bestTogether } from "../domain/together.ts";
import { planOf, plansOf } from "../store/plans.ts";
import { readTaken } from "../store/read-seats.ts";
import { answer, naming } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { problem } from "./http/problem.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /seat/together: the best seats side by side, as they are now; nothing is locked. */
export const together = endpoint("together", async ({ event, query }, { table, plans, now }) => {
	const sections = query.section === undefined ? undefined : [query.section];
	const plan = await planOf(plans, table, event, { sections });
	if (!plan.accepted) return problem(plan.refusal);

	const party = { num: Number(query.num), accessible: query.accessible === "true" };
	const tooMany = checkSize(plan.value.settings, party.num);
	if (tooMany) return problem(tooMany);

	const taken = takenSeats(await readTaken(table, plan.value, query.section, now()));
	const best = bestTogether(await plansOf(plans, table, plan.value, sections), taken, party);
	if (!best.found) return problem({ kind: "not-together", largest: best.largest });
	return answer({ message: `${naming(best.seats)} side by side`, event, num: party.num, seats: best.seats });
});

export const handler = together(lambdaRuntime());
