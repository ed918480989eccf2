/** Moves any number of seats with one verb, in requests as large as the service accepts. */
import type { Seat } from "../../domain/seat.ts";
import { type Answer, ask, type ServiceOptions } from "./ask.ts";

export interface Move {
	readonly event: string;
	readonly verb: "lock" | "unlock" | "claim" | "release";
	readonly seats: readonly Seat[];
	readonly token?: string;
	readonly order?: string;
}

export interface Moved {
	/** The seats that were moved: all before the request that was refused. */
	readonly moved: readonly Seat[];
	/** The refusal; `undefined` if all seats were moved. */
	readonly refusal?: Answer;
}

/** The limit of every verb but lock, whose limit is a setting of the event (contract §4). */
const MAX_SEATS_PER_REQUEST = 100;

/** Stops at the first request that is refused. Requests before it stay done: I4 holds for each request, not for all. */
export async function moveSeats(service: ServiceOptions, { event, verb, seats, ...proof }: Move): Promise<Moved> {
	let atOnce = MAX_SEATS_PER_REQUEST;
	for (let done = 0; done < seats.length; ) {
		const part = seats.slice(done, done + atOnce);
		const body = JSON.stringify({ seats: part, ...proof });
		const answer = await ask(service, { method: "POST", path: `/events/${event}/seat/${verb}`, body });
		const limit = answer.status === 422 ? (answer.body as { limit?: number }).limit : undefined;
		if (answer.status === 200) done += part.length;
		else if (limit !== undefined && limit < part.length) atOnce = limit;
		else return { moved: seats.slice(0, done), refusal: answer };
	}
	return { moved: seats };
}
