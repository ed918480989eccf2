import { createHash } from "node:crypto";
import { mapOf } from "../domain/seat-map.ts";
import { takenSeats } from "../domain/taken-seats.ts";
import { planOf, plansOf } from "../store/plans.ts";
import { readTaken } from "../store/read-seats.ts";
import { answer, CACHED_A_SECOND, isTooLarge, tagged } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { problem } from "./http/problem.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** GET /seats: the plan in order and who is taken, never by whom; 304 for a map that the caller has already. */
export const seats = endpoint("seats", async ({ event, query, ifNoneMatch }, { table, plans, now }) => {
	const sections = query.section === undefined ? undefined : [query.section];
	const plan = await planOf(plans, table, event, { sections });
	if (!plan.accepted) return problem(plan.refusal);

	const taken = takenSeats(await readTaken(table, plan.value, query.section, now()));
	const maps = (await plansOf(plans, table, plan.value, sections)).map((section) => mapOf(section, taken));
	const map = answer({ event, name: plan.value.settings.name, sections: maps }, CACHED_A_SECOND);
	if (isTooLarge(map)) {
		const message = "the map of the whole event is too large for one answer: name a section";
		return problem({ kind: "invalid-request", errors: [{ path: "/section", message }] });
	}
	return tagged(map, createHash("sha256").update(map.body).digest("base64url").slice(0, 22), ifNoneMatch);
});

export const handler = seats(lambdaRuntime());
