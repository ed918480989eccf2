/** Reads a request as its route's schemas describe it. What is malformed is refused with its place, before anything else. */
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import * as z from "zod/mini";
import { eventId, seat, seats } from "../../api/fields.ts";
import { isObject, jsonPointer, type Path } from "../../api/json.ts";
import { MAX_MISTAKES } from "../../api/parts.ts";
import { type RequestSchema, requests } from "../../api/requests.ts";
import { type Route, type RouteName, routeOf, takesSeats } from "../../api/routes.ts";
import { parseBody } from "../../documents/json-text.ts";
import { type Mistake, refuse } from "../../domain/refusal.ts";
import { repeatedSeats, type Seat } from "../../domain/seat.ts";
import { MAX_SEATS } from "../../domain/settings.ts";
import type { Preconditions } from "../../store/event-tag.ts";
import { tagsIn } from "./answer.ts";
import { mistakesInQuery } from "./check-query.ts";
import { bodyWithin } from "./limits.ts";
import type { Runtime } from "./runtime.ts";

type Parsed<Part> = Part extends z.core.$ZodType ? z.output<Part> : unknown;
type Body<Name extends RouteName> = (typeof requests)[Name] extends { body: infer Part; bodyWithoutSeats: infer Other }
	? Parsed<Part> & Partial<Parsed<Other>>
	: (typeof requests)[Name] extends { body: infer Part }
		? Parsed<Part>
		: unknown;
type Query<Name extends RouteName> = (typeof requests)[Name] extends { query: infer Part } ? Parsed<Part> : unknown;

/** A request whose form is right. */
export interface Request<Name extends RouteName> {
	/** The id of its event. */
	readonly eventId: string;
	/** The id of the chart that its path names; it may be any text. */
	readonly chart: string;
	/** The seat of the path, or those of the body; none where the request names none. */
	readonly seats: readonly [Seat, ...Seat[]];
	readonly body: Body<Name>;
	readonly query: Query<Name>;
	/** The tags of answers that the caller already has. */
	readonly ifNoneMatch: string | undefined;
	readonly preconditions: Preconditions;
}

/** Reads the text of a body that is not blank; refuses what it cannot read. */
export type BodyReader = (text: string) => unknown;

/** The types taken where bodies must be JSON: a browser asks before it sends these from another site. */
const JSON_TYPE = /^application\/(merge-patch\+)?json\s*(;|$)/i;

/** JSON Patch (RFC 6902): a list of steps, never to be read as a document or a merge patch. */
const JSON_PATCH = /^application\/json-patch\+json\s*(;|$)/i;

/** Makes the reader of a route once, so that no request builds a schema. */
export function requestReader<Name extends RouteName>(
	name: Name,
	readBody: BodyReader = readJson,
): (event: APIGatewayProxyEventV2, runtime: Pick<Runtime, "defaultEvent" | "requiresJson">) => Request<Name> {
	const route = routeOf(name);
	const described: RequestSchema = requests[name];
	const schemas = schemasOf(route, described);

	return ({ pathParameters = {}, queryStringParameters = {}, ...event }, { defaultEvent, requiresJson }) => {
		const inQuery = mistakesInQuery(event.rawQueryString);
		if (inQuery.length > 0) return malformed(inQuery.slice(0, MAX_MISTAKES));
		const hasPathSeat = pathParameters["section"] !== undefined;
		const takesMany = !hasPathSeat && takesSeats(route, event.routeKey.replace(/^\S+ /, ""));
		const sent = {
			path: { ...pathParameters, event: pathParameters["event"] ?? defaultEvent },
			query: { ...queryStringParameters },
			body: described.body ? jsonOf(event, route, requiresJson, readBody) : {},
		};
		const mayNameNone = described.bodyWithoutSeats && isObject(sent.body) && !("seats" in sent.body);
		const place = hasPathSeat ? "seatInPath" : takesMany && !mayNameNone ? "seatsInBody" : "noSeats";
		const parsed = schemas[place].safeParse(sent);
		if (!parsed.success) return malformed(mistakesOf(parsed.error.issues));

		const { path, query, body } = parsed.data as unknown as {
			path: Seat & { event: string };
			query: Query<Name>;
			body: Body<Name>;
		};
		const list = described.seatField ?? (takesMany ? "seats" : undefined);
		const seats = hasPathSeat ? [nameOf(path)] : seatsUnder(list, body);
		checkSeats(seats, described.seatLimit, list ?? "");
		return {
			eventId: path.event,
			chart: pathParameters["chart"] ?? "",
			seats: seats as [Seat, ...Seat[]],
			query,
			body,
			...tagsOf(event.headers),
		};
	};
}

/** The schemas of a route's requests, by where they name their seats. */
function schemasOf(route: Route, { query = z.strictObject({}), body = z.unknown(), bodyWithoutSeats }: RequestSchema) {
	const ofEvent = z.object({ event: eventId });
	const ofSeat = z.object({ event: eventId, ...seat.shape });
	const schemaOf = (path: z.core.$ZodType, fields: z.core.$ZodType) => z.strictObject({ path, query, body: fields });
	const takesMany = route.paths.some((path) => takesSeats(route, path));
	return {
		seatInPath: schemaOf(ofSeat, body),
		seatsInBody: schemaOf(ofEvent, takesMany ? z.safeExtend(body as z.ZodMiniObject, { seats }) : body),
		noSeats: schemaOf(ofEvent, bodyWithoutSeats ?? body),
	};
}

function tagsOf(headers: APIGatewayProxyEventV2["headers"]): Pick<Request<RouteName>, "ifNoneMatch" | "preconditions"> {
	return {
		ifNoneMatch: headers["if-none-match"],
		preconditions: {
			ifMatch: tagsIn(headers["if-match"]),
			// A client that puts the star in quotation marks wants to replace nothing: to refuse too much is safe.
			ifNoneMatch: tagsIn(headers["if-none-match"])?.map((tag) => (tag === '"*"' ? "*" : tag)),
		},
	};
}

/** The seats that a list of the body names, without what else it says of them. */
function seatsUnder(field: string | undefined, body: unknown): Seat[] {
	const list = field === undefined ? [] : (body as Readonly<Record<string, readonly Seat[] | undefined>>)[field];
	return (list ?? []).map(nameOf);
}

const nameOf = ({ section, row, seat }: Seat): Seat => ({ section, row, seat });

function checkSeats(seats: readonly Seat[], limit: RequestSchema["seatLimit"], field: string): void {
	const repeated = repeatedSeats(seats);
	if (repeated.length > 0) {
		const message = "this seat is named twice";
		malformed(repeated.slice(0, MAX_MISTAKES).map((index) => ({ path: `/${field}/${index}`, message })));
	}
	if (seats.length > MAX_SEATS && limit !== "of the event") refuse({ kind: "too-many-seats", limit: MAX_SEATS });
}

const malformed = (errors: readonly Mistake[]) => refuse({ kind: "invalid-request", errors });

type Sent = Pick<APIGatewayProxyEventV2, "body" | "isBase64Encoded" | "headers">;

/** The body as JSON; an empty one is an empty object. */
function jsonOf(
	{ body = "", isBase64Encoded, headers }: Sent,
	route: Route,
	requiresJson: boolean,
	readBody: BodyReader,
): unknown {
	const type = headers["content-type"] ?? "";
	if (JSON_PATCH.test(type) || (requiresJson && !JSON_TYPE.test(type))) {
		return refuse({ kind: "unsupported-media-type", accepts: "application/json" });
	}
	const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
	const text = decode(bodyWithin(route, bytes, headers["content-encoding"]));
	return JSON_SPACE.test(text) ? {} : readBody(text);
}

/** Nothing but what JSON takes as white space (RFC 8259, 2). */
const JSON_SPACE = /^[ \t\n\r]*$/;

/** Far more than any object of a body has fields. To look at each key of 256 KB would take longer than anything else. */
const BODY_LIMITS = { keys: 1_000 };

const readJson: BodyReader = (text) => withShortLists(parseBody(text, BODY_LIMITS));

/** How many elements a list of a body may have. */
const LIST_LIMITS = { seats: MAX_SEATS, changes: MAX_SEATS, sections: 1_000, categories: 1_000 };

/** Cuts each list to one element more than it may have: enough to refuse it, and little work for whatever looks at it. */
function withShortLists(json: unknown): unknown {
	const body = (json ?? {}) as Readonly<Record<string, unknown>>;
	for (const [field, limit] of Object.entries(LIST_LIMITS)) {
		const list = body[field];
		if (Array.isArray(list)) list.splice(limit + 1);
	}
	return json;
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });

function decode(bytes: Buffer): string {
	try {
		return UTF8.decode(bytes);
	} catch {
		return malformed([{ path: "", message: "the body is not UTF-8" }]);
	}
}

/** Drops the leading `path`, `query` or `body`; field names never clash. Each unknown name is a mistake of its own. */
function mistakesOf(issues: readonly z.core.$ZodIssue[]): Mistake[] {
	const mistakes: Mistake[] = [];
	for (const {
		path: [part, ...path],
		message,
		...issue
	} of issues) {
		if (issue.code !== "unrecognized_keys") mistakes.push({ path: jsonPointer(path), message });
		else mistakes.push(...issue.keys.slice(0, MAX_MISTAKES).map((name) => unknownName(part, [...path, name])));
	}
	return mistakes.slice(0, MAX_MISTAKES);
}

function unknownName(part: PropertyKey | undefined, path: Path): Mistake {
	return { path: jsonPointer(path), message: part === "query" ? "unknown parameter" : "unknown field" };
}
