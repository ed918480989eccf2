/**
 * Which route a request takes, as an HTTP API chooses it: the most specific path first, then the request's own method
 * before ANY, and `$default` when nothing else matches. One known difference: an HTTP API decodes `%2F` before it
 * chooses, so a label with a slash becomes two and matches no route. Here it stays one label.
 */
export interface RouteMatch {
	readonly routeKey: string;
	/** Name and value of each `{parameter}`, decoded. */
	readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Takes a method and a path as the client sent it. Undefined when no route matches and there is no `$default`. Throws a
 * URIError for a path whose percent-encoding is broken.
 */
export type MatchRoute = (method: string, path: string) => RouteMatch | undefined;

const DEFAULT_ROUTE_KEY = "$default";

/** From the most specific kind of segment to the least. */
const RANKS = { literal: 0, parameter: 1, greedy: 2 } as const;

/** Chooses among these route keys. The path is split into segments before it is decoded. */
export function routeMatcher(routeKeys: readonly string[]): MatchRoute {
	const routes = routeKeys
		.filter((key) => key !== DEFAULT_ROUTE_KEY)
		.map(parse)
		.toSorted(bySpecificity);
	const hasDefault = routeKeys.includes(DEFAULT_ROUTE_KEY);

	return (method, path) => {
		const segments = segmentsOf(path).map(decodeURIComponent);
		for (const route of routes) {
			if (route.method !== method && route.method !== "ANY") continue;
			const parameters = parametersOf(route, segments);
			if (parameters) return { routeKey: route.routeKey, parameters };
		}
		return hasDefault ? { routeKey: DEFAULT_ROUTE_KEY, parameters: new Map() } : undefined;
	};
}

interface Route {
	readonly routeKey: string;
	readonly method: string;
	readonly segments: readonly Segment[];
}

interface Segment {
	readonly kind: "literal" | "parameter" | "greedy";
	readonly text: string;
}

function parse(routeKey: string): Route {
	const [method = "", path = ""] = routeKey.split(" ");
	return { routeKey, method, segments: segmentsOf(path).map(parseSegment) };
}

function segmentsOf(path: string): string[] {
	return path.replace(/^\//, "").split("/");
}

function parseSegment(text: string): Segment {
	const [, name, plus] = /^\{(.+?)(\+?)\}$/.exec(text) ?? [];
	if (name === undefined) return { kind: "literal", text };
	return { kind: plus ? "greedy" : "parameter", text: name };
}

function bySpecificity(one: Route, other: Route): number {
	for (const [index, segment] of one.segments.entries()) {
		const counterpart = other.segments[index];
		if (counterpart === undefined) break;
		const difference = RANKS[segment.kind] - RANKS[counterpart.kind];
		if (difference !== 0) return difference;
	}
	return Number(one.method === "ANY") - Number(other.method === "ANY");
}

/** Undefined when the route does not match. A trailing slash is an empty segment, which no parameter matches. */
function parametersOf({ segments: pattern }: Route, segments: readonly string[]): Map<string, string> | undefined {
	const isGreedy = pattern.at(-1)?.kind === "greedy";
	if (isGreedy ? segments.length < pattern.length : segments.length !== pattern.length) return undefined;

	const parameters = new Map<string, string>();
	for (const [index, { kind, text }] of pattern.entries()) {
		const value = kind === "greedy" ? segments.slice(index).join("/") : segments[index];
		if (kind === "literal" ? value !== text : !value) return undefined;
		if (kind !== "literal" && value) parameters.set(text, value);
	}
	return parameters;
}
