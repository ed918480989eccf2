import { refuse } from "../domain/refusal.ts";
import { mapOf } from "../domain/seat-map.ts";
import { digestOf } from "../store/digest.ts";
import { readPlans } from "../store/event-memory.ts";
import { lookAtHouse } from "../store/house.ts";
import { answer, isTooLarge, tagged } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /seats: the plan in order and who is taken, never by whom; 304 for a map that the caller already has. */
export const seats = endpoint("seats", async ({ event, query, now, ifNoneMatch }) => {
	const plans = await readPlans(event, query.section === undefined ? undefined : [query.section]);
	const house = await lookAtHouse(event, now);
	const sections = plans.map((plan) => mapOf(house.viewOf(plan)));
	const map = answer({ event: event.id, name: event.settings.name, sections });
	if (isTooLarge(map)) {
		const way = query.section === undefined ? "name a section" : "ask for chart and availability";
		const message = `the map is too large for one answer: ${way}`;
		return refuse({ kind: "invalid-request", errors: [{ path: "/section", message }] });
	}
	return tagged(map, digestOf(map.body), ifNoneMatch);
});

export const handler = seats(lambdaRuntime());
