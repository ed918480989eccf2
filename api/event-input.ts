/** What a PUT and a PATCH of an event take, for the OpenAPI document. */
import * as z from "zod/mini";
import { eventDocument, header, size } from "./event-document.ts";

/** A label of a pretix plan: a number counts as its digits, and a missing one is made up. */
const pretixLabel = z.optional(z.nullable(z.union([z.string(), z.number()])));

/** Editors write null where they have no number. */
const position = z
	.optional(z.unknown())
	.check(z.describe('`{"x": …, "y": …}` in numbers; an invalid position is ignored'));

/** What plans that pretix did not make may say of a seat; the words are those of an event document. */
const mark = z.optional(z.nullable(z.boolean()));
const state = {
	status: z.optional(z.nullable(z.enum(["", "available", "locked", "sold", "blocked"]))),
	order: z.optional(z.unknown()).check(z.describe("Of a sold seat: a text or number; elsewhere it is ignored")),
	reason: z.optional(z.unknown()).check(z.describe("Of a blocked seat: a text or number; elsewhere it is ignored")),
	expires: z.optional(z.unknown()).check(z.describe("Of a locked seat: whole epoch seconds; elsewhere it is ignored")),
	blocked: mark,
	accessible: mark,
	wheelchair: mark,
};

/** A pretix seating plan, as far as documents/pretix-plan.ts reads it; every other field is named in the oddities. */
export const pretixPlan = z
	.looseObject({
		name: pretixLabel,
		categories: z.optional(z.nullable(z.array(z.looseObject({ name: pretixLabel, color: z.optional(z.unknown()) })))),
		zones: z.array(
			z.looseObject({
				name: pretixLabel,
				zone_id: pretixLabel,
				rows: z.optional(
					z.array(
						z.looseObject({
							row_number: pretixLabel,
							row_label: pretixLabel,
							position,
							seats: z.array(
								z.looseObject({
									seat_guid: pretixLabel,
									seat_number: pretixLabel,
									position,
									category: pretixLabel,
									...state,
								}),
							),
						}),
					),
				),
			}),
		),
	})
	.check(z.describe("A pretix seating plan: zones become sections; a wide distance between neighbours is a gap"));

export const eventInput = z.union([eventDocument, pretixPlan]);

const removable = <Schema extends z.ZodMiniType>({ def }: z.ZodMiniOptional<Schema>) =>
	z.optional(z.nullable(def.innerType));

const partsOfSize = Object.fromEntries(Object.entries(size.def.shape).map(([name, one]) => [name, z.optional(one)]));

/** A merge patch (RFC 7396) of a document: null removes a field, and an object is merged as deep as it goes. */
export const eventPatch = z.strictObject({
	name: z.optional(header.name),
	_comment: removable(header._comment),
	opens: removable(header.opens),
	closes: removable(header.closes),
	lockSeconds: removable(header.lockSeconds),
	maxLockSeconds: removable(header.maxLockSeconds),
	maxSeatsPerLock: removable(header.maxSeatsPerLock),
	categories: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
	decorations: removable(header.decorations),
	size: z.optional(z.nullable(z.strictObject(partsOfSize))),
	sections: z.optional(z.never()),
});
