/**
 * The route table (contract §4): every operation with its method, its paths, its function and who may call it.
 * The infrastructure, the local server, the OpenAPI document and the 404/405 answers are all read from it.
 */

/** A seller sends `Authorization: Bearer <key>`; the public needs no secret. */
export type Caller = "public" | "seller";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One operation: one function, reached by one or more paths. */
export interface Route {
	/** The file in `lambdas/` that serves it, without its ending; also its operation id. */
	readonly name: string;
	readonly method: Method;
	/** Path templates with `{labels}`, as API Gateway and OpenAPI write them. */
	readonly paths: readonly string[];
	readonly caller: Caller;
	/**
	 * What caches may do with its answers: keep them for this long, the edge too, or keep them and ask each time whether they
	 * are still current. Unless given, nothing: the answer says `no-store`, and the edge passes every request on.
	 */
	readonly caching?: "a second" | "five minutes" | "a year" | "ask each time";
	/** Whether its body always names its seats. */
	readonly seatsInBody?: true;
	/** How long it may wait for something to happen, beside its own work; not at all unless given. */
	readonly waitSeconds?: number;
	/** The largest body it takes; 256 KB unless given. */
	readonly bodyBytes?: number;
	/** The largest body it takes packed, as `Content-Encoding: gzip`; none unless given. */
	readonly packedBodyBytes?: number;
	/** One sentence for the reader of the API document. */
	readonly summary: string;
}

/** Every `/seat…` path exists twice: for the configured default event, and for the named one. */
const forEveryEvent = (...paths: string[]) => paths.flatMap((path) => [path, `/events/{event}${path}`]);

/** A verb that moves seats takes one seat in its path, or many in its body. */
const forSeats = (verb: string) => forEveryEvent(`/seat/${verb}/{section}/{row}/{seat}`, `/seat/${verb}`);

export const ROUTES = [
	{ name: "welcome", method: "GET", paths: ["/"], caller: "public", summary: "Name, version and links" },
	{
		name: "openapi",
		method: "GET",
		paths: ["/openapi.json"],
		caller: "public",
		// It changes only with a deployment.
		caching: "five minutes",
		summary: "This document",
	},
	{
		name: "check",
		method: "GET",
		paths: forEveryEvent("/seat/check/{section}/{row}/{seat}"),
		caller: "public",
		summary: "Says whether a seat is available, at this very moment",
	},
	{
		name: "check-seats",
		method: "POST",
		paths: forEveryEvent("/seat/check"),
		caller: "public",
		seatsInBody: true,
		summary: "Says of each seat whether it is available, each at a moment of its own",
	},
	{
		name: "num-available",
		method: "GET",
		paths: forEveryEvent("/seat/num_available"),
		caller: "public",
		caching: "a second",
		summary: "Counts the available seats",
	},
	{ name: "lock", method: "POST", paths: forSeats("lock"), caller: "public", summary: "Keeps seats for one buyer" },
	{
		name: "extend",
		method: "POST",
		paths: forSeats("extend"),
		caller: "public",
		summary: "Keeps locked seats for longer",
	},
	{ name: "unlock", method: "POST", paths: forSeats("unlock"), caller: "public", summary: "Gives locked seats back" },
	{ name: "claim", method: "POST", paths: forSeats("claim"), caller: "seller", summary: "Turns locks into a sale" },
	{
		name: "sell",
		method: "POST",
		paths: forSeats("sell"),
		caller: "seller",
		summary: "Sells available seats, or blocked ones, without a lock",
	},
	{
		name: "sell-together",
		method: "POST",
		paths: forEveryEvent("/seat/sell_together"),
		caller: "seller",
		summary: "Finds seats side by side and sells them in one call",
	},
	{
		name: "change",
		method: "POST",
		paths: forEveryEvent("/seat/change"),
		caller: "seller",
		summary: "Changes seats from exactly what they are to something else, all or none",
	},
	{
		name: "together",
		method: "GET",
		paths: forEveryEvent("/seat/together"),
		caller: "public",
		caching: "a second",
		summary: "Shows the best seats side by side, without locking them",
	},
	{
		name: "lock-together",
		method: "POST",
		paths: forEveryEvent("/seat/lock_together"),
		caller: "public",
		summary: "Finds seats side by side and locks them in one call",
	},
	{
		name: "seats",
		method: "GET",
		paths: forEveryEvent("/seats"),
		caller: "public",
		caching: "a second",
		summary: "The seat map: the plan in order, and who is taken",
	},
	{
		name: "release",
		method: "POST",
		paths: forSeats("release"),
		caller: "seller",
		summary: "Gives sold seats back, after a refund",
	},
	{ name: "block", method: "POST", paths: forSeats("block"), caller: "seller", summary: "Takes seats off sale" },
	{ name: "unblock", method: "POST", paths: forSeats("unblock"), caller: "seller", summary: "Puts seats back on sale" },
	{
		name: "put-event",
		method: "PUT",
		paths: ["/events/{event}"],
		caller: "seller",
		// A function receives 6 MB at most, and a packed body grows by a third on its way.
		bodyBytes: 32 * 1_024 * 1_024,
		packedBodyBytes: 4 * 1_024 * 1_024,
		summary: "Creates or extends an event from its document",
	},
	{
		name: "patch-event",
		method: "PATCH",
		paths: ["/events/{event}"],
		caller: "seller",
		summary: "Changes the name, the window or the lock settings of an event",
	},
	{
		name: "get-event",
		method: "GET",
		paths: ["/events/{event}"],
		caller: "public",
		// So that a PUT is seen at once.
		caching: "ask each time",
		summary: "The document of an event, without what has become of its seats",
	},
	{
		name: "get-document",
		method: "GET",
		paths: ["/events/{event}/document"],
		caller: "seller",
		summary: "The document of an event as it was put",
	},
	{
		name: "get-chart",
		method: "GET",
		paths: ["/events/{event}/chart"],
		caller: "public",
		// Every page that opens asks for it, and it is read from the event's record: the edge must answer most of them.
		caching: "a second",
		summary: "The chart: where every seat is drawn, with labels, categories and decorations",
	},
	{
		name: "get-chart-by-id",
		method: "GET",
		paths: ["/events/{event}/chart/{chart}"],
		caller: "public",
		// A chart never changes under its id.
		caching: "a year",
		summary: "A chart that the event has or has had",
	},
	{
		name: "availability",
		method: "GET",
		paths: ["/events/{event}/availability"],
		caller: "public",
		caching: "a second",
		summary: "Which seats of the chart are available, a bit for each",
	},
	{ name: "list-events", method: "GET", paths: ["/events"], caller: "public", summary: "Lists the events" },
	{
		name: "delete-event",
		method: "DELETE",
		paths: ["/events/{event}"],
		caller: "seller",
		// It waits by itself until every function has forgotten the event (store/delete-event.ts).
		waitSeconds: 4,
		summary: "Deletes an event without sold or locked seats",
	},
	{
		name: "taken",
		method: "GET",
		paths: ["/events/{event}/taken"],
		caller: "seller",
		summary: "Lists the taken seats with their orders and reasons, in pages, also as CSV",
	},
	{
		name: "changes",
		method: "GET",
		paths: ["/events/{event}/changes"],
		caller: "seller",
		waitSeconds: 20,
		summary: "The changes of an event's seats after a number, in order; waits for the next one when there is none",
	},
] as const satisfies readonly Route[];

/** The function behind API Gateway's `$default` route: answers what no other route does (404, 405). */
export const defaultRoute = { name: "unknown-path", path: "$default" } as const;

export type RouteName = (typeof ROUTES)[number]["name"];

/** Whether this path takes its seats in the body; a verb that also takes one in its path does so in its form for many. */
export function takesSeats({ paths, seatsInBody }: Route, path: string): boolean {
	return seatsInBody === true || paths.includes(`${path}/{section}/{row}/{seat}`);
}

/** Whether a cache, such as the edge, may answer for the route without asking. */
export const isKeptByCaches = ({ caching }: Pick<Route, "caching">) =>
	caching !== undefined && caching !== "ask each time";

/** The route that serves an operation. */
export function routeOf(name: RouteName): Route {
	return ROUTES.find((route) => route.name === name) as Route;
}
