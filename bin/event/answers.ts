/** What the commands need of the service's answers; the service may say more. */
import * as z from "zod/mini";

const summary = z.object({
	event: z.string(),
	name: z.string(),
	opens: z.optional(z.number()),
	closes: z.optional(z.number()),
	capacity: z.number(),
});

export const putAnswer = z.object({ capacity: z.number(), sections: z.record(z.string(), z.unknown()) });
export const eventDocument = z.object({
	name: z.string(),
	closes: z.optional(z.number()),
	sections: z.record(z.string(), z.unknown()),
});
export const eventList = z.object({ events: z.array(summary), next: z.optional(z.string()) });
export const takenPage = z.object({
	seats: z.array(
		z.object({
			section: z.string(),
			row: z.string(),
			seat: z.string(),
			status: z.string(),
			order: z.optional(z.string()),
			reason: z.optional(z.string()),
			soldAt: z.optional(z.number()),
			lockedAt: z.optional(z.number()),
			expires: z.optional(z.number()),
			category: z.optional(z.string()),
		}),
	),
});
export const deleteAnswer = z.object({ message: z.string() });
export const movedSeats = z.object({
	seats: z.array(z.object({ section: z.string(), row: z.string(), seat: z.string() })),
});
