/** Moves any number of seats with one verb, in requests as large as the service accepts. */
import * as z from "zod/mini";
import type { Seat } from "../../domain/seat.ts";
import { notTicketSales } from "./accepted.ts";
import { movedSeats } from "./answers.ts";
import { type Answer, ask, isSuccess } from "./ask.ts";
import { failure } from "./failure.ts";
import { isObject } from "./json-object.ts";
import type { ServiceOptions } from "./service-options.ts";

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

/**
 * Stops at the first request that is refused. Requests before it stay done: I4 holds for each request, not for all.
 * Fails if another service answers: its success moves no seat.
 */
export async function moveSeats(service: ServiceOptions, { event, verb, seats, ...proof }: Move): Promise<Moved> {
	let atOnce = MAX_SEATS_PER_REQUEST;
	for (let done = 0; done < seats.length; ) {
		const part = seats.slice(done, done + atOnce);
		const body = JSON.stringify({ seats: part, ...proof });
		const answer = await ask(service, { method: "POST", path: `/events/${event}/seat/${verb}`, body });
		const limit = limitIn(answer);
		if (isSuccess(answer)) {
			const read = z.safeParse(movedSeats, answer.body);
			if (read.data?.seats.length !== part.length) throw failure(notTicketSales(answer));
			done += part.length;
		} else if (limit !== undefined && limit < part.length) atOnce = limit;
		else return { moved: seats.slice(0, done), refusal: answer };
	}
	return { moved: seats };
}

/** How many seats one request may have, if it had too many. */
function limitIn({ status, body }: Answer): number | undefined {
	const limit = status === 422 && isObject(body) ? body["limit"] : undefined;
	return Number.isSafeInteger(limit) && Number(limit) > 0 ? Number(limit) : undefined;
}
