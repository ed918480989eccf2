/** The OpenAPI 3.1 document, made from the route table and the schemas that check the requests. */
import * as z from "zod/mini";
import { eventDocument } from "./event-document.ts";
import { eventInput } from "./event-input.ts";
import { eventId, label, seats } from "./fields.ts";
import { requests } from "./requests.ts";
import { problem, responses } from "./responses.ts";
import { ROUTES, type Route, type RouteName, takesSeats } from "./routes.ts";

type Json = Record<string, unknown>;

/** JSON Schema as OpenAPI 3.1 takes it: no `$schema` of its own. */
function schemaOf(schema: z.core.$ZodType): Json {
	const { $schema: _, ...json } = z.toJSONSchema(schema, { io: "input" }) as Json;
	return json;
}

interface Problems {
	readonly description: string;
	/** Without `/problems/`. */
	readonly types: readonly string[];
	/** Headers that go with it, and what they say. */
	readonly headers?: Readonly<Record<string, string>>;
}

const retryAfter = { "Retry-After": "Seconds after which it is worth trying again" };

/** The problems an operation can answer with, by status. */
const PROBLEMS: Readonly<Record<number, Problems>> = {
	400: { description: "Malformed body, parameter, label or token", types: ["invalid-request"] },
	401: {
		description: "A seller's operation without a valid key",
		types: ["unauthorized"],
		headers: { "WWW-Authenticate": "How to prove oneself: Bearer" },
	},
	403: { description: "The event's locks have not opened yet", types: ["not-on-sale"] },
	404: { description: "No such event, seat or order", types: ["unknown-event", "unknown-seat", "unknown-order"] },
	406: { description: "No answer of a type that Accept names", types: ["not-acceptable"] },
	409: {
		description: "The seats are not in the state that this needs",
		types: [
			"seats-unavailable",
			"not-your-lock",
			"not-your-order",
			"not-as-expected",
			"not-together",
			"seats-in-use",
			"seats-removed",
			"seats-changed",
		],
	},
	410: {
		description: "The event's locks have closed, or the changes after that number are no longer kept",
		types: ["event-closed", "changes-expired"],
	},
	412: { description: "The event is not the one that If-Match or If-None-Match names", types: ["changed-meanwhile"] },
	413: { description: "The body is too large", types: ["too-large"] },
	415: { description: "The body must be JSON, sent as JSON", types: ["unsupported-media-type"] },
	422: { description: "More seats than one request may name", types: ["too-many-seats"] },
	429: {
		description: "Too many requests from this address, or altogether (then in API Gateway's own words): try again",
		types: ["try-again"],
		headers: retryAfter,
	},
	500: { description: "A fault; the request id, no detail", types: ["internal"] },
	503: {
		description: "The table did not answer in time: try again",
		types: ["try-again"],
		headers: retryAfter,
	},
};

/** What any operation can answer with; the first comes from the gateway and the firewall, before a function runs. */
const ALWAYS = [429, 500] as const;

const problemsOf: Readonly<Record<RouteName, readonly number[]>> = {
	welcome: [],
	openapi: [],
	check: [400, 404, 503],
	"check-seats": [400, 404, 413, 415, 422, 503],
	"num-available": [400, 404, 503],
	lock: [400, 403, 404, 409, 410, 413, 415, 422, 503],
	extend: [400, 404, 409, 413, 415, 422, 503],
	unlock: [400, 404, 409, 413, 415, 422, 503],
	claim: [400, 401, 404, 409, 413, 415, 422, 503],
	sell: [400, 401, 404, 409, 413, 415, 422, 503],
	change: [400, 401, 404, 409, 413, 415, 422, 503],
	together: [400, 404, 409, 422, 503],
	"lock-together": [400, 403, 404, 409, 410, 413, 415, 422, 503],
	seats: [400, 404, 503],
	release: [400, 401, 404, 409, 413, 415, 422, 503],
	block: [400, 401, 404, 409, 413, 415, 422, 503],
	unblock: [400, 401, 404, 409, 413, 415, 422, 503],
	"put-event": [400, 401, 409, 412, 413, 415, 503],
	"patch-event": [400, 401, 404, 412, 413, 415, 503],
	"get-event": [400, 404, 503],
	"get-document": [400, 401, 404, 503],
	taken: [400, 401, 404, 406, 503],
	"list-events": [400, 503],
	"delete-event": [400, 401, 404, 409, 412, 503],
	changes: [400, 401, 404, 410, 503],
};

/** The whole document. `version` is the service's. */
export function openApiDocument(version: string): Json {
	const paths: Record<string, Json> = {};
	for (const route of ROUTES) {
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
			schemas: forEachStatus((_, { types }) => problemSchema(types)),
			responses: forEachStatus(problemResponse),
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
		parameters: [...pathParameters(path), ...queryParameters(name), ...headerParameters(name)],
		...(body && {
			requestBody: {
				...(name === "put-event" && { description: READ_FURTHER }),
				required: requiresBody(route, path),
				content: {
					"application/json": { schema: body },
					...(name === "patch-event" && { "application/merge-patch+json": { schema: body } }),
				},
			},
		}),
		responses: {
			200: {
				description: "Done",
				...(TAGGED.has(name) && { headers: { ETag: { description: "Its tag", schema: { type: "string" } } } }),
				content: contentOf(name),
			},
			...("If-None-Match" in (HEADERS[name] ?? {}) &&
				route.method === "GET" && { 304: { description: "It is the one whose tag If-None-Match names" } }),
			...Object.fromEntries(
				[...problemsOf[name], ...ALWAYS].map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]),
			),
		},
	};
}

/** What an operation answers with, by its type. */
function contentOf(name: RouteName): Json {
	if (name === "get-event" || name === "get-document")
		return { "application/json": { schema: schemaOf(eventDocument) } };
	const json = { "application/json": { schema: schemaOf(responses[name]) } };
	return name === "taken" ? { ...json, "text/csv": { schema: { type: "string", description: "RFC 4180" } } } : json;
}

const problemSchema = (types: readonly string[]): Json =>
	schemaOf(z.extend(problem, { type: z.enum(types.map((type) => `/problems/${type}`)) }));

const forEachStatus = (make: (status: string, problems: Problems) => Json): Json =>
	Object.fromEntries(
		Object.entries(PROBLEMS).map(([status, problems]) => [`Problem${status}`, make(status, problems)]),
	);

function problemResponse(status: string, { description, headers = {} }: Problems): Json {
	const schema = { $ref: `#/components/schemas/Problem${status}` };
	const described = Object.entries(headers).map(([name, text]) => [
		name,
		{ description: text, schema: { type: "string" } },
	]);
	return {
		description,
		...(described.length > 0 && { headers: Object.fromEntries(described) }),
		content:
			status === "429" ? { "application/json": { schema: gatewaysOwn(schema) } } : { [PROBLEM_JSON]: { schema } },
	};
}

const PROBLEM_JSON = "application/problem+json";

/** The firewall tells a problem, but cannot name it so; what throttles the whole service knows one sentence of its own. */
const gatewaysOwn = (problem: Json): Json => ({
	anyOf: [problem, { type: "object", properties: { message: { type: "string" } }, required: ["message"] }],
});

/** One id a path: `lock`, `lockSeats` (many), `lockInEvent`, `lockSeatsInEvent`. */
function operationId(route: Route, path: string): string {
	const verb = route.name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
	const many = takesSeats(route, path) ? "Seats" : "";
	return `${verb}${many}${path.startsWith("/events/{event}/") ? "InEvent" : ""}`;
}

function bodyOf(route: Route & { readonly name: RouteName }, path: string): Json | undefined {
	if (route.name === "put-event") return schemaOf(eventInput);
	const request = requests[route.name];
	if (!("body" in request)) return undefined;
	const body = request.body as z.ZodMiniObject;
	if (!takesSeats(route, path)) return schemaOf(body);
	const withSeats = schemaOf(z.safeExtend(body, { seats }));
	return "bodyWithoutSeats" in request ? { oneOf: [withSeats, schemaOf(request.bodyWithoutSeats)] } : withSeats;
}

const READ_FURTHER =
	"An event document or a pretix seating plan. Some rules are more than a schema can say: a seat is in its section once, a locked seat has `expires`, an event closes later than it opens. A refusal (400) names every place that is wrong";

/** A seat in the path is locked, or put back on sale, without any body. */
const requiresBody = (route: Route, path: string) =>
	!["lock", "unblock"].includes(route.name) || takesSeats(route, path);

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
	const schema = schemaOf(request.query) as { properties?: Record<string, Json>; required?: readonly string[] };
	const { properties = {}, required = [] } = schema;
	return Object.entries(properties).map(([parameter, schema]) => ({
		name: parameter,
		in: "query",
		...(required.includes(parameter) && { required: true }),
		schema,
	}));
}

/** The preconditions and tags that an operation knows (RFC 9110 §13.1). */
const HEADERS: Partial<Record<RouteName, Readonly<Record<string, string>>>> = {
	"put-event": {
		"If-Match": "Replaces only the event that has one of these tags",
		"If-None-Match": "`*`: makes a new event, and replaces none",
	},
	"patch-event": { "If-Match": "Changes only the event that has one of these tags" },
	"delete-event": { "If-Match": "Deletes only the event that has one of these tags" },
	"get-event": { "If-None-Match": "Answers 304 if the event still has one of these tags" },
	"get-document": { "If-None-Match": "Answers 304 if the event still has one of these tags" },
	seats: { "If-None-Match": "Answers 304 if the map still has one of these tags" },
};

/** The operations whose answer has a tag. */
const TAGGED: ReadonlySet<RouteName> = new Set(["put-event", "patch-event", "get-event", "get-document", "seats"]);

function headerParameters(name: RouteName): Json[] {
	return Object.entries(HEADERS[name] ?? {}).map(([header, description]) => ({
		name: header,
		in: "header",
		description,
		schema: { type: "string" },
	}));
}
