/** Moves any number of seats of an order with one verb, in requests as large as the service accepts. */
import * as z from "zod/mini";
import type { Seat } from "../../domain/seat.ts";
import { notTicketSales } from "./accepted.ts";
import { movedSeats } from "./answers.ts";
import { type Answer, ask, isSuccess } from "./ask.ts";
import { failure } from "./failure.ts";
import type { ServiceOptions } from "./service-options.ts";

export interface Move {
	readonly event: string;
	readonly verb: "sell" | "release";
	readonly seats: readonly Seat[];
	readonly order: string;
}

/** What the message says when the key is refused: the orders that are left would be refused as well. */
const DONE = { sell: "sold again", release: "released" };

/** The limit of a seller's verbs (contract §4). */
const MAX_SEATS_PER_REQUEST = 100;

/**
 * Stops at the first request that is refused, and returns the refusal. Requests before it stay done: I4 holds for each
 * request, not for all. Fails if the key is refused, and if another service answers: its success moves no seat.
 */
export async function moveSeats(
	service: ServiceOptions,
	{ event, verb, seats, order }: Move,
): Promise<Answer | undefined> {
	for (let done = 0; done < seats.length; done += MAX_SEATS_PER_REQUEST) {
		const part = seats.slice(done, done + MAX_SEATS_PER_REQUEST);
		const body = JSON.stringify({ seats: part, order });
		const answer = await ask(service, { method: "POST", path: `/events/${event}/seat/${verb}`, body });
		if (answer.status === 401) {
			throw failure(
				`${service.url} refuses the seller's key in SELLER_KEY (401), so no more orders are ${DONE[verb]}.`,
			);
		}
		if (!isSuccess(answer)) return answer;
		const read = z.safeParse(movedSeats, answer.body);
		if (read.data?.seats.length !== part.length) throw failure(notTicketSales(answer));
	}
	return undefined;
}
