/**
 * Makes a handler of one sentence: reads and checks the request, lets the sentence answer it, and answers for it when
 * the table fails. Every request ends within its time, and a malformed one reaches nothing.
 */
import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import * as z from "zod/mini";
import { type RouteName, routeOf, takesSeats } from "../../api/routes.ts";
import { eventId, requests, seat, seats } from "../../api/schemas.ts";
import { MAX_SEATS } from "../../domain/plan.ts";
import type { Mistake, Refusal } from "../../domain/refusal.ts";
import { accept, type Result, refuseWith } from "../../domain/result.ts";
import { repeatedSeats, type Seat } from "../../domain/seat.ts";
import { TryAgain, until } from "../../store/table.ts";
import type { Answer } from "./answer.ts";
import { PROBLEM_JSON, problem } from "./problem.ts";
import type { Runtime } from "./runtime.ts";

/** A function is given 6 MB at most; a document this large would not come back out of it. */
const BODY_BYTES = 6_000_000;

export type Handler = (event: APIGatewayProxyEventV2, context?: Pick<Context, "awsRequestId">) => Promise<Answer>;

type Parsed<Part> = Part extends z.core.$ZodType ? z.output<Part> : unknown;
type Body<Name extends RouteName> = (typeof requests)[Name] extends { body: infer Part } ? Parsed<Part> : unknown;
type Query<Name extends RouteName> = (typeof requests)[Name] extends { query: infer Part } ? Parsed<Part> : unknown;

/** A checked request: its event, the seats of its path or body, and the fields of its query and body. */
export type Request<Name extends RouteName> = {
	readonly event: string;
	/** The one of the path, or those of the body; a route without seats leaves it alone. */
	readonly seats: readonly [Seat, ...Seat[]];
	readonly body: Body<Name>;
	readonly query: Query<Name>;
	/** The tags of answers that the caller holds. */
	readonly ifNoneMatch: string | undefined;
};

/** @param respond the sentence; it may throw what the table throws. */
export function endpoint<Name extends RouteName>(
	name: Name,
	respond: (request: Request<Name>, service: Runtime) => Promise<Answer>,
): (runtime: Runtime) => Handler {
	const { caller, waitSeconds = 0 } = routeOf(name);
	return (runtime) => async (event, context) => {
		const started = performance.now();
		const requestId = context?.awsRequestId ?? event.requestContext.requestId;
		let retries = 0;
		const observed = (answer: Answer, error?: unknown) => {
			const milliseconds = performance.now() - started;
			runtime.observe({ route: name, requestId, milliseconds, retries, refusal: refusalOf(answer), error });
			return answer;
		};

		const refusal = caller === "seller" ? sellerRefusal(event) : undefined;
		if (refusal) return observed(problem(refusal));
		try {
			const request = parseRequest(name, event, runtime.defaultEvent);
			if (!request.accepted) return observed(problem(request.refusal));

			const deadline = runtime.deadline(waitSeconds);
			const table = until(deadline, runtime.table, (times) => {
				retries += times;
			});
			return observed(await Promise.race([respond(request.value, { ...runtime, table }), passing(deadline)]));
		} catch (error) {
			if (error instanceof TryAgain) return observed(problem({ kind: "try-again" }), error);
			return observed(problem({ kind: "internal" }, { requestId }), error);
		}
	};
}

/** The kind of a problem, out of the answer that tells it to the caller. */
function refusalOf({ headers, body }: Answer): Refusal["kind"] | undefined {
	if (headers["content-type"] !== PROBLEM_JSON) return undefined;
	return JSON.parse(body).type.replace("/problems/", "");
}

/** The authorizer says who calls; a function that it does not stand before trusts nobody. */
function sellerRefusal(event: APIGatewayProxyEventV2): Refusal | undefined {
	const { authorizer } = event.requestContext as { authorizer?: { lambda?: { seller?: string } } };
	switch (authorizer?.lambda?.seller) {
		case "yes":
			return undefined;
		case "unknown":
			return { kind: "try-again" };
		default:
			return { kind: "unauthorized" };
	}
}

function parseRequest<Name extends RouteName>(
	name: Name,
	{ pathParameters = {}, queryStringParameters = {}, ...event }: APIGatewayProxyEventV2,
	defaultEvent: string,
): Result<Request<Name>> {
	const text = textOf(event);
	if (text === undefined) return malformed([{ path: "", message: "the body is not UTF-8" }]);
	if (Buffer.byteLength(text) > BODY_BYTES) return refuseWith({ kind: "too-large", limit: BODY_BYTES });
	const request: { query?: z.ZodMiniObject; body?: z.core.$ZodType } = requests[name];
	const written = request.body ? parseJson(text) : {};
	if (written === undefined) return malformed([{ path: "", message: "the body is not JSON" }]);

	const inPath = pathParameters["section"] !== undefined;
	const { section, row, seat: place } = pathParameters;
	const inBody = takesSeats(routeOf(name), event.routeKey.replace(/^\S+ /, ""));
	const fields = inBody ? z.safeExtend(request.body as z.ZodMiniObject, { seats }) : (request.body ?? z.unknown());
	const body = "shape" in fields ? shortened(written, Object.keys(fields.shape as object)) : written;
	const schema = z.strictObject({
		path: z.object({ event: eventId, ...(inPath && seat.shape) }),
		query: request.query ?? z.unknown(),
		body: fields,
	});
	const path = { event: pathParameters["event"] ?? defaultEvent, ...(inPath && { section, row, seat: place }) };
	const parsed = schema.safeParse({ path, query: { ...queryStringParameters }, body });
	if (!parsed.success) return malformed(faultsOf(parsed.error.issues));

	const named = inPath
		? [seat.parse({ section, row, seat: place })]
		: ((parsed.data.body as { seats?: Seat[] } | undefined)?.seats ?? []);
	const repeated = repeatedSeats(named).map((index) => ({
		path: `/seats/${index}`,
		message: "this seat is named twice",
	}));
	if (repeated.length > 0) return malformed(repeated);
	// How many one lock may hold is for its event to say.
	if (named.length > MAX_SEATS && name !== "lock") return refuseWith({ kind: "too-many-seats", limit: MAX_SEATS });
	return accept({
		event: parsed.data.path.event,
		seats: named as [Seat, ...Seat[]],
		query: parsed.data.query as Query<Name>,
		body: parsed.data.body as Body<Name>,
		ifNoneMatch: event.headers["if-none-match"],
	});
}

const malformed = (errors: readonly Mistake[]) => refuseWith({ kind: "invalid-request", errors });

/** The body as text; `undefined` if it is none. An absent body is empty. */
function textOf({
	body = "",
	isBase64Encoded,
}: Pick<APIGatewayProxyEventV2, "body" | "isBase64Encoded">): string | undefined {
	if (!isBase64Encoded) return body;
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(body, "base64"));
	} catch {
		return undefined;
	}
}

function parseJson(text: string): unknown {
	if (text.trim() === "") return {};
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** How many elements each list of a body may have. */
const LIST_LENGTHS = new Map([
	["seats", MAX_SEATS],
	["sections", 1_000],
]);

/** How many unknown fields of an object are looked at: one would do to refuse it, some more help its author. */
const UNKNOWN_FIELDS = 10;

/**
 * The body with one element more than its lists may have, and few fields that it may not have: all of a million faults
 * would be too much to tell, and to find them would take longer than to parse the body.
 * @param known the fields that it may have
 */
function shortened(body: unknown, known: readonly string[]): unknown {
	return fewFields(body, known, (field, value) => {
		const length = LIST_LENGTHS.get(field);
		if (length === undefined || !Array.isArray(value)) return value;
		return value.slice(0, length + 1).map((element) => fewFields(element, SEAT_FIELDS, (_, label) => label));
	});
}

const SEAT_FIELDS = Object.keys(seat.shape);

/** An object with its known fields, as `read`, and some of the others; anything else as it is. */
function fewFields(
	value: unknown,
	known: readonly string[],
	read: (field: string, value: unknown) => unknown,
): unknown {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
	const object = value as Readonly<Record<string, unknown>>;
	const entries = known
		.filter((field) => Object.hasOwn(object, field))
		.map((field) => [field, read(field, object[field])]);
	let unknown = 0;
	// A list of all fields, as the functions of Object make it, would itself be too long.
	for (const field in object) {
		if (known.includes(field)) continue;
		entries.push([field, object[field]]);
		unknown += 1;
		if (unknown === UNKNOWN_FIELDS) break;
	}
	return Object.fromEntries(entries);
}

/** Characters of a message: one that names every unknown field could be as long as the body. */
const MESSAGE_LENGTH = 500;

/** Where it stands is said without `path`, `query` or `body`: no two of them have a field of one name. */
function faultsOf(issues: readonly z.core.$ZodIssue[]): Mistake[] {
	return issues.slice(0, 100).map(({ path: [, ...path], message }) => ({
		path: path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join(""),
		message: message.length > MESSAGE_LENGTH ? `${message.slice(0, MESSAGE_LENGTH)}…` : message,
	}));
}

function passing(deadline: AbortSignal): Promise<never> {
	return new Promise((_, reject) => {
		deadline.addEventListener("abort", () => reject(new TryAgain("the request's time is over")));
	});
}
