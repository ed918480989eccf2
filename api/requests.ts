/** What callers may send (contract §4): these schemas check the requests, and the OpenAPI document is made from them. */
import * as z from "zod/mini";
import {
	describe,
	eventId,
	instant,
	label,
	lockLength,
	MAX_SEATS,
	order,
	reason,
	say,
	seat,
	seconds,
	token,
} from "./fields.ts";
import type { RouteName } from "./routes.ts";

/** A category to look in: `""` is that of the seats without one. */
const categoryAsked = z.union([label, z.literal("").check(describe("The seats without a category"))]);

/** The most entries of a page. */
const pageLimit = (text: string) =>
	z.string().check(z.regex(/^([1-9][0-9]{0,2}|1000)$/, "expected 1 to 1000"), describe(`${text}; 1000`));

/** What a seat must be exactly. */
export const expected = z.discriminatedUnion("status", [
	z.strictObject({ status: z.literal("available") }),
	z.strictObject({
		status: z.literal("locked"),
		expires: instant("When the lock ends"),
		lockedAt: z.optional(instant("When the lock was made")),
	}),
	z.strictObject({
		status: z.literal("sold"),
		order: z.nullable(order).check(describe("null: sold without an order")),
		soldAt: z.optional(instant("When the seat was sold")),
	}),
	z.strictObject({ status: z.literal("blocked"), reason }),
]);

/** What a seat shall be. */
export const wanted = z.discriminatedUnion("status", [
	z.strictObject({ status: z.literal("available") }),
	z.strictObject({
		status: z.literal("locked"),
		token: token.check(describe("Made by the caller; not in the answer")),
		seconds: lockLength("How long the lock lasts, up to 7 days"),
	}),
	z.strictObject({ status: z.literal("sold"), order }),
	z.strictObject({ status: z.literal("blocked"), reason }),
]);

/** For a JSON Schema: an object with this text, and perhaps others. */
const having = (name: string) => ({
	required: [name],
	properties: { [name]: { type: "string" } },
	additionalProperties: true,
});

const NUM = "How many seats side by side, at most maxSeatsPerLock of the event";

/** Where a party is seated. */
const filters = {
	sections: z.optional(
		z.array(label).check(
			z.minLength(1, "expected at least one section"),
			z.maxLength(100, "expected at most 100 sections"),
			z.refine((sections) => new Set(sections).size === sections.length, "a section is named twice"),
			describe("Where to look, the best first, no section twice; everywhere unless given"),
		),
	),
	categories: z.optional(
		z.array(categoryAsked).check(
			z.minLength(1, "expected at least one category"),
			z.maxLength(100, "expected at most 100 categories"),
			z.refine((all) => new Set(all).size === all.length, "a category is named twice"),
			describe("Only seats of these categories; one party is of one category"),
		),
	),
	accessible: z.optional(z.boolean().check(describe("true: at least one of them is accessible; false: none"))),
};

/** What an operation takes besides the labels of its path. A body that names many seats also has `seats`. */
export interface RequestSchema {
	readonly query?: z.ZodMiniObject;
	readonly body?: z.ZodMiniObject | z.ZodMiniUnknown;
	/** The body that names no seats, where the request can do without. */
	readonly bodyWithoutSeats?: z.ZodMiniObject;
	/** The list of its body that names its seats, where it is not `seats`. */
	readonly seatField?: "changes";
	/** Who limits the seats of one request: its event, or else the service, to 100. */
	readonly seatLimit?: "of the event";
}

export const requests = {
	welcome: {},
	openapi: {},
	check: {},
	"check-seats": { body: z.strictObject({}), seatLimit: "of the event" },
	"num-available": {
		query: z.strictObject({
			section: z.optional(label),
			by: z.optional(z.enum(["section", "category"]).check(describe("Counts each section, or each category, as well"))),
		}),
	},
	lock: {
		body: z.strictObject({ token: z.optional(token), seconds: z.optional(seconds) }),
		seatLimit: "of the event",
	},
	extend: { body: z.strictObject({ token, seconds: z.optional(seconds) }) },
	unlock: { body: z.strictObject({ token }) },
	claim: { body: z.strictObject({ token, order: z.optional(order) }) },
	sell: { body: z.strictObject({ order, reason: z.optional(reason), token: z.optional(token) }) },
	change: {
		body: z.strictObject({
			changes: z
				.array(z.strictObject({ ...seat.shape, from: expected, to: wanted }))
				.check(
					z.minLength(1, "expected at least one change"),
					say({ maxItems: MAX_SEATS, description: "No seat twice" }),
				),
		}),
		seatField: "changes",
	},
	together: {
		query: z.strictObject({
			num: z.string().check(z.regex(/^[1-9][0-9]{0,2}$/, "expected a number from 1 to 999"), describe(NUM)),
			section: z.optional(label),
			category: z.optional(categoryAsked),
			accessible: z.optional(
				z.enum(["true", "false"]).check(describe("true: at least one of them is accessible; false: none")),
			),
		}),
	},
	"lock-together": {
		body: z.strictObject({
			num: z.int().check(z.gte(1), say({ maximum: 99, description: NUM })),
			...filters,
			token: z.optional(token),
			seconds: z.optional(seconds),
		}),
	},
	"sell-together": {
		body: z.strictObject({
			num: z.int().check(z.gte(1), say({ maximum: 99, description: "How many seats side by side" })),
			order,
			...filters,
		}),
	},
	seats: { query: z.strictObject({ section: z.optional(label) }) },
	release: {
		body: z.strictObject({ order: z.optional(order), token: z.optional(token) }).check(
			z.refine(({ order, token }) => order !== undefined || token !== undefined, "expected the order or the token"),
			say({ anyOf: [having("order"), having("token")], description: "With the order, the token, or both" }),
		),
		bodyWithoutSeats: z.strictObject({
			order,
			num: z
				.int("expected the number of seats of the whole order, or else `seats`")
				.check(
					z.gte(1, "expected at least 1"),
					say({ maximum: MAX_SEATS, description: "How many seats the whole order has" }),
				),
		}),
	},
	block: { body: z.strictObject({ reason }) },
	unblock: { body: z.strictObject({ reason: z.optional(reason) }) },
	"put-event": { body: z.unknown() },
	"patch-event": {
		body: z.looseObject({
			sections: z.optional(z.never("to change sections, PUT the whole document")),
		}),
	},
	"get-event": {},
	"get-document": {},
	"get-chart": {},
	"get-chart-by-id": {},
	availability: { query: z.strictObject({ section: z.optional(label) }) },
	taken: {
		query: z
			.strictObject({
				order: z.optional(order),
				section: z.optional(label),
				row: z.optional(label.check(describe("Only with a section"))),
				seat: z.optional(label.check(describe("Only with a row"))),
				status: z.optional(z.enum(["locked", "sold", "blocked"])),
				after: z.optional(
					z.string().check(z.maxLength(1_000, "expected `next` of a page"), describe("The `next` of the page before")),
				),
				limit: z.optional(pageLimit("The most seats to list")),
			})
			.check(
				z.refine(({ section, row }) => row === undefined || section !== undefined, "a row needs its section"),
				z.refine(({ row, seat }) => seat === undefined || row !== undefined, "a seat needs its row"),
			),
	},
	"list-events": {
		query: z.strictObject({
			after: z.optional(eventId),
			limit: z.optional(pageLimit("The most events to list")),
		}),
	},
	"delete-event": {},
	changes: {
		query: z.strictObject({
			after: z.optional(
				z
					.string()
					.check(
						z.regex(/^(0|[1-9][0-9]{0,15})$/, "expected a number from 0"),
						describe("The last number that the caller has; without it, only how far the feed goes"),
					),
			),
			wait: z.optional(
				z
					.string()
					.check(
						z.regex(/^(1?[0-9]|20)$/, "expected 0 to 20"),
						describe("How many seconds to wait for the next change; 20"),
					),
			),
			limit: z.optional(pageLimit("The most changes to give")),
		}),
	},
} as const satisfies Record<RouteName, RequestSchema>;
