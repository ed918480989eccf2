/** Moves any number of seats by one verb, as many in a request as the service takes. */
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
	/** The first of them, up to the request that was refused. */
	readonly moved: readonly Seat[];
	/** What refused it; `undefined` when all are moved. */
	readonly refusal?: Answer;
}

/** What every verb but lock takes; how many that takes its event says (contract §4). */
const SEATS_AT_ONCE = 100;

/** Ends with the first request that is refused; those before it stay done. Only each of them is whole (I4). */
export async function moveSeats(service: ServiceOptions, { event, verb, seats, ...proof }: Move): Promise<Moved> {
	let atOnce = SEATS_AT_ONCE;
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
