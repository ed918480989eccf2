/**
 * Which route a request takes, as an HTTP API chooses it: the most specific path first, then a method of its own
 * before ANY, and `$default` when nothing else fits. In one thing it is kinder: an HTTP API decodes `%2F` before it
 * chooses, and so makes two labels of one, which then fit no route. Here it stays in its label.
 */

export interface RouteMatch {
	readonly routeKey: string;
	/** Name and value of each `{parameter}`, decoded. */
	readonly parameters: ReadonlyMap<string, string>;
}

/** Takes a method and a path as the client sent it; undefined when no route fits and there is no `$default`. */
export type MatchRoute = (method: string, path: string) => RouteMatch | undefined;

/**
 * Prepares the choice among these route keys. The result throws a URIError for a path whose percent-encoding is
 * broken. Its parameters are taken from the path's own segments before they are decoded, so that any label can be
 * tried by hand.
 */
export const routeMatcher = (routeKeys: readonly string[]): MatchRoute => {
	const routes = routeKeys
		.filter((key) => key !== defaultRouteKey)
		.map(parse)
		.toSorted(bySpecificity);
	const hasDefault = routeKeys.includes(defaultRouteKey);

	return (method, path) => {
		const segments = segmentsOf(path).map(decodeURIComponent);
		for (const route of routes) {
			if (route.method !== method && route.method !== "ANY") continue;
			const parameters = parametersOf(route, segments);
			if (parameters) return { routeKey: route.routeKey, parameters };
		}
		return hasDefault ? { routeKey: defaultRouteKey, parameters: new Map() } : undefined;
	};
};

const defaultRouteKey = "$default";

interface Route {
	readonly routeKey: string;
	readonly method: string;
	readonly segments: readonly Segment[];
}

interface Segment {
	readonly kind: "literal" | "parameter" | "greedy";
	readonly text: string;
}

const parse = (routeKey: string): Route => {
	const [method = "", path = ""] = routeKey.split(" ");
	return { routeKey, method, segments: segmentsOf(path).map(parseSegment) };
};

const segmentsOf = (path: string) => path.replace(/^\//, "").split("/");

const parseSegment = (text: string): Segment => {
	const [, name, plus] = /^\{(.+?)(\+?)\}$/.exec(text) ?? [];
	if (name === undefined) return { kind: "literal", text };
	return { kind: plus ? "greedy" : "parameter", text: name };
};

const specificity = { literal: 0, parameter: 1, greedy: 2 };

const bySpecificity = (one: Route, other: Route) => {
	for (const [index, segment] of one.segments.entries()) {
		const counterpart = other.segments[index];
		if (counterpart === undefined) break;
		const difference = specificity[segment.kind] - specificity[counterpart.kind];
		if (difference !== 0) return difference;
	}
	return Number(one.method === "ANY") - Number(other.method === "ANY");
};

/** Undefined when the route does not fit. A trailing slash is an empty segment, which fits nothing. */
const parametersOf = ({ segments: pattern }: Route, segments: readonly string[]) => {
	const isGreedy = pattern.at(-1)?.kind === "greedy";
	if (isGreedy ? segments.length < pattern.length : segments.length !== pattern.length) return undefined;

	const parameters = new Map<string, string>();
	for (const [index, { kind, text }] of pattern.entries()) {
		const value = kind === "greedy" ? segments.slice(index).join("/") : segments[index];
		if (kind === "literal" ? value !== text : !value) return undefined;
		if (kind !== "literal" && value) parameters.set(text, value);
	}
	return parameters;
};
