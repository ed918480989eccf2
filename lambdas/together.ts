import { refuse } from "../domain/refusal.ts";
import { forParties, refusalOfSize } from "../domain/settings.ts";
import { bestTogether } from "../domain/together.ts";
import { withCategories } from "../store/categories.ts";
import { readPlans } from "../store/event-memory.ts";
import { lookAtHouse } from "../store/house.ts";
import { answer, subject } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /seat/together: the best seats side by side, as they are now; nothing is locked. */
export const together = endpoint("together", async ({ event: known, query, now }) => {
	const accessible = query.accessible === undefined ? undefined : query.accessible === "true";
	const categories = query.category === undefined ? undefined : [query.category];
	const party = { num: Number(query.num), accessible, categories };
	const refusal = refusalOfSize(forParties(known.settings), party.num);
	if (refusal) return refuse(refusal);
	const event = await withCategories(known, categories);

	const plans = await readPlans(event, query.section === undefined ? undefined : [query.section]);
	const house = await lookAtHouse(event, now);
	const best = bestTogether(plans.map(house.viewOf), party);
	if (!best.found) return refuse({ kind: "not-together", largest: best.largest });
	const message = `${subject(best.seats)} side by side`;
	return answer({ message, event: event.id, num: party.num, seats: best.seats });
});

export const handler = together(lambdaRuntime());
