import { refuse } from "../domain/refusal.ts";
import { refusalOfParty } from "../domain/settings.ts";
import { bestTogether } from "../domain/together.ts";
import { readHouse } from "../store/house.ts";
import { answer, subject } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /seat/together: the best seats side by side, as they are now; nothing is locked. */
export const together = endpoint("together", async ({ event, query, now }) => {
	const party = { num: Number(query.num), accessible: query.accessible === "true" };
	const refusal = refusalOfParty(event.settings, party.num);
	if (refusal) return refuse(refusal);

	const { plans, takenStateOf } = await readHouse(event, query.section, now);
	const best = bestTogether(plans, takenStateOf, party);
	if (!best.found) return refuse({ kind: "not-together", largest: best.largest });
	const message = `${subject(best.seats)} side by side`;
	return answer({ message, event: event.id, num: party.num, seats: best.seats });
});

export const handler = together(lambdaRuntime());
