import { locked } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** What has become of the locks, for people. */
const OUTCOMES = {
	extended: "locked for longer",
	capped: "locked for as long as the event allows",
	kept: "locked for longer than that already",
} as const;

/** POST /seat/extend: keeps every locked seat for longer, or none. */
export const extend = endpoint("extend", async ({ event, seats, body, now }) => {
	const { seats: held, outcome } = await event.extend(seats, body, now);
	return locked(event.id, held, OUTCOMES[outcome]);
});

export const handler = extend(lambdaRuntime());
