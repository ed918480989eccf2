/**
 * What callers may send and what they get (contract §4): these schemas check the requests, and the OpenAPI document is
 * made from the same.
 */

import * as z from "zod/mini";
import english from "zod/v4/locales/en.js";
import type { RouteName } from "./routes.ts";

// The one language of the messages: all of them would be 200 KB in every function.
z.config(english());

const describe = (text: string) => z.describe<never>(text) as never;

/** What the document says of a schema, while the function checks it by other means. */
const say = (words: Readonly<Record<string, unknown>>) => z.meta<never>(words) as never;

export const label = z
	.string()
	.check(
		z.regex(/^[^\p{Cc}\p{Cs}]{1,64}$/u, "expected 1 to 64 characters without control characters"),
		describe("A section, row or seat label"),
	);

export const eventId = z
	.string()
	.check(
		z.regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "expected 1 to 63 of a-z, 0-9 and -, not beginning with -"),
		describe("An event's id"),
	);

const token = z
	.string()
	.check(
		z.regex(/^[A-Za-z0-9_-]{22,128}$/, "expected 22 to 128 of A-Z, a-z, 0-9, _ and -"),
		describe("The secret that proves whose lock it is: at least 128 random bits"),
	);

const lockLength = (text: string) => z.int().check(z.gte(1), z.lte(604_800), describe(text));
const seconds = lockLength("How long the lock lasts, at most maxLockSeconds of the event");

const order = z
	.string()
	.check(
		z.regex(/^[^\p{Cc}\p{Cs}]{1,128}$/u, "expected 1 to 128 characters without control characters"),
		describe("The seller's own reference for the sale"),
	);

const instant = (text: string) => z.int().check(z.gte(0), describe(`${text}, epoch seconds`));
const count = (text: string) => z.int().check(z.gte(0), describe(text));

export const seat = z.strictObject({ section: label, row: label, seat: label });

/** A body that names many seats. More than a hundred of them are no malformed body, but a refusal of their own (422). */
export const seats = z
	.array(seat)
	.check(
		z.minLength(1, "expected at least one seat"),
		say({ maxItems: 100, description: "No seat twice, and in a lock at most maxSeatsPerLock of the event" }),
	);

const reason = z
	.string()
	.check(
		z.regex(/^[^\p{Cc}\p{Cs}]{1,256}$/u, "expected 1 to 256 characters without control characters"),
		describe("Why the seat is off sale"),
	);

const num = "How many seats side by side, at most maxSeatsPerLock of the event";

/** What an operation takes besides the labels of its path. A body of the form for many seats has `seats` as well. */
interface Request {
	readonly query?: z.ZodMiniObject;
	readonly body?: z.ZodMiniObject | z.ZodMiniUnknown;
}

export const requests = {
	welcome: {},
	openapi: {},
	check: {},
	"num-available": {
		query: z.strictObject({
			section: z.optional(label),
			by: z.optional(z.literal("section").check(describe("Counts each section as well"))),
		}),
	},
	lock: { body: z.strictObject({ token: z.optional(token), seconds: z.optional(seconds) }) },
	extend: { body: z.strictObject({ token, seconds: z.optional(seconds) }) },
	unlock: { body: z.strictObject({ token }) },
	claim: { body: z.strictObject({ token, order: z.optional(order) }) },
	together: {
		query: z.strictObject({
			num: z.string().check(z.regex(/^[1-9][0-9]{0,2}$/, "expected a number from 1"), describe(num)),
			section: z.optional(label),
			accessible: z.optional(z.enum(["true", "false"]).check(describe("Whether one of them is to be accessible"))),
		}),
	},
	"lock-together": {
		body: z.strictObject({
			num: z.int().check(z.gte(1), describe(num)),
			sections: z.optional(
				z.array(label).check(z.minLength(1), z.maxLength(1_000), describe("Where to look, the best first; everywhere")),
			),
			accessible: z.optional(z.boolean().check(describe("Whether one of them is to be accessible"))),
			token: z.optional(token),
			seconds: z.optional(seconds),
		}),
	},
	seats: { query: z.strictObject({ section: z.optional(label) }) },
	release: {
		body: z.strictObject({ order: z.optional(order), token: z.optional(token) }).check(
			z.refine(({ order, token }) => order !== undefined || token !== undefined, "expected the order or the token"),
			say({ anyOf: [{ required: ["order"] }, { required: ["token"] }] }),
		),
	},
	block: { body: z.strictObject({ reason }) },
	unblock: { body: z.strictObject({ reason: z.optional(reason) }) },
	"put-event": { body: z.unknown() },
	"get-event": {},
	"list-events": {},
	"delete-event": {},
	changes: {
		query: z.strictObject({
			after: z.optional(
				z
					.string()
					.check(
						z.regex(/^(0|[1-9][0-9]{0,15})$/, "expected a number from 0"),
						describe("The last number that the caller has; without it, the answer only tells how far the feed goes"),
					),
			),
			wait: z.optional(
				z
					.string()
					.check(
						z.regex(/^(1?[0-9]|20)$/, "expected 0 to 20"),
						describe("How many seconds to wait for the next change when there is none; 20"),
					),
			),
			limit: z.optional(
				z
					.string()
					.check(z.regex(/^([1-9][0-9]{0,2}|1000)$/, "expected 1 to 1000"), describe("The most changes to give; 1000")),
			),
		}),
	},
} as const satisfies Record<RouteName, Request>;

const message = z.string().check(describe("What happened, for people"));
const status = z.enum(["available", "locked", "sold", "blocked"]);
const expires = instant("When the lock ends, and the seat may come free");
const seatState = z.object({ section: label, row: label, seat: label, status, expires: z.optional(expires) });

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
		.array(z.nullable(z.union([label, z.object({ seat: label, accessible: z.literal(true) })])))
		.check(describe("In the row's order; null is a gap")),
	taken: z.optional(z.record(z.string(), state).check(describe("The taken seats only, by label"))),
});
const eventSummary = z.object({
	event: eventId,
	name: z.string(),
	opens: z.optional(instant("Locks are taken from then on")),
	closes: z.optional(instant("Locks are taken until then")),
	capacity: count("Seats of the plan"),
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

/** GET of an event answers with an event document: event-document.ts has its schema, which few functions load. */
export const responses = {
	welcome: z.object({
		name: z.string(),
		version: z.string(),
		message,
		links: z.record(z.string(), z.string()),
	}),
	openapi: z.looseObject({ openapi: z.string() }),
	check: z.object({ message, available: z.boolean(), status, expires: z.optional(expires) }),
	"num-available": z.extend(counted, {
		asOf: instant("When it was counted"),
		sections: z.optional(z.record(z.string(), countedSection)),
	}),
	lock: z.extend(moved, {
		token: token.check(describe("Keep it: extend, unlock and claim need it")),
		expires,
	}),
	extend: z.extend(moved, { expires }),
	unlock: moved,
	claim: moved,
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
	"list-events": z.object({ events: z.array(eventSummary) }),
	"delete-event": z.object({ message, event: eventId }),
	changes: z.object({
		changes: z.array(change),
		next: count("Ask for the changes after this number the next time"),
	}),
} as const satisfies Record<Exclude<RouteName, "get-event">, z.ZodMiniObject>;

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
	seats: z.optional(z.array(z.partial(seatState)).check(describe("The seats for which it was refused"))),
	event: z.optional(z.string().check(describe("The event that there is not"))),
	opens: z.optional(instant("Locks are taken from then on")),
	closes: z.optional(instant("Locks were taken until then")),
	limit: z.optional(count("How many seats, or bytes, there may be")),
	largest: z.optional(count("How many seats there are side by side")),
	sold: z.optional(count("How many seats are sold")),
	locked: z.optional(count("How many seats are locked")),
	head: z.optional(count("The number of the last change")),
	requestId: z.optional(z.string().check(describe("The id under which the log knows the request"))),
});
