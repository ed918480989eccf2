/**
 * Makes a Lambda handler of one sentence. The endpoint reads the request, finds its event, and turns what is thrown into
 * an answer: a refusal becomes its problem, a table that does not answer in time 503, and any other fault 500.
 */
import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import { type RouteName, routeOf } from "../../api/routes.ts";
import { type Refusal, Refused, refuse } from "../../domain/refusal.ts";
import type { Seat } from "../../domain/seat.ts";
import { type Event, findEvent } from "../../store/event.ts";
import type { Store } from "../../store/event-memory.ts";
import { type Table, TryAgain, withinDeadline } from "../../store/table.ts";
import { acceptedType, acceptsGzip } from "./accept.ts";
import { type Answer, cacheControlOf } from "./answer.ts";
import { problem } from "./problem.ts";
import { type BodyReader, type Request, requestReader } from "./request.ts";
import type { Runtime } from "./runtime.ts";

export type Handler = (event: APIGatewayProxyEventV2, context?: Pick<Context, "awsRequestId">) => Promise<Answer>;

/** What a sentence is given besides the request. */
interface Surroundings extends Pick<Runtime, "newToken" | "newName" | "draw" | "wait"> {
	/** The request's own instant, epoch seconds. */
	readonly now: number;
	/** The type that the answer shall have, of those that there are; refuses if the caller accepts none. */
	readonly accept: <Type extends string>(...offers: [Type, ...Type[]]) => Type;
	readonly acceptsGzip: boolean;
}

type Asked<Name extends RouteName> = Request<Name> & Surroundings;

/** An endpoint about an event: it must exist and have every seat and section that the request names. */
export function endpoint<Name extends RouteName>(
	name: Name,
	respond: (asked: Asked<Name> & { readonly event: Event }) => Promise<Answer>,
) {
	return bareEndpoint(name, async (asked) => {
		const { store, eventId, seats, query, body } = asked;
		const event = await findEvent(store, eventId, {
			seats: [...seats, ...seatIn(query)],
			sections: sectionsIn(query, body),
		});
		return respond({ ...asked, event });
	});
}

/** A query that names a row and a seat names one seat. */
function seatIn(query: unknown): Seat[] {
	const { section, row, seat } = query as Partial<Seat>;
	return section !== undefined && row !== undefined && seat !== undefined ? [{ section, row, seat }] : [];
}

/** A query names one section, a body several. */
function sectionsIn(query: unknown, body: unknown): readonly string[] | undefined {
	const { section } = query as { readonly section?: string };
	const { sections } = body as { readonly sections?: readonly string[] };
	return section === undefined ? sections : [section];
}

/** An endpoint without an event in hand: there is none, or it is about to be made or deleted. */
export function bareEndpoint<Name extends RouteName>(
	name: Name,
	respond: (asked: Asked<Name> & { readonly store: Store }) => Promise<Answer>,
	readBody?: BodyReader,
): (runtime: Runtime) => Handler {
	const route = routeOf(name);
	const { caller, waitSeconds = 0 } = route;
	const read = requestReader(name, readBody);

	// HEAD is answered like GET: the gateway leaves the body out, and says how long it would have been.
	return (runtime) => async (input, context) => {
		const startedMs = performance.now();
		const requestId = context?.awsRequestId ?? input.requestContext.requestId;
		let retries = 0;
		let failure: Failure | undefined;
		try {
			if (caller === "seller") checkSeller(input);
			const request = read(input, runtime);
			const deadline = runtime.deadline(waitSeconds);
			const table = withinDeadline(deadline, runtime.table, (times) => {
				retries += times;
			});
			const { memory, readings, newToken, newName, draw, wait } = runtime;
			const asked = {
				...request,
				now: runtime.now(),
				newToken,
				newName,
				draw,
				wait,
				accept: <Type extends string>(...offers: [Type, ...Type[]]) => acceptedType(input.headers["accept"], offers),
				acceptsGzip: acceptsGzip(input.headers["accept-encoding"]),
				store: { table, memory, readings },
			};
			const found = await before(deadline, runtime.table.timeLimit, respond(asked));
			const headers = { ...found.headers, "cache-control": cacheControlOf(route) };
			return { ...found, headers };
		} catch (error) {
			failure = failureOf(error);
			return problem(failure.refusal, failure.refusal.kind === "internal" ? { requestId } : {});
		} finally {
			const milliseconds = performance.now() - startedMs;
			runtime.observe({
				route: name,
				requestId,
				milliseconds,
				retries,
				refusal: failure?.refusal.kind,
				error: failure?.error,
			});
		}
	};
}

interface Failure {
	readonly refusal: Refusal;
	/** What the log needs to know; a refusal explains itself. */
	readonly error?: unknown;
}

function failureOf(error: unknown): Failure {
	if (error instanceof Refused) return { refusal: error.refusal };
	if (error instanceof TryAgain) {
		const { progress, detail } = error;
		return { refusal: { kind: "try-again", progress, ...(detail !== undefined && { detail }) }, error };
	}
	return { refusal: { kind: "internal" }, error };
}

/** Without an authorizer in front, every caller is unauthorized. */
function checkSeller({ requestContext }: APIGatewayProxyEventV2): void {
	const { authorizer } = requestContext as { authorizer?: { lambda?: { seller?: string } } };
	const seller = authorizer?.lambda?.seller;
	if (seller === "unknown") throw new TryAgain("the seller's key could not be checked");
	if (seller !== "yes") refuse({ kind: "unauthorized" });
}

/** Time after the deadline for stopped work to report its progress. */
const LAST_WORDS_MS = 100;

/** What the work results in, unless the deadline comes first. */
function before<Result>(
	deadline: ReturnType<Runtime["deadline"]>,
	timeLimit: Table["timeLimit"],
	work: Promise<Result>,
): Promise<Result> {
	return new Promise((resolve, reject) => {
		const isLate = () => reject(new TryAgain("the request's time is over"));
		const expire = () => timeLimit(LAST_WORDS_MS).addEventListener("abort", isLate);
		deadline.addEventListener("abort", expire);
		const end = () => {
			deadline.removeEventListener("abort", expire);
			deadline.release?.();
		};
		work.then(resolve, reject).finally(end);
	});
}
