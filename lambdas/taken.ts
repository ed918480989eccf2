import { PAGE_LIMIT } from "../api/fields.ts";
import { readOrderPage } from "../store/orders.ts";
import { readTakenPage } from "../store/taken.ts";
import { type Answer, answer } from "./http/answer.ts";
import { csv } from "./http/csv.ts";
import { endpoint } from "./http/endpoint.ts";
import { lambdaRuntime } from "./http/runtime.ts";

const COLUMNS = [
	"section",
	"row",
	"seat",
	"status",
	"order",
	"reason",
	"soldAt",
	"lockedAt",
	"expires",
	"category",
] as const;

/** GET /events/{event}/taken: every taken seat with all that a seller may know of it, in pages, as JSON or CSV. */
export const taken = endpoint("taken", async ({ event, query, accept, now }) => {
	const type = accept("application/json", "text/csv");
	const { order, limit, ...filter } = query;
	const wanted = { ...filter, limit: Number(limit ?? PAGE_LIMIT) };
	const page = order === undefined ? readTakenPage(event, wanted, now) : readOrderPage(event, order, wanted, now);
	const { seats, next } = await page;
	const whole =
		type === "text/csv" ? csv(COLUMNS, seats) : answer({ event: event.id, seats, ...(next !== undefined && { next }) });
	return next === undefined ? whole : withNext(whole, `/events/${event.id}/taken`, { ...query, after: next });
});

/** The same answer with a link to the next page (RFC 8288). */
function withNext(whole: Answer, path: string, query: Readonly<Record<string, string | undefined>>): Answer {
	const given = Object.entries(query).flatMap(([name, value]): [string, string][] => (value ? [[name, value]] : []));
	const link = `<${path}?${new URLSearchParams(given)}>; rel="next"`;
	return { ...whole, headers: { ...whole.headers, link } };
}

export const handler = taken(lambdaRuntime());
