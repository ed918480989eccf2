/**
 * The problems that an operation can answer with (RFC 9457): one schema a type, so that a client tells them apart by
 * `type` and then knows their members. The OpenAPI document is made from them; no function loads this file but `openapi`.
 */
import * as z from "zod/mini";
import { count, describe, instant, order, seat } from "./fields.ts";
import { PROBLEMS } from "./problem-table.ts";
import { seatFacts } from "./responses.ts";

const title = z.string().check(describe("What the type means, for people"));
const detail = z.optional(z.string().check(describe("What to do about it, for people")));

/** @param meaning what it means, where there is more to say than its title does. */
function problem<const Kind extends keyof typeof PROBLEMS, Members extends z.core.$ZodLooseShape>(
	kind: Kind,
	members: Members,
	meaning: string = PROBLEMS[kind].title,
	statuses: readonly number[] = [PROBLEMS[kind].status],
) {
	const type = z.literal(`/problems/${kind}` as const);
	return z.object({ type, title, status: z.literal(statuses), detail, ...members }).check(describe(meaning));
}

const mistake = z
	.object({
		path: z.string().check(describe("JSON Pointer into the body, or a parameter as /name")),
		message: z.string().check(describe("What is wrong there, for people")),
	})
	.check(describe("A place that is wrong"));

const changedSeat = z.object({
	...seat.shape,
	was: z.nullable(z.string()).check(describe("The id of the seat under these labels; null: none is known")),
	wouldBe: z.nullable(z.string()).check(describe("The id that the document gives it")),
});

const list = <Item extends z.ZodMiniType>(item: Item, text: string) =>
	z.array(item).check(z.maxLength(100), describe(text));
const inTheWay = (text: string) => list(seatFacts, text);

/** By its kind: `/problems/{kind}`. */
export const problems = {
	"invalid-request": problem("invalid-request", { errors: list(mistake, "Every place that is wrong, up to 100") }),
	unauthorized: problem("unauthorized", {}, "A seller's operation without a valid key"),
	"not-on-sale": problem("not-on-sale", { opens: instant("Locks are taken from then on") }),
	"unknown-event": problem("unknown-event", { event: z.string() }),
	"unknown-seat": problem(
		"unknown-seat",
		{ seats: list(z.partial(seat), "The labels that it does not have") },
		"The event has no such seat, or no such section",
	),
	"unknown-category": problem("unknown-category", {
		categories: list(z.string(), "The categories that it does not have"),
	}),
	"unknown-chart": problem(
		"unknown-chart",
		{ chart: z.string().check(describe("The id that it does not know")) },
		"The event has no such chart, and has had none",
	),
	"unknown-order": problem("unknown-order", { order }),
	"not-acceptable": problem("not-acceptable", {
		offers: list(z.string(), "The types that there are, or the encoding"),
	}),
	"seats-unavailable": problem(
		"seats-unavailable",
		{
			seats: inTheWay("The seats in the way: until when a lock on them lasts, and what a seller may know besides"),
			held: z.optional(list(seat, "The seats of the party that the token holds, if the party was asked for before")),
		},
		"Not every seat is available; nothing was changed",
	),
	"not-your-lock": problem(
		"not-your-lock",
		{ seats: list(seat, "The seats that it has not locked") },
		"The token has no live lock of every seat; nothing was changed",
	),
	"not-your-order": problem(
		"not-your-order",
		{ seats: list(seat, "The seats that are not") },
		"Not every seat is sold under that order or token",
	),
	"not-as-expected": problem(
		"not-as-expected",
		{ seats: z.array(seatFacts).check(describe("The seats as they are")) },
		"Not every seat is as the request expects; nothing was changed",
	),
	"not-together": problem("not-together", { largest: count("How many there are side by side") }),
	"seats-in-use": problem("seats-in-use", {
		sold: count("How many are sold"),
		locked: count("How many are locked"),
	}),
	"seats-removed": problem("seats-removed", {
		total: count("How many seats it drops"),
		seats: list(seat, "The first of them"),
	}),
	"seats-changed": problem("seats-changed", {
		total: count("How many seats it changes"),
		seats: list(changedSeat, "The first of them"),
	}),
	"event-closed": problem("event-closed", { closes: instant("Locks were taken until then") }),
	"changes-expired": problem("changes-expired", {
		head: count("The number of the last change: take all seats again, and go on from here"),
	}),
	"changed-meanwhile": problem("changed-meanwhile", {}),
	"too-large": problem("too-large", { limit: count("The most bytes that it may have") }),
	"unsupported-media-type": problem("unsupported-media-type", {
		accepts: z.string().check(describe("The type, or the encoding, that the body must have")),
	}),
	"too-many-seats": problem("too-many-seats", { limit: count("The most that it may name") }),
	internal: problem("internal", {
		requestId: z.string().check(describe("The id under which the log knows the request")),
	}),
	"try-again": problem(
		"try-again",
		{
			progress: z.optional(
				z.number().check(z.gte(0), z.lte(1), describe("How much of a large event is written, if the service says so")),
			),
		},
		"Too many requests, or not finished in time: try again",
		[429, 503],
	),
} as const;

export type ProblemKind = keyof typeof problems;

/** The statuses under which each problem is answered. */
export const statusesOf = (kind: ProblemKind): readonly number[] => problems[kind].shape.status.def.values as number[];
