/** What callers get (contract §4); the OpenAPI document is made from these schemas, and tests check answers with them. */
import * as z from "zod/mini";
import { count, describe, eventId, instant, label, order, reason, seat, token } from "./fields.ts";
import type { RouteName } from "./routes.ts";

const message = z.string().check(describe("What happened, for people"));
const status = z.enum(["available", "locked", "sold", "blocked"]);
const expires = instant("When the lock ends, and the seat may come free");
const seatState = z.object({ section: label, row: label, seat: label, status, expires: z.optional(expires) });

const category = z.string().check(describe("The price level of the seat"));
const ofPlan = { category: z.optional(category), accessible: z.optional(z.literal(true)) };

const moved = z.object({ message, event: eventId, seats: z.array(seatState) });
const counted = z.object({ num: count("Available seats"), capacity: count("Seats of the plan") });
const countedSection = z.extend(counted, {
	locked: count("Seats under a live lock"),
	sold: count("Sold seats"),
	blocked: count("Seats off sale"),
	largest: count("The longest run of available seats side by side"),
});
const state = z.object({ status, expires: z.optional(expires) });
const rowMap = z.object({
	row: label,
	seats: z
		.array(z.nullable(z.union([label, z.object({ seat: label, ...ofPlan })])))
		.check(describe("In the row's order; null is a gap")),
	category: z.optional(z.string().check(describe("Of the seats that name none themselves"))),
	taken: z.optional(z.record(z.string(), state).check(describe("The taken seats only, by label"))),
});
const eventSummary = z.object({
	event: eventId,
	name: z.string(),
	opens: z.optional(instant("Locks are taken from then on")),
	closes: z.optional(instant("Locks are taken until then")),
	capacity: count("Seats of the plan"),
});

const takenSeat = z.extend(seatState, {
	order: z.optional(order),
	reason: z.optional(reason),
	soldAt: z.optional(instant("When the seat was sold")),
	lockedAt: z.optional(instant("When the lock was made")),
	category: z.optional(category),
	accessible: z.optional(z.literal(true)),
});

const change = z.object({
	number: z.int().check(z.gte(1), describe("1, 2, 3 … within the event, without a gap")),
	type: z.enum([
		"seat.locked",
		"seat.unlocked",
		"seat.expired",
		"seat.sold",
		"seat.released",
		"seat.blocked",
		"seat.unblocked",
	]),
	section: label,
	row: label,
	seat: label,
	at: instant("When the seat changed"),
	expires: z.optional(instant("When the lock ends, or ended")),
	order: z.optional(order),
	reason: z.optional(reason),
});

const oddity = z.object({ path: z.string().check(describe("JSON Pointer into what was sent")), message });

/** GET of an event answers with an event document, whose schema is in event-document.ts. */
export const responses = {
	welcome: z.object({
		name: z.string(),
		version: z.string(),
		message,
		links: z.record(z.string(), z.string()),
	}),
	openapi: z.looseObject({ openapi: z.string() }),
	check: z.object({ message, available: z.boolean(), status, expires: z.optional(expires), ...ofPlan }),
	"check-seats": z.object({
		message,
		event: eventId,
		seats: z.array(z.extend(seatState, { available: z.boolean(), ...ofPlan })),
	}),
	"num-available": z.extend(counted, {
		asOf: instant("When it was counted"),
		sections: z.optional(z.record(z.string(), countedSection)),
		categories: z.optional(
			z
				.record(z.string(), countedSection)
				.check(describe("By category; the seats without one are under an empty text")),
		),
	}),
	lock: z.extend(moved, {
		token: token.check(describe("Keep it: extend, unlock and claim need it")),
		expires,
	}),
	extend: z.extend(moved, { expires }),
	unlock: moved,
	claim: moved,
	sell: moved,
	change: moved,
	together: z.object({ message, event: eventId, num: z.int(), seats: z.array(seat) }),
	"lock-together": z.extend(moved, { token, expires }),
	seats: z.object({
		event: eventId,
		name: z.string(),
		sections: z.array(z.object({ section: label, rows: z.array(rowMap) })),
	}),
	release: moved,
	block: moved,
	unblock: moved,
	"put-event": z.extend(eventSummary, {
		message,
		sections: z.record(z.string(), count("Seats of the section")),
		oddities: z.optional(z.array(oddity).check(describe("What is worth a look although it was taken"))),
	}),
	"patch-event": z.extend(eventSummary, { message }),
	"list-events": z.object({
		events: z.array(eventSummary),
		next: z.optional(eventId.check(describe("Ask for the events after this one the next time"))),
	}),
	"delete-event": z.object({ message, event: eventId }),
	taken: z.object({
		event: eventId,
		seats: z.array(takenSeat),
		next: z.optional(z.string().check(describe("Ask for the seats after this page the next time"))),
	}),
	changes: z.object({
		changes: z.array(change),
		next: count("Ask for the changes after this number the next time"),
	}),
} as const satisfies Record<Exclude<RouteName, "get-event" | "get-document">, z.ZodMiniObject>;

/** RFC 9457, with all that some type of problem tells besides. */
export const problem = z.looseObject({
	type: z.string().check(describe("Which problem: /problems/…")),
	title: z.string(),
	status: z.int(),
	detail: z.optional(z.string()),
	errors: z.optional(
		z
			.array(
				z.object({
					path: z.string().check(describe("JSON Pointer into the body, or a parameter as /name")),
					message,
				}),
			)
			.check(describe("What is malformed, and where")),
	),
	seats: z.optional(
		z.array(z.looseObject(z.partial(seatState).shape)).check(describe("The seats for which it was refused")),
	),
	held: z.optional(z.array(seat).check(describe("The seats of the party that the token holds"))),
	total: z.optional(count("How many seats it was refused for; `seats` lists the first of them")),
	accepts: z.optional(z.string().check(describe("The media type that the body must have"))),
	offers: z.optional(z.array(z.string()).check(describe("The types of an answer that there are"))),
	event: z.optional(z.string().check(describe("The event that there is not"))),
	order: z.optional(z.string().check(describe("The order that has no seat"))),
	opens: z.optional(instant("Locks are taken from then on")),
	closes: z.optional(instant("Locks were taken until then")),
	limit: z.optional(count("How many seats, or bytes, there may be")),
	largest: z.optional(count("How many seats there are side by side")),
	sold: z.optional(count("How many seats are sold")),
	locked: z.optional(count("How many seats are locked")),
	head: z.optional(count("The number of the last change")),
	requestId: z.optional(z.string().check(describe("The id under which the log knows the request"))),
});
