/**
 * The OpenAPI 3.1 document, made from the route table, the schemas that check the requests, and what is said of each
 * operation in operations.ts. What a client developer meets has a name: requests, answers, their parts, each problem.
 */
import * as z from "zod/mini";
import * as documents from "./event-document.ts";
import { eventInput, eventPatch, pretixPlan } from "./event-input.ts";
import { examplesOf, problemExamples } from "./examples.ts";
import { clearLabel, eventId, label, order, reason, seat, seatId, seats, token } from "./fields.ts";
import { operations, TAGS } from "./operations.ts";
import { type ProblemKind, problems, statusesOf } from "./problems.ts";
import * as asked from "./requests.ts";
import * as given from "./responses.ts";
import { ROUTES, type Route, type RouteName, takesSeats } from "./routes.ts";

type Json = Record<string, unknown>;
type NamedRoute = Route & { readonly name: RouteName };

const { requests } = asked;
const { responses } = given;

/** The schemas that have a name of their own in the document. Whatever has one of them as its part refers to it. */
const named = z.registry<{ readonly id: string }>();
const name = (id: string, schema: z.core.$ZodType) => named.add(schema, { id });

const PARTS: Readonly<Record<string, z.core.$ZodType>> = {
	EventId: eventId,
	Label: label,
	ClearLabel: clearLabel,
	SeatId: seatId,
	Token: token,
	Order: order,
	Reason: reason,
	Seat: seat,
	NamedSeat: seats.def.element,
	SeatStatus: given.status,
	State: given.state,
	SeatState: given.seatState,
	SeatFacts: given.seatFacts,
	CheckedSeat: given.checkedSeat,
	SeatBefore: asked.expected,
	SeatAfter: asked.wanted,
	SeatChange: requests.change.body.shape.changes.def.element,
	Count: given.countedSection,
	MapSection: given.mapSection,
	MapRow: given.rowMap,
	MapSeat: given.mapSeat,
	Event: given.eventSummary,
	Oddity: given.oddity,
	Change: given.change,
	Corner: documents.corner,
	Decoration: documents.decoration,
	ChartCategory: given.chartCategory,
	ChartSection: given.chartSection,
	ChartRow: given.chartRow,
	EventDocument: documents.eventDocument,
	DocumentSection: documents.section,
	DocumentRow: documents.row,
	DocumentSeat: documents.seat,
	DocumentPlace: documents.labelledSeat,
	Category: documents.category,
	PretixPlan: pretixPlan,
};

const ANSWERS = {
	Welcome: responses.welcome,
	SeatCheck: responses.check,
	SeatChecks: responses["check-seats"],
	SeatCount: responses["num-available"],
	Lock: responses.lock,
	ExtendedLock: responses.extend,
	MovedSeats: responses.unlock,
	SeatsTogether: responses.together,
	SeatMap: responses.seats,
	SavedEvent: responses["put-event"],
	ChangedEvent: responses["patch-event"],
	EventList: responses["list-events"],
	DeletedEvent: responses["delete-event"],
	TakenSeats: responses.taken,
	ChangeList: responses.changes,
	Chart: responses["get-chart"],
	Availability: responses.availability,
};

/** The gateway's throttling answers with a fixed body of its own. */
const gatewayMessage = z.object({ message: z.string() }).check(z.describe("API Gateway's own words"));

for (const [id, schema] of Object.entries({ ...PARTS, ...ANSWERS })) name(id, schema);
for (const [kind, schema] of Object.entries(problems)) name(`${pascal(kind)}Problem`, schema);
name("GatewayMessage", gatewayMessage);

/** The bodies of an operation by its id: the form for one seat or for many, and the one that names none. */
const BODIES = new Map(
	(ROUTES as readonly NamedRoute[]).flatMap((route) =>
		route.paths
			.filter((path) => !isInEvent(path))
			.map((path) => [operationId(route, path), bodiesOf(route, path)] as const),
	),
);
for (const [id, [body, withoutSeats]] of BODIES) {
	if (body && id !== operations["put-event"].id) name(`${pascal(id)}Request`, body);
	if (withoutSeats && id !== operations["put-event"].id) name("ReleaseOrderRequest", withoutSeats);
}

function refTo(id: string): string {
	return `#/components/schemas/${id}`;
}

function bodiesOf(route: NamedRoute, path: string): readonly z.core.$ZodType[] {
	if (route.name === "put-event") return eventInput.def.options;
	if (route.name === "patch-event") return [eventPatch];
	const request = requests[route.name];
	if (!("body" in request)) return [];
	const body = request.body as z.ZodMiniObject;
	// Two operations with one body are still two names.
	if (!takesSeats(route, path)) return [z.clone(body)];
	const withSeats = z.safeExtend(body, { seats });
	return "bodyWithoutSeats" in request ? [withSeats, request.bodyWithoutSeats] : [withSeats];
}

/** Control characters and lone surrogates, as regular expressions of every language can write them. */
const PORTABLE = { "\\p{Cc}": "\\u0000-\\u001f\\u007f-\\u009f", "\\p{Cs}": "\\ud800-\\udfff" };

const options = {
	io: "input",
	override: ({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }) => {
		for (const [from, to] of Object.entries(PORTABLE)) {
			if (jsonSchema.pattern) jsonSchema.pattern = jsonSchema.pattern.replaceAll(from, to);
		}
		const values = jsonSchema.enum ?? [jsonSchema.const];
		if (values.every(Number.isInteger)) jsonSchema.type = "integer";
		else if (jsonSchema.type === "integer") setSize(jsonSchema);
	},
} as const;

/** A whole number is of 32 bits if its limit says so, otherwise of 64: instants do not end in 2038. */
function setSize(schema: z.core.JSONSchema.BaseSchema): void {
	const { maximum = Number.MAX_SAFE_INTEGER } = schema;
	schema.format = maximum < 2 ** 31 ? "int32" : "int64";
	if (maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}

/** A schema where it is used: a reference, if it has a name. */
function schemaOf(schema: z.core.$ZodType): Json {
	const id = named.get(schema)?.id;
	if (id !== undefined) return { $ref: refTo(id) };
	return bare(z.toJSONSchema(schema, options));
}

function bare({ $schema: _, $id: __, ...json }: Json): Json {
	return json;
}

const retryAfter = {
	"Retry-After": {
		description: "Seconds after which it is worth trying again",
		schema: { type: "integer", format: "int32", minimum: 0 },
	},
};

/** Headers that go with a status. */
const PROBLEM_HEADERS: Readonly<Record<number, Json>> = {
	401: { "WWW-Authenticate": { description: "How to prove oneself: Bearer", schema: { type: "string" } } },
	429: retryAfter,
	503: retryAfter,
};

/** What any operation can answer with; the gateway and the firewall answer 429, before a function runs. */
const ALWAYS = [429, 500] as const;

/** The whole document. `version` is the service's. */
export function openApiDocument(version: string): Json {
	const paths: Record<string, Json> = {};
	const refusals = new Map<string, Json>();
	for (const route of ROUTES) {
		for (const path of route.paths) {
			paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, path, refusals) };
		}
	}
	const { schemas } = z.toJSONSchema(named, { ...options, uri: refTo });
	return {
		openapi: "3.1.0",
		info: {
			title: "ticket-sales",
			version,
			summary: "A seat inventory: never sells a seat twice, never loses one, always knows how many are left.",
			description: INTRODUCTION,
			contact: { name: "The operator of the service" },
			license: { name: "MIT", identifier: "MIT" },
		},
		servers: [{ url: "/", description: "Where the document comes from" }],
		tags: TAGS,
		paths,
		components: {
			securitySchemes: { sellerKey: { type: "http", scheme: "bearer", description: "The seller's key" } },
			parameters: PATH_PARAMETERS,
			schemas: {
				...Object.fromEntries(
					Object.entries(schemas).map(([id, schema]) => [id, { ...bare(schema as Json), ...examplesOfProblem(id) }]),
				),
				...Object.fromEntries(
					Object.entries(PUBLIC).map(([id, its]) => [its, withoutStates(bare(schemas[id] as Json))]),
				),
			},
			responses: Object.fromEntries([...refusals].sort(([one], [other]) => (one < other ? -1 : 1))),
		},
	};
}

/** The document of an event for the public, and its parts, by what they are made from. */
const PUBLIC: Readonly<Record<string, string>> = {
	EventDocument: "PublicDocument",
	DocumentSection: "PublicSection",
	DocumentRow: "PublicRow",
	DocumentSeat: "PublicSeat",
	DocumentPlace: "PublicPlace",
};

/** What only sellers may know of a seat of a document. */
const STATES: ReadonlySet<string> = new Set(["status", "expires", "order", "reason"]);

function withoutStates(schema: unknown): unknown {
	if (Array.isArray(schema)) return schema.map(withoutStates);
	if (typeof schema !== "object" || schema === null) return schema;
	const { properties, $ref, ...others } = schema as { readonly properties?: Json; readonly $ref?: string };
	const id = $ref?.slice(refTo("").length) ?? "";
	const known = Object.entries(properties ?? {}).filter(([property]) => !STATES.has(property));
	return {
		...Object.fromEntries(Object.entries(others).map(([key, value]) => [key, withoutStates(value)])),
		...(properties && { properties: withoutStates(Object.fromEntries(known)) }),
		...($ref !== undefined && { $ref: refTo(PUBLIC[id] ?? id) }),
	};
}

function examplesOfProblem(id: string): Json {
	const kind = Object.keys(problems).find((kind) => `${pascal(kind)}Problem` === id);
	const examples = problemExamples(`/problems/${kind}`);
	return examples.length > 0 ? { examples } : {};
}

const INTRODUCTION = `Every \`/seat…\` path is about the default event; the same path under \`/events/{event}\` is about any event.

A refusal is a problem of RFC 9457: its \`type\` says which one, and so which members it has. 429 and 503 ask to try again after \`Retry-After\`; what was asked has then happened completely or not at all. With a \`token\` of the caller's own, a change may be sent again as it is.`;

function operationOf(route: NamedRoute, path: string, refusals: Map<string, Json>): Json {
	const { name, summary, caller } = route;
	const { tag, description, answer } = operations[name];
	const id = operationId(route, path);
	const body = bodyOf(route, id);
	return {
		operationId: isInEvent(path) ? `${id}InEvent` : id,
		tags: [tag],
		summary,
		description,
		security: caller === "seller" ? [{ sellerKey: [] }] : [],
		parameters: [...pathParameters(path), ...queryParameters(name), ...headerParameters(name)],
		...(body && {
			requestBody: {
				...(name === "put-event" && { description: READ_FURTHER }),
				required: requiresBody(route, path),
				content: {
					"application/json": { schema: body, ...examplesOf(id, "body") },
					...(name === "patch-event" && {
						"application/merge-patch+json": { schema: body, ...examplesOf(id, "body") },
					}),
				},
			},
		}),
		responses: {
			200: {
				description: answer,
				...headersOf(name),
				content: contentOf(name, id),
			},
			...("If-None-Match" in (HEADERS[name] ?? {}) &&
				route.method === "GET" && { 304: { description: "It is the one whose tag If-None-Match names" } }),
			...refusalsOf(route, path, refusals),
		},
	};
}

function answerOf(name: RouteName): Json {
	if (name === "get-event") return { $ref: refTo("PublicDocument") };
	return schemaOf(name === "get-document" ? documents.eventDocument : responses[name]);
}

/** What an operation answers with, by its type. */
function contentOf(name: RouteName, id: string): Json {
	const schema = answerOf(name);
	const json = { "application/json": { schema, ...examplesOf(id, "answer") } };
	return name === "taken" ? { ...json, "text/csv": { schema: { type: "string", description: "RFC 4180" } } } : json;
}

/** A seat in the path is one seat of a known place, so it cannot be too many, nor a whole order. */
const ONLY_OF_MANY: ReadonlySet<ProblemKind> = new Set(["too-many-seats", "unknown-order", "not-as-expected"]);

/** The problems of an operation by status, each a reference to a response; a new one is added to `refusals`. */
function refusalsOf(route: NamedRoute, path: string, refusals: Map<string, Json>): Json {
	const kinds: ProblemKind[] = [...operations[route.name].problems, "internal"];
	const possible = kinds.filter((kind) => !path.includes("{seat}") || !ONLY_OF_MANY.has(kind));
	const statuses = new Set<number>([...possible.flatMap(statusesOf), ...ALWAYS]);
	return Object.fromEntries(
		[...statuses].map((status) => {
			const its =
				status === 429 ? (["try-again"] as const) : possible.filter((kind) => statusesOf(kind).includes(status));
			const id = status === 429 ? "TooManyRequests" : its.map(pascal).join("Or");
			if (!refusals.has(id)) refusals.set(id, refusal(status, its));
			return [status, { $ref: `#/components/responses/${id}` }];
		}),
	);
}

function refusal(status: number, kinds: readonly ProblemKind[]): Json {
	const headers = PROBLEM_HEADERS[status];
	const schema = oneOf(kinds);
	return {
		description: kinds.map((kind) => z.globalRegistry.get(problems[kind])?.description).join(". Or: "),
		...(headers && { headers }),
		content:
			status === 429
				? { "application/json": { schema: { anyOf: [schema, schemaOf(gatewayMessage)] } } }
				: { "application/problem+json": { schema } },
	};
}

function oneOf(kinds: readonly ProblemKind[]): Json {
	const refs = kinds.map((kind) => schemaOf(problems[kind]));
	const [only] = refs;
	if (only && refs.length === 1) return only;
	const mapping = Object.fromEntries(kinds.map((kind, index) => [`/problems/${kind}`, refs[index]?.["$ref"]]));
	return { oneOf: refs, discriminator: { propertyName: "type", mapping } };
}

/** `lockSeat`, or `lockSeats` for the form for many. In a named event it ends with `InEvent`. */
function operationId(route: NamedRoute, path: string): string {
	const { id } = operations[route.name];
	const hasBothForms = route.paths.some((one) => one.includes("{seat}")) && takesSeats(route, path);
	return hasBothForms ? `${id}s` : id;
}

function isInEvent(path: string): boolean {
	return path.startsWith("/events/{event}/seat");
}

/** `seats-unavailable` → `SeatsUnavailable`. */
function pascal(text: string): string {
	return `-${text}`.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function bodyOf({ name }: NamedRoute, id: string): Json | undefined {
	const [only, ...others] = (BODIES.get(id) ?? []).map(schemaOf);
	if (others.length === 0) return only;
	return { [name === "put-event" ? "anyOf" : "oneOf"]: [only, ...others] };
}

const READ_FURTHER =
	"An event document or a pretix seating plan. Some rules are more than a schema can say: a seat is in its section once, a locked seat has `expires`, an event closes later than it opens. A refusal (400) names every place that is wrong";

/** A seat in the path is locked, or put back on sale, without any body. */
const requiresBody = (route: Route, path: string) =>
	!["lock", "unblock"].includes(route.name) || takesSeats(route, path);

const pathParameter = (name: string, description: string, schema: z.core.$ZodType, example: string) => ({
	name,
	in: "path",
	required: true,
	description,
	schema: schemaOf(schema),
	example,
});

/** By their name in a path. */
const PATH_PARAMETERS: Readonly<Record<string, Json>> = {
	event: pathParameter("event", "The event's id", eventId, "distant-worlds"),
	section: pathParameter("section", "The section's label, percent-encoded", label, "orchestra"),
	row: pathParameter("row", "The row's label, percent-encoded", label, "a"),
	seat: pathParameter("seat", "The seat's label, percent-encoded", label, "3"),
	chart: pathParameter("chart", "The chart's id: the `ETag` of the chart", given.chartId, "gtzHRkLfS2sk4RyZMfqu85"),
};

function pathParameters(path: string): Json[] {
	return Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => ({ $ref: `#/components/parameters/${name}` }));
}

/** In a URL everything is text; a client has numbers and truth values. */
const QUERY_TYPES: Readonly<Record<string, Json>> = {
	"together num": { type: "integer", format: "int32", minimum: 1, maximum: 99 },
	"together accessible": { type: "boolean" },
	"taken limit": { type: "integer", format: "int32", minimum: 1, maximum: 1_000, default: 1_000 },
	"list-events limit": { type: "integer", format: "int32", minimum: 1, maximum: 1_000, default: 1_000 },
	"changes limit": { type: "integer", format: "int32", minimum: 1, maximum: 1_000, default: 1_000 },
	"changes wait": { type: "integer", format: "int32", minimum: 0, maximum: 20, default: 20 },
	"changes after": { type: "integer", format: "int64", minimum: 0 },
};

/** What a parameter is for, where its schema has a name and only says what it is. */
const QUERY_WORDS: Readonly<Record<string, string>> = {
	section: "Only this section",
	order: "Only the seats that are sold under this order",
	status: "Only the seats in this state",
	after: "The `next` of the page before",
};

function queryParameters(name: RouteName): Json[] {
	const request = requests[name];
	if (!("query" in request)) return [];
	return Object.entries<z.ZodMiniType>(request.query.shape).map(([parameter, declared]) => {
		const isOptional = declared instanceof z.ZodMiniOptional;
		const { description = QUERY_WORDS[parameter], ...schema } = schemaOf(
			isOptional ? declared.def.innerType : declared,
		);
		return {
			name: parameter,
			in: "query",
			...(description !== undefined && { description }),
			...(!isOptional && { required: true }),
			schema: QUERY_TYPES[`${name} ${parameter}`] ?? schema,
		};
	});
}

/** The preconditions and tags that an operation knows (RFC 9110 §13.1). */
const HEADERS: Partial<Record<RouteName, Readonly<Record<string, string>>>> = {
	"put-event": {
		"If-Match": "Replaces only the event that has one of these tags",
		"If-None-Match": "`*`: makes a new event, and replaces none; tags: replaces no event that has one of them",
	},
	"patch-event": {
		"If-Match": "Changes only the event that has one of these tags",
		"If-None-Match": "Changes no event that has one of these tags; `*`: none at all",
	},
	"delete-event": {
		"If-Match": "Deletes only the event that has one of these tags",
		"If-None-Match": "Deletes no event that has one of these tags; `*`: none at all",
	},
	"get-event": { "If-None-Match": "Answers 304 if the event still has one of these tags" },
	"get-document": { "If-None-Match": "Answers 304 if the event still has one of these tags" },
	seats: { "If-None-Match": "Answers 304 if the map still has one of these tags" },
	"get-chart": { "If-None-Match": "Answers 304 if the event still has one of these charts" },
	"get-chart-by-id": { "If-None-Match": "Answers 304: a chart never changes" },
	availability: { "If-None-Match": "Answers 304 if the bits are still those of one of these tags" },
};

/** Headers of an answer. */
const ETAG = { ETag: { description: "Its tag", schema: { type: "string" } } };
const ANSWER_HEADERS: Partial<Record<RouteName, Json>> = {
	"put-event": ETAG,
	"patch-event": ETAG,
	"get-event": ETAG,
	"get-document": ETAG,
	seats: ETAG,
	"get-chart": ETAG,
	"get-chart-by-id": ETAG,
	availability: ETAG,
	taken: { Link: { description: 'The next page, as `<?…>; rel="next"` (RFC 8288)', schema: { type: "string" } } },
};

const headersOf = (name: RouteName) => (ANSWER_HEADERS[name] ? { headers: ANSWER_HEADERS[name] } : {});

function headerParameters(name: RouteName): Json[] {
	return Object.entries(HEADERS[name] ?? {}).map(([header, description]) => ({
		name: header,
		in: "header",
		description,
		schema: { type: "string" },
	}));
}
