import { refuse } from "../domain/refusal.ts";
import { refusalOfSize } from "../domain/settings.ts";
import { answer, subject } from "./http/answer.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

/** POST /seat/check: what each seat is, at a moment of its own; together they are no snapshot. */
export const checkSeats = endpoint("check-seats", async ({ event, seats, now }) => {
	const refusal = refusalOfSize(event.settings, seats.length);
	if (refusal) return refuse(refusal);
	const found = await event.checkAll(seats, now);
	const checked = found.map((seat) => ({ ...seat, available: seat.status === "available" }));
	return answer({ message: `${subject(seats)} checked`, event: event.id, seats: checked });
});

export const handler = checkSeats(lambdaRuntime());
