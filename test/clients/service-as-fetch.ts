/** The test service as what a client sends its requests with: the handlers behind `fetch`, without a connection between. */
import type { TestService } from "../support/service.ts";

/** What happens to a request on its way, in turn; after the last one, nothing does. */
export type Fate =
	/** It never arrives. */
	| "request lost"
	/** The service does what it says, and the answer is lost. */
	| "answer lost"
	/** Somebody answers in the service's place. */
	| (() => Response);

export interface Link {
	readonly fetch: (request: Request) => Promise<Response>;
	/** Every request that was sent, with its body. */
	readonly sent: { readonly target: string; readonly body: string; readonly headers: Headers }[];
}

export function linkTo(service: TestService, ...fates: Fate[]): Link {
	const sent: Link["sent"] = [];
	return {
		sent,
		fetch: async (request) => {
			const { pathname, search } = new URL(request.url);
			const target = `${pathname}${search}`;
			const body = await request.text();
			sent.push({ target, body, headers: request.headers });
			request.signal.throwIfAborted();
			const fate = fates.shift();
			if (fate === "request lost") throw new TypeError("fetch failed");
			if (typeof fate === "function") return fate();
			const reply = await service.request(request.method, target, {
				body: body === "" ? undefined : body,
				headers: Object.fromEntries(request.headers),
			});
			if (fate === "answer lost") throw new TypeError("fetch failed");
			const text = typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body);
			return new Response(reply.status === 304 ? null : text, { status: reply.status, headers: reply.headers });
		},
	};
}
