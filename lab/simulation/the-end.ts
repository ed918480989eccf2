/** What a new function answers when a run is over. */
import { seatKey } from "../../domain/seat.ts";
import type { Runtime } from "../../lambdas/http/runtime.ts";
import { rememberEvents } from "../../store/event-memory.ts";
import { readSeatKey } from "../../store/keys.ts";
import { rememberReadings } from "../../store/readings.ts";
import type { ClientRequest } from "./client-request.ts";
import { START, seatsOfPlan } from "./house.ts";
import { invoke } from "./invoke.ts";
import { faultOf } from "./looks.ts";
import type { World } from "./open-world.ts";
import { isOfNamedEvent } from "./replies.ts";
import { ENDS_SECONDS } from "./shared-readings.ts";

/** How long after the end the last requests come: longer than a reading may be used. */
const LATER_MS = 20_000;

/** I10: when nothing is under way any more, one document explains what a new function answers. */
export async function lookAtTheEnd({ event, time, log, watched, chance }: World): Promise<string[]> {
	const { version, isMarked } = log.latest();
	// Later, when no reading of before can be used any more.
	let nowMs = START * 1_000 + time.elapsedMs + LATER_MS;
	const now = Math.floor(nowMs / 1_000);
	const runtime = {
		table: watched.table,
		memory: rememberEvents(() => 0),
		readings: rememberReadings({
			nowMs: () => nowMs,
			wait: async (milliseconds) => {
				nowMs += milliseconds;
			},
			draw: chance.draw,
		}),
		defaultEvent: event,
		requiresJson: false,
		now: () => now,
		deadline: () => new AbortController().signal,
		observe: () => {},
	} as unknown as Runtime;
	const isOpen = version !== undefined && !isMarked;
	const views = isOpen ? [(await watched.seats()).filter((record) => readSeatKey(record).life === version.life)] : [];
	const planned = new Set(isOpen ? seatsOfPlan(version.plan).map(({ key }) => key) : []);
	const orphans = views.flat().filter((record) => !planned.has(seatKey(readSeatKey(record).seat)));
	// A house that is read directly is read at the request's own instant, and others a little later.
	const seenAt = (asOf: number) =>
		[Number.POSITIVE_INFINITY, asOf + ENDS_SECONDS].flatMap((endsUntil) =>
			views.map((view) => ({ view, asOf, now: Math.floor(nowMs / 1_000), endsUntil })),
		);
	const requests: ClientRequest[] = [
		{ route: "num-available", verb: "look", query: {}, by: {} },
		{ route: "num-available", verb: "look", query: { by: "section" }, by: {} },
		{ route: "seats", verb: "look", query: {}, by: {} },
		{ route: "availability", verb: "look", query: {}, by: {} },
	];
	const found = orphans.map(({ pk, sk }) => `I10: the record ${pk} ${sk} is in no document`);
	for (const request of requests) {
		const call = { query: request.query, ...(isOfNamedEvent(request) && { event }) };
		const reply = await invoke(request.route, runtime, call);
		const fault = isOpen
			? faultOf({ event, request, reply, seen: seenAt(reply.body.asOf ?? now), version, met: new Set() })
			: reply.status === 404
				? undefined
				: `${request.route} was answered ${reply.status} without an event`;
		if (reply.status !== (isOpen ? 200 : 404) || fault)
			found.push(`I10: in the end, ${fault ?? `${request.route} was answered ${reply.status}`}`);
	}
	return found;
}
