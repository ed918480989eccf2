/** The event document (contract §5). */
import * as z from "zod/mini";
import { describe, instant, lockLength } from "./fields.ts";

/** The event document (contract §5), as far as a schema can say it; its reader says the rest, with the place. */
export const eventDocument = z.object({
	name: z.string(),
	_comment: z.optional(z.string()),
	opens: z.optional(instant("Locks are refused before it")),
	closes: z.optional(instant("Locks are refused from it on")),
	lockSeconds: z.optional(lockLength("How long a lock lasts that does not ask for its own length; 600")),
	maxLockSeconds: z.optional(lockLength("The longest that a lock may last in all, however often it is extended; 1800")),
	maxSeatsPerLock: z.optional(z.int().check(z.gte(1), z.lte(100), describe("How many seats one lock may take; 10"))),
	sections: z
		.record(z.string(), z.unknown())
		.check(
			describe(
				'By label: rows by label as {"a": {"1": {"status": "available"}}}, or rows in order as [{"row": "A", "seats": ["1", null, "2"]}], null a gap; a _comment may stand among them',
			),
		),
});

/** A label as plans have it: numbers are taken for their digits, and what is not there is made up. */
const written = z.optional(z.nullable(z.union([z.string(), z.number()])));

/** Editors write null where they have no number. */
const coordinate = z.optional(z.nullable(z.number()));
const position = z.optional(z.nullable(z.looseObject({ x: coordinate, y: coordinate })));

/** A pretix seating plan, as far as the service reads it; what else is in it is passed over. */
const pretixPlan = z
	.looseObject({
		name: written,
		categories: z.optional(z.nullable(z.array(z.looseObject({ name: written })))),
		zones: z.array(
			z.looseObject({
				name: written,
				zone_id: written,
				rows: z.optional(
					z.array(
						z.looseObject({
							row_number: written,
							row_label: written,
							position,
							seats: z.array(z.looseObject({ seat_number: written, position, category: written })),
						}),
					),
				),
			}),
		),
	})
	.check(describe("A pretix seating plan: zones become sections; a wide distance between neighbours is a gap"));

/** What a PUT of an event takes. */
export const eventFile = z.union([eventDocument, pretixPlan]);
