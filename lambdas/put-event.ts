import { type EventInput, readEventInput } from "../documents/event-input.ts";
import { Refused } from "../domain/refusal.ts";
import { saveEvent } from "../store/save-event.ts";
import { answer } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { problem } from "./http/problem.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** PUT /events/{event}: creates the event, or extends it while it is being sold; from a document or a pretix plan. */
export const putEvent = endpoint("put-event", async ({ event, body }, { table, plans, now }) => {
	const requestedAt = now();
	let input: EventInput;
	try {
		input = readEventInput(body, requestedAt);
	} catch (error) {
		if (error instanceof Refused) return problem(error.refusal);
		throw error;
	}

	const saved = await saveEvent(table, plans, event, input.event, requestedAt);
	if (!saved.accepted) return problem(saved.refusal);

	const { settings, capacity, sections } = saved.value;
	const { name, opens, closes } = settings;
	const capacities = Object.fromEntries(Array.from(sections, ([label, section]) => [label, section.capacity]));
	const message = `event ${event} has ${capacity} seats`;
	const oddities = input.oddities.length > 0 ? input.oddities : undefined;
	return answer({ message, event, name, opens, closes, capacity, sections: capacities, oddities });
});

export const handler = putEvent(lambdaRuntime());
