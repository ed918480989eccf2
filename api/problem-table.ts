/** The status and the title of each type of problem (contract §4.5). Answers and the OpenAPI document take them from here. */
export interface Problem {
	readonly status: number;
	readonly title: string;
	/** Seconds after which it is worth trying again. */
	readonly retryAfter?: number;
}

export const PROBLEMS = {
	"invalid-request": { status: 400, title: "The request is malformed" },
	unauthorized: { status: 401, title: "This needs the seller's key: Authorization: Bearer <key>" },
	"not-on-sale": { status: 403, title: "The event is not on sale yet" },
	"unknown-event": { status: 404, title: "There is no such event" },
	"unknown-seat": { status: 404, title: "The event has no such seat" },
	"unknown-category": { status: 404, title: "The event has no seats of that category" },
	"unknown-chart": { status: 404, title: "The event has no such chart" },
	"unknown-order": { status: 404, title: "No seat is sold under that order" },
	"unknown-path": { status: 404, title: "There is nothing at this path" },
	"method-not-allowed": { status: 405, title: "This path does not take that method" },
	"seats-unavailable": { status: 409, title: "Not every seat is available" },
	"not-your-lock": { status: 409, title: "There is no live lock of this token" },
	"not-your-order": { status: 409, title: "The seats are not sold under that order or token" },
	"not-as-expected": { status: 409, title: "The seats are not as the request expects them" },
	"not-together": { status: 409, title: "There are not that many seats side by side" },
	"not-acceptable": { status: 406, title: "Nothing that Accept and Accept-Encoding allow is available" },
	"seats-in-use": { status: 409, title: "Seats of the event are sold or locked" },
	"seats-changed": { status: 409, title: "The document gives known seats other labels or other ids" },
	"seats-removed": { status: 409, title: "The document drops seats that the event has" },
	"event-closed": { status: 410, title: "The event's sale has closed" },
	"changes-expired": { status: 410, title: "The changes after that number are no longer kept" },
	"changed-meanwhile": { status: 412, title: "The event is not the one that the precondition names" },
	"too-large": { status: 413, title: "The body is too large" },
	"unsupported-media-type": { status: 415, title: "The body's type or encoding is not supported" },
	"too-many-seats": { status: 422, title: "More seats than one request may name" },
	"try-again": { status: 503, title: "The request could not be finished in time; nothing is half done", retryAfter: 1 },
	internal: { status: 500, title: "The service has failed" },
} as const satisfies Readonly<Record<string, Problem>>;
