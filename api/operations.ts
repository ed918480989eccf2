/**
 * What the OpenAPI document says of each operation in words, and which problems it can answer with. No function loads
 * this file but `openapi`.
 */
import type { ProblemKind } from "./problems.ts";
import type { RouteName } from "./routes.ts";

export const TAGS = [
	{ name: "buyer", description: "What a buyer's browser does: look, lock, keep and give back. Public" },
	{ name: "seller", description: "What a box office does: sell, move, give back and look up. Needs the seller's key" },
	{ name: "events", description: "The events themselves: their documents, their windows and their settings" },
	{ name: "charts", description: "What a page draws: the seats in their order, and which of them are taken" },
	{ name: "service", description: "The service itself" },
] as const;

export interface Words {
	/** Its name in a generated client. A form for many seats gets an `s`, and one for a named event `InEvent`. */
	readonly id: string;
	readonly tag: (typeof TAGS)[number]["name"];
	readonly description: string;
	/** What its answer is. */
	readonly answer: string;
	/** Besides those that every operation has. */
	readonly problems: readonly ProblemKind[];
}

/** An operation about an event that reads the table. */
const OF_EVENT = ["invalid-request", "unknown-event", "try-again"] as const;
/** One that names seats or sections. */
const OF_SEATS = [...OF_EVENT, "unknown-seat"] as const;
const OF_BODY = ["too-large", "unsupported-media-type"] as const;
const OF_BUYERS_VERB = [...OF_SEATS, ...OF_BODY, "too-many-seats"] as const;
const OF_SELLERS_VERB = [...OF_BUYERS_VERB, "unauthorized"] as const;
const OF_SELLERS_LOOK = [...OF_EVENT, "unauthorized"] as const;

export const operations: Readonly<Record<RouteName, Words>> = {
	welcome: {
		id: "getWelcome",
		tag: "service",
		description: "Says which service this is, and where to go from here.",
		answer: "Name, version and links",
		problems: [],
	},
	openapi: {
		id: "getOpenApi",
		tag: "service",
		description: "Describes every operation for programs, in OpenAPI 3.1.",
		answer: "The document",
		problems: [],
	},
	check: {
		id: "checkSeat",
		tag: "buyer",
		description: "Reads the seat's record consistently, so the answer is true at the moment it is made.",
		answer: "What the seat is",
		problems: OF_SEATS,
	},
	"check-seats": {
		id: "checkSeats",
		tag: "buyer",
		description:
			"Up to `maxSeatsPerLock` seats. Each is current; together they are no snapshot. Takes labels that a path cannot have, such as those with a slash.",
		answer: "What each seat is, in the order of the request",
		problems: OF_BUYERS_VERB,
	},
	"num-available": {
		id: "countSeats",
		tag: "buyer",
		description: "Counts what is left, also by section or by category. The answer may be a second old.",
		answer: "How many seats are left",
		problems: OF_SEATS,
	},
	lock: {
		id: "lockSeat",
		tag: "buyer",
		description:
			"Takes every seat or none. The lock ends by itself at `expires`. Send a `token` of your own, random and secret: then the same request may be sent again, and gets the same lock as long as it lives.",
		answer: "The lock, with the token that extend, unlock and claim need",
		problems: [...OF_BUYERS_VERB, "not-on-sale", "event-closed", "seats-unavailable"],
	},
	extend: {
		id: "extendSeat",
		tag: "buyer",
		description:
			"Lets every lock last longer, or none; at most `maxLockSeconds` since the seat was locked. It never makes a lock shorter.",
		answer: "The seats with their new `expires`",
		problems: [...OF_BUYERS_VERB, "not-your-lock"],
	},
	unlock: {
		id: "unlockSeat",
		tag: "buyer",
		description: "Gives every seat back, or none. A seat that is available already stays so: that succeeds too.",
		answer: "The seats, available",
		problems: [...OF_BUYERS_VERB, "not-your-lock"],
	},
	claim: {
		id: "claimSeat",
		tag: "seller",
		description:
			"Turns every lock of the token into a sale, or none. Sent again with the same token it is the same sale; an `order` fills in a missing one and never replaces one.",
		answer: "The seats, sold",
		problems: [...OF_SELLERS_VERB, "not-your-lock"],
	},
	sell: {
		id: "sellSeat",
		tag: "seller",
		description:
			"Sells every seat, or none, in one write: seats that are available, or blocked for exactly this `reason`. A seat that is sold under this `order` already counts as done, so two requests with one order are the same sale. Not bound by the event's window.",
		answer: "The seats, sold",
		problems: [...OF_SELLERS_VERB, "seats-unavailable"],
	},
	change: {
		id: "changeSeats",
		tag: "seller",
		description:
			"All or none: every seat must be exactly as its `from`. If every seat is as its `to` already, the request counts as done. So a sale moves to another seat, two orders swap seats, a sale becomes a block, or a buyer's lock is ended.",
		answer: "The seats as they are now",
		problems: [...OF_SELLERS_VERB, "not-as-expected"],
	},
	together: {
		id: "findSeatsTogether",
		tag: "buyer",
		description: "The best seats side by side. Nothing is locked, and the answer may be a second old.",
		answer: "The seats, side by side",
		problems: ["unknown-category", ...OF_SEATS, "too-many-seats", "not-together"],
	},
	"lock-together": {
		id: "lockSeatsTogether",
		tag: "buyer",
		description:
			"Finds seats side by side and locks them in one call, all or none. With a `token` of your own the request may be sent again: it gets the same seats while it holds them.",
		answer: "The lock",
		problems: [
			"unknown-category",
			...OF_BUYERS_VERB,
			"not-on-sale",
			"event-closed",
			"seats-unavailable",
			"not-together",
		],
	},
	"sell-together": {
		id: "sellSeatsTogether",
		tag: "seller",
		description:
			"Finds seats side by side and sells them in one call, all or none; up to 99. There is one party for each order, number and filters: the same request sent again is the same sale; to sell a second party under the same order, name its seats with `sell`. Not bound by the event's window.",
		answer: "The seats, sold",
		problems: ["unknown-category", ...OF_SELLERS_VERB, "seats-unavailable", "not-together"],
	},
	seats: {
		id: "getSeatMap",
		tag: "charts",
		description:
			"Every section with its rows and seats in plan order, and which of them are taken, never by whom. If the map is too large for one answer (400), ask section by section.",
		answer: "The map",
		problems: OF_SEATS,
	},
	release: {
		id: "releaseSeat",
		tag: "seller",
		description:
			"After a refund: every seat is available again, or none. `order` or `token` proves which sale is meant. The form for many also takes `{order, num}` without seats: the whole order, if it has exactly `num` seats.",
		answer: "The seats, available",
		problems: [...OF_SELLERS_VERB, "not-your-order", "unknown-order", "not-as-expected"],
	},
	block: {
		id: "blockSeat",
		tag: "seller",
		description: "Takes every seat off sale, or none, for a `reason`: house seats, the press, a broken chair.",
		answer: "The seats, blocked",
		problems: [...OF_SELLERS_VERB, "seats-unavailable"],
	},
	unblock: {
		id: "unblockSeat",
		tag: "seller",
		description:
			"Puts every seat back on sale, or none; with a `reason`, only seats that are blocked for exactly this one.",
		answer: "The seats, available",
		problems: [...OF_SELLERS_VERB, "seats-unavailable"],
	},
	"put-event": {
		id: "putEvent",
		tag: "events",
		description:
			"Takes an event document or a pretix seating plan, also as `Content-Encoding: gzip`. It is in force whole or not at all. If a large event needs more time than one request has, the answer is 503: the same PUT sent again goes on.",
		answer: "What the event is now",
		problems: [
			"invalid-request",
			"unauthorized",
			"seats-removed",
			"seats-changed",
			"changed-meanwhile",
			...OF_BODY,
			"try-again",
		],
	},
	"patch-event": {
		id: "patchEvent",
		tag: "events",
		description:
			"A JSON merge patch (RFC 7396) of the event's document without its sections: null removes a field. `sections`, and null as the name, are refused.",
		answer: "What the event is now",
		problems: [...OF_SELLERS_LOOK, ...OF_BODY, "changed-meanwhile"],
	},
	"get-event": {
		id: "getEvent",
		tag: "events",
		description:
			"For the public: no seat has a `status`, an `order`, a `reason` or an `expires`. A document of more than 6 MB is sent only compressed (`Accept-Encoding: gzip`; otherwise 406).",
		answer: "The document",
		problems: [...OF_EVENT, "not-acceptable"],
	},
	"get-document": {
		id: "getEventDocument",
		tag: "events",
		description:
			"For sellers: with the states in which its seats were put. Send its `ETag` with the PUT that changes it. One of more than 6 MB is sent only compressed, as for the public.",
		answer: "The document",
		problems: [...OF_SELLERS_LOOK, "not-acceptable"],
	},
	"get-chart": {
		id: "getChart",
		tag: "charts",
		description:
			"Everything that does not change while seats sell: sections, rows with their geometry, labels in runs, categories with colors, accessible seats, decorations. Its `ETag` is the chart's id. Compressed if `Accept-Encoding` allows it. A chart too large to send uncompressed is 406.",
		answer: "The chart",
		problems: [...OF_EVENT, "not-acceptable"],
	},
	"get-chart-by-id": {
		id: "getChartById",
		tag: "charts",
		description:
			"The same for as long as the event lives, so caches keep it for a year. `availability` names the chart that its bits belong to.",
		answer: "The chart",
		problems: [...OF_EVENT, "unknown-chart", "not-acceptable"],
	},
	availability: {
		id: "getAvailability",
		tag: "charts",
		description:
			"Seat i of the chart is bit i mod 8, the least significant first, of byte ⌊i/8⌋; 1 is available. With `section`, of that section alone. The answer may be a second old, and its tag stays the same until a seat changes.",
		answer: "The bits and the counts",
		problems: OF_SEATS,
	},
	"list-events": {
		id: "listEvents",
		tag: "events",
		description: "By id, in pages: the next page begins `after` what `next` says.",
		answer: "A page of events",
		problems: ["invalid-request", "try-again"],
	},
	"delete-event": {
		id: "deleteEvent",
		tag: "events",
		description: "Only if none of its seats is sold or locked. Its blocks end with it.",
		answer: "It is deleted",
		problems: [...OF_SELLERS_LOOK, "seats-in-use", "changed-meanwhile"],
	},
	taken: {
		id: "listTakenSeats",
		tag: "seller",
		description:
			"Every seat that is locked, sold or blocked, with its order or reason, in pages. `Accept: text/csv` gives a table that a spreadsheet opens safely; then `Link` names the next page. Consistent page by page; by `order` it trails by about a second.",
		answer: "A page of taken seats",
		problems: [...OF_SELLERS_LOOK, "unknown-seat", "not-acceptable"],
	},
	changes: {
		id: "listChanges",
		tag: "seller",
		description:
			"What became of the event's seats, in order and without a gap, for three days. Without `after` the answer only says how far the feed goes.",
		answer: "The changes after the number",
		problems: [...OF_SELLERS_LOOK, "changes-expired"],
	},
};
