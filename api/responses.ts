/** What callers get (contract §4); the OpenAPI document is made from these schemas, and tests check answers with them. */
import * as z from "zod/mini";
import { corner, decoration } from "./event-document.ts";
import { count, describe, eventId, instant, label, order, reason, seat, token } from "./fields.ts";
import type { RouteName } from "./routes.ts";

/** One request names at most a hundred seats; a page has at most a thousand entries. */
const listOf = <Item extends z.ZodMiniType>(item: Item) => z.array(item).check(z.maxLength(100));
const pageOf = <Item extends z.ZodMiniType>(item: Item) => z.array(item).check(z.maxLength(1_000));

const message = z.string().check(describe("What happened, for people"));
export const status = z.enum(["available", "locked", "sold", "blocked"]);
const expires = instant("When the lock ends, and the seat may come free");
export const seatState = z.object({ section: label, row: label, seat: label, status, expires: z.optional(expires) });

const category = z.string().check(describe("The price level of the seat"));
const ofPlan = { category: z.optional(category), accessible: z.optional(z.literal(true)) };

const moved = z.object({ message, event: eventId, seats: listOf(seatState) });
const lock = z.extend(moved, {
	token: token.check(describe("Keep it: extend, unlock and claim need it")),
	expires: instant("When the first of the locks ends"),
});
const counted = z.object({ num: count("Available seats"), capacity: count("Seats of the plan") });
export const countedSection = z.extend(counted, {
	locked: count("Seats under a live lock"),
	sold: count("Sold seats"),
	blocked: count("Seats off sale"),
	largest: count("The longest run of available seats side by side"),
});
export const checkedSeat = z.extend(seatState, { available: z.boolean(), ...ofPlan });
export const state = z.object({ status, expires: z.optional(expires) });
export const mapSeat = z.object({ seat: label, ...ofPlan });
export const rowMap = z.object({
	row: label,
	seats: z.array(z.nullable(z.union([label, mapSeat]))).check(describe("In the row's order; null is a gap")),
	category: z.optional(z.string().check(describe("Of the seats that name none themselves"))),
	taken: z.optional(z.record(z.string(), state).check(describe("The taken seats only, by label"))),
});
export const mapSection = z.object({ section: label, rows: z.array(rowMap) });
export const eventSummary = z.object({
	event: eventId,
	name: z.string(),
	opens: z.optional(instant("Locks are taken from then on")),
	closes: z.optional(instant("Locks are taken until then")),
	capacity: count("Seats of the plan"),
});

/** A seat with all that a seller may know of it. */
export const seatFacts = z.extend(seatState, {
	order: z.optional(order),
	reason: z.optional(reason),
	soldAt: z.optional(instant("When the seat was sold")),
	lockedAt: z.optional(instant("When the lock was made")),
	category: z.optional(category),
	accessible: z.optional(z.literal(true)),
});

export const change = z.object({
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

export const chartId = z.string().check(describe("The chart's id: 22 of A-Z, a-z, 0-9, _ and -"));
const places = describe("Its places in order: a label, null for a gap, or a run of labels [prefix, from, num, by]");
/** x, y and angle of a frame, which need not be given. */
const frame = {
	x: z.optional(z.number().check(describe("Where its middle is; 0"))),
	y: z.optional(z.number().check(describe("Where its middle is; y grows downwards; 0"))),
	angle: z.optional(z.number().check(describe("How it is turned: degrees clockwise from to the right; 0"))),
};
const whole = (least: number) => z.int().check(z.gte(least));
export const chartCategory = z.object({ category: z.string(), color: z.optional(z.string()) });
export const chartRow = z
	.object({
		row: label,
		...frame,
		step: z.optional(z.number().check(describe("How wide a place is: the distance from each to the next; 1"))),
		turn: z.optional(z.number().check(describe("By how many degrees the direction turns after each place; 0"))),
		gaps: z.optional(z.array(z.number()).check(describe("How wide each gap is, in steps; 1"))),
		points: z.optional(
			z.array(z.number()).check(describe("x and y of each seat in turn, gaps left out, in place of a line or an arc")),
		),
		seats: z
			.array(z.union([label, z.null(), z.array(z.union([z.string(), z.int()])).check(z.minLength(4), z.maxLength(4))]))
			.check(places),
		category: z.optional(
			z
				.union([whole(-1), z.array(z.array(whole(-1)).check(z.minLength(2), z.maxLength(2)))])
				.check(describe("Of all its seats, by place in the chart's list, or runs [category, num]; -1, none")),
		),
		labelAt: z.optional(
			z.enum(["start", "end"]).check(describe("At which of its ends its label is written; at both unless given")),
		),
		accessible: z.optional(
			z.array(whole(0)).check(describe("The accessible seats, by their place among the seats of the row")),
		),
	})
	.check(describe("Its x, y and angle are those of its middle place, in the frame of its section"));
export const chartSection = z.object({
	section: label,
	...frame,
	outline: z.optional(z.array(corner).check(describe("On the chart, not in the frame of the section"))),
	rows: z.array(chartRow),
});
const chart = z.object({
	size: z
		.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
		.check(describe("A rectangle around everything that is drawn, the smallest unless the document says more")),
	categories: z.array(chartCategory),
	sections: z.array(chartSection),
	decorations: z.array(decoration).check(describe("The hindmost first")),
});

export const oddity = z.object({ path: z.string().check(describe("JSON Pointer into what was sent")), message });

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
		seats: listOf(checkedSeat),
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
	lock,
	extend: z.extend(moved, { expires }),
	unlock: moved,
	claim: moved,
	sell: moved,
	change: moved,
	together: z.object({ message, event: eventId, num: z.int(), seats: listOf(seat) }),
	"lock-together": lock,
	"sell-together": moved,
	seats: z.object({
		event: eventId,
		name: z.string(),
		sections: z.array(mapSection),
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
	"get-chart": chart,
	"get-chart-by-id": chart,
	availability: z.object({
		name: z.string(),
		opens: z.optional(instant("Locks are refused before it")),
		closes: z.optional(instant("Locks are refused from it on")),
		chart: chartId,
		asOf: instant("When the house was looked at"),
		bits: z.string().check(describe("In base64: a bit for each seat of the chart, or of the section; 1 is available")),
		counts: z.array(count("Available seats")).check(describe("Of each section in the chart's order, or of the one")),
	}),
	"list-events": z.object({
		events: pageOf(eventSummary),
		next: z.optional(eventId.check(describe("Ask for the events after this one the next time"))),
	}),
	"delete-event": z.object({ message, event: eventId }),
	taken: z.object({
		event: eventId,
		seats: pageOf(seatFacts),
		next: z.optional(z.string().check(describe("Ask for the seats after this page the next time"))),
	}),
	changes: z.object({
		changes: pageOf(change),
		next: count("Ask for the changes after this number the next time"),
	}),
} as const satisfies Record<Exclude<RouteName, "get-event" | "get-document">, z.ZodMiniObject>;
