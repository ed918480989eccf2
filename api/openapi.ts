/** The OpenAPI 3.1 document, made from the route table and the schemas that check the requests. */
import * as z from "zod/mini";
import { type Route, type RouteName, routes, takesSeats } from "./routes.ts";
import { eventFile, eventId, label, problem, requests, responses, seats } from "./schemas.ts";

type Json = Record<string, unknown>;

/** JSON Schema as OpenAPI 3.1 takes it: no `$schema` of its own. */
function schemaOf(schema: z.core.$ZodType): Json {
	const { $schema: _, ...json } = z.toJSONSchema(schema, { io: "input" }) as Json;
	return json;
}

/** The problems an operation can answer with, by status. */
const PROBLEMS: Readonly<Record<number, string>> = {
	400: "Malformed body, parameter, label or token",
	401: "A seller's operation without a valid key",
	403: "The event's locks have not opened yet",
	404: "No such event or seat",
	409: "The seats are not in the state that this needs",
	410: "The event's locks have closed, or the changes after that number are no longer kept",
	413: "The body is too large",
	422: "More seats than one request may name",
	500: "A fault; the request id, no detail",
	503: "The table did not answer in time: try again",
};

const problemsOf: Readonly<Record<RouteName, readonly number[]>> = {
	welcome: [],
	openapi: [],
	check: [400, 404, 503],
	"num-available": [400, 404, 503],
	lock: [400, 403, 404, 409, 410, 413, 422, 503],
	extend: [400, 404, 409, 413, 422, 503],
	unlock: [400, 404, 409, 413, 422, 503],
	claim: [400, 401, 404, 409, 413, 422, 503],
	together: [400, 404, 409, 422, 503],
	"lock-together": [400, 403, 404, 409, 410, 413, 422, 503],
	seats: [400, 404, 503],
	release: [400, 401, 404, 409, 413, 422, 503],
	block: [400, 401, 404, 409, 413, 422, 503],
	unblock: [400, 401, 404, 409, 413, 422, 503],
	"put-event": [400, 401, 409, 413, 503],
	"get-event": [400, 404, 503],
	"list-events": [503],
	"delete-event": [400, 401, 404, 409, 503],
	changes: [400, 401, 404, 410, 503],
};

/** The whole document. `version` is the service's. */
export function openApiDocument(version: string): Json {
	const paths: Record<string, Json> = {};
	for (const route of routes) {
		for (const path of route.paths) {
			paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, path) };
		}
	}
	return {
		openapi: "3.1.0",
		info: {
			title: "ticket-sales",
			version,
			summary: "A seat inventory: never sells a seat twice, never loses one, always knows how many are left.",
			license: { name: "MIT", identifier: "MIT" },
		},
		servers: [{ url: "/" }],
		paths,
		components: {
			securitySchemes: { sellerKey: { type: "http", scheme: "bearer", description: "The seller's key" } },
			schemas: { Problem: schemaOf(problem) },
		},
	};
}

function operationOf(route: Route & { readonly name: RouteName }, path: string): Json {
	const { name, summary, caller } = route;
	const body = bodyOf(route, path);
	return {
		operationId: operationId(route, path),
		summary,
		security: caller === "seller" ? [{ sellerKey: [] }] : [],
		parameters: [...pathParameters(path), ...queryParameters(name)],
		...(body && {
			requestBody: { required: requiresBody(route, path), content: { "application/json": { schema: body } } },
		}),
		responses: {
			200: { description: "Done", content: { "application/json": { schema: schemaOf(responses[name]) } } },
			...(name === "seats" && { 304: { description: "The map is the one whose tag If-None-Match names" } }),
			...Object.fromEntries([...problemsOf[name], 500].map((status) => [status, problemResponse(status)])),
		},
	};
}

const problemResponse = (status: number): Json => ({
	description: PROBLEMS[status],
	content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
});

/** One id a path: `lock`, `lockSeats` (many), `lockInEvent`, `lockSeatsInEvent`. */
function operationId(route: Route, path: string): string {
	const verb = route.name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
	const many = takesSeats(route, path) ? "Seats" : "";
	return `${verb}${many}${path.startsWith("/events/{event}/") ? "InEvent" : ""}`;
}

function bodyOf(route: Route & { readonly name: RouteName }, path: string): Json | undefined {
	if (route.name === "put-event") return schemaOf(eventFile);
	const request = requests[route.name];
	if (!("body" in request)) return undefined;
	const body = request.body as z.ZodMiniObject;
	return schemaOf(takesSeats(route, path) ? z.safeExtend(body, { seats }) : body);
}

/** A lock of the seat in the path needs no body at all. */
const requiresBody = (route: Route, path: string) => route.name !== "lock" || takesSeats(route, path);

function pathParameters(path: string): Json[] {
	return Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => ({
		name,
		in: "path",
		required: true,
		schema: schemaOf(name === "event" ? eventId : label),
	}));
}

function queryParameters(name: RouteName): Json[] {
	const request = requests[name];
	if (!("query" in request)) return [];
	const { properties = {} } = schemaOf(request.query) as { properties?: Record<string, Json> };
	return Object.entries(properties).map(([parameter, schema]) => ({ name: parameter, in: "query", schema }));
}
