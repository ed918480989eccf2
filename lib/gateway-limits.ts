/**
 * What the limits of a stage (stages.ts) let through, reckoned in one place: all of them together against the account's
 * quota, the polls that the edge passes on, and what one key of the table is read at most. The API is made from these
 * limits, a stage that does not fit is refused before anything is deployed, and docs/operations/limits.md shows them.
 */
import { type Method, ROUTES, type Route, type RouteName } from "../api/routes.ts";
import type { Stage, Throttle } from "./stages.ts";

/** HEAD works where GET does, through the same function and authorizer. To the gateway it is a route of its own. */
export const hasHead = (method: Method) => method === "GET";

/** Hardly anybody sends HEAD. Without a limit of their own, these would count against the buyers'. */
const HEAD_THROTTLE: Throttle = { rateLimit: 5, burstLimit: 5 };

const isOfDefaultEvent = (path: string) => !path.startsWith("/events/");

/**
 * Every limit of a single path, by its route key. To the gateway each path of a verb is a route with a limit of its own,
 * so a verb with two paths may be called twice as often as its limit says.
 */
export function pathLimits({ routeThrottles }: Pick<Stage, "routeThrottles">): ReadonlyMap<string, Throttle> {
	return new Map(
		ROUTES.flatMap(({ name, method, paths }) => {
			const limits = routeThrottles[name];
			if (!limits) return [];
			return paths.flatMap((path): [string, Throttle][] => [
				[`${method} ${path}`, (isOfDefaultEvent(path) && limits.defaultEvent) || limits],
				...(hasHead(method) ? [[`HEAD ${path}`, HEAD_THROTTLE] satisfies [string, Throttle]] : []),
			]);
		}),
	);
}

/** What a stage lets through if all its limits are used up at once. Paths without one of their own share the stage's. */
export function allLimits(stage: Pick<Stage, "throttle" | "routeThrottles">): Throttle {
	const limits = [stage.throttle, ...pathLimits(stage).values()];
	return {
		rateLimit: limits.reduce((sum, { rateLimit }) => sum + rateLimit, 0),
		burstLimit: limits.reduce((sum, { burstLimit }) => sum + burstLimit, 0),
	};
}

/** What an account's gateway takes for all its APIs: AWS sets the burst to half of the rate, and only the rate can be raised. */
export const quotaOf = ({ accountRequests }: Pick<Stage, "accountRequests">): Throttle => ({
	rateLimit: accountRequests,
	burstLimit: accountRequests / 2,
});

/** Why the limits of a stage do not fit into its account; `undefined` if they do. */
export function overQuota(stage: Stage): string | undefined {
	const [all, quota] = [allLimits(stage), quotaOf(stage)];
	if (all.rateLimit <= quota.rateLimit && all.burstLimit <= quota.burstLimit) return undefined;
	return `The limits of stage ${stage.name} add up to ${all.rateLimit} requests a second and ${all.burstLimit} at once, and the account's gateway takes ${quota.rateLimit} and ${quota.burstLimit}: have its quota raised (API Gateway, "Throttle rate") and give it as accountRequests, or lower the limits (lib/stages.ts).`;
}

/** The audience of a large evening: events at their rush at once, and CloudFront's regional caches that ask for each. */
const AUDIENCE = { events: 20, regionalCaches: 13 };

/**
 * What is asked of each route that the edge answers for a second: how many queries, and in how many encodings. The edge
 * keeps a copy for each: with gzip, and without (edge.ts). Only pages ask for a chart, and all browsers take gzip.
 */
export const POLLED = {
	"num-available": { queries: 1, encodings: 2 },
	availability: { queries: 1, encodings: 2 },
	seats: { queries: 1, encodings: 2 },
	together: { queries: 1, encodings: 2 },
	"get-chart": { queries: 1, encodings: 1 },
} as const satisfies Partial<Record<RouteName, { readonly queries: number; readonly encodings: number }>>;

export type PolledRoute = keyof typeof POLLED;

/** Polls of one route that the edge passes on in a second, for this many events. */
export function pollsAtOrigin(name: PolledRoute, { events, regionalCaches } = AUDIENCE): number {
	const { queries, encodings } = POLLED[name];
	return events * regionalCaches * queries * encodings;
}

/** How many events are at their rush at once. */
export const EVENTS_AT_THEIR_RUSH = AUDIENCE.events;

/** Polls of one event on one path. */
export const pollsOfOneEvent = (name: PolledRoute): number => pollsAtOrigin(name, { ...AUDIENCE, events: 1 });

/** The most that one key of the table serves in a second. */
export const MAX_KEY_READ_UNITS_PER_SECOND = 3_000;

/** A copy of a function reads the shared reading at most twice a second, and it has at most 2.5 units (ADR 038). */
export const READING = { readsACopy: 2, units: 2.5 };

/** A copy that serves an event reads its record again every two seconds (store/event-memory.ts). */
const RECORD_READS_A_COPY = 1 / 2;

/** The record of an event of 400 sections; a page of taken seats; the seats that a request names as a rule. */
const UNITS = { record: 5, pageOfTaken: 100, seats: 10 };

/** Functions that look at the reading in a rush of refusals, or for every party, however many requests they get. */
const READERS = ["lock", "lock-together", "sell", "sell-together"] as const;

/** Read units a second that the limits allow on one key, if all of them are used for the same event or section. */
export function keyReads(
	stage: Pick<Stage, "routeThrottles" | "reservedConcurrency" | "accountConcurrency">,
): Readonly<Record<string, number>> {
	const limits = pathLimits(stage);
	const allowed = (name: RouteName) =>
		pathsOf(name).reduce((sum, key) => sum + (limits.get(key)?.rateLimit ?? Number.POSITIVE_INFINITY), 0);
	const polls = (name: PolledRoute) => pathsOf(name).length * pollsOfOneEvent(name);
	const copies = READERS.reduce((sum, name) => sum + (stage.reservedConcurrency[name] ?? Number.POSITIVE_INFINITY), 0);
	const looks = polls("num-available") + polls("availability") + polls("seats") + polls("together");
	const documents = allowed("get-event") + allowed("get-document") + polls("get-chart");
	return {
		event: (documents + stage.accountConcurrency * RECORD_READS_A_COPY) * UNITS.record,
		"event#section#half": allowed("taken") * UNITS.pageOfTaken + allowed("check-seats") * UNITS.seats,
		"#reading#event": (copies * READING.readsACopy + looks) * READING.units,
	};
}

function pathsOf(name: RouteName): string[] {
	const { method, paths }: Route = ROUTES.find((route) => route.name === name) as Route;
	return paths.map((path) => `${method} ${path}`);
}
