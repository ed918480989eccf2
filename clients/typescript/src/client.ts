/**
 * The ticket-sales API with its types. It repeats what may be repeated, with the same token, so that an answer that was
 * lost on its way is found again; and it answers with data or with a problem, never with anything else.
 */
import createFetch, { type Client } from "openapi-fetch";
import { asPromised } from "./problem.ts";
import type { components, paths } from "./schema.ts";
import { type Patience, send } from "./send.ts";
import { newToken } from "./token.ts";

export type { Client } from "openapi-fetch";
export type { Problem, ProblemOf } from "./problem.ts";
export type { paths } from "./schema.ts";
export { type Patience, type Retry, send } from "./send.ts";
export { newToken } from "./token.ts";

/** The schemas of requests and answers by name: `Schemas["Lock"]`, `Schemas["SeatMap"]`. */
export type Schemas = components["schemas"];

export type TicketSales = Client<paths>;

export interface Options extends Patience {
	/** Where the service is, without a slash at the end. */
	readonly url: string;
	/** Only on a server: it opens every sale, and every release. */
	readonly sellerKey?: string | undefined;
}

/** The paths that make locks; a lock without a token of the caller's own could not be asked for again. */
const LOCKS = /\/seat\/lock/;

/**
 * A client of one service. Its methods take a path of the API and what the path needs; they answer `{ data, response }`
 * or `{ error, response }`, where `error` is one of the problems that the operation can answer with.
 */
export function ticketSales({ url, sellerKey, ...patience }: Options): TicketSales {
	const client = createFetch<paths>({
		baseUrl: url,
		// A key goes to the address that was given, and to no other.
		...(sellerKey !== undefined && { headers: { authorization: `Bearer ${sellerKey}` }, redirect: "manual" }),
		fetch: async (request) => asPromised(await send(request, patience)),
	});
	const ask = client.request as (method: string, path: string, init?: object) => Promise<unknown>;
	// A path that locks takes no other method.
	const request = (method: string, path: string, init?: object) => ask(method, path, withToken(path, init));
	return {
		...client,
		request: request as typeof client.request,
		POST: ((path: string, init?: object) => request("post", path, init)) as typeof client.POST,
	};
}

function withToken(path: string, init: { readonly body?: object } = {}): object {
	const { token = newToken() } = (init.body ?? {}) as { readonly token?: string };
	return LOCKS.test(path) ? { ...init, body: { ...init.body, token } } : init;
}
