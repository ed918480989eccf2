/** What callers may send (contract §4): these schemas check the requests, and the OpenAPI document is made from them. */
import * as z from "zod/mini";
import { describe, eventId, label, order, reason, say, seconds, token } from "./fields.ts";
import type { RouteName } from "./routes.ts";

const NUM = "How many seats side by side, at most maxSeatsPerLock of the event";

/** What an operation takes besides the labels of its path. A body that names many seats also has `seats`. */
export interface RequestSchema {
	readonly query?: z.ZodMiniObject;
	readonly body?: z.ZodMiniObject | z.ZodMiniUnknown;
	/** Who limits the seats of one request: its event, or else the service, to 100. */
	readonly seatLimit?: "of the event";
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
	lock: {
		body: z.strictObject({ token: z.optional(token), seconds: z.optional(seconds) }),
		seatLimit: "of the event",
	},
	extend: { body: z.strictObject({ token, seconds: z.optional(seconds) }) },
	unlock: { body: z.strictObject({ token }) },
	claim: { body: z.strictObject({ token, order: z.optional(order) }) },
	together: {
		query: z.strictObject({
			num: z.string().check(z.regex(/^[1-9][0-9]{0,2}$/, "expected a number from 1"), describe(NUM)),
			section: z.optional(label),
			accessible: z.optional(z.enum(["true", "false"]).check(describe("Whether one of them is to be accessible"))),
		}),
	},
	"lock-together": {
		body: z.strictObject({
			num: z.int().check(z.gte(1), describe(NUM)),
			sections: z.optional(
				z.array(label).check(
					z.minLength(1),
					z.maxLength(100, "expected at most 100 sections"),
					z.refine((sections) => new Set(sections).size === sections.length, "a section is named twice"),
					describe("Where to look, the best first, no section twice; everywhere unless given"),
				),
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
	"patch-event": {
		body: z.looseObject({
			sections: z.optional(z.never("a PUT of the whole document changes sections")),
		}),
	},
	"get-event": {},
	"list-events": {
		query: z.strictObject({
			after: z.optional(eventId),
			limit: z.optional(
				z
					.string()
					.check(z.regex(/^([1-9][0-9]{0,2}|1000)$/, "expected 1 to 1000"), describe("The most events to list; 1000")),
			),
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
} as const satisfies Record<RouteName, RequestSchema>;
