/** The client against the handlers: what it sends, what it repeats, and what its callers get. */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { beforeAll, describe, expect, jest, test } from "@jest/globals";
import {
	newToken,
	type Problem,
	type Schemas,
	type TicketSales,
	ticketSales,
} from "../../clients/typescript/src/client.ts";
import { eventDocument, freshRows, newRow, seat, seatsIn } from "../support/seats.ts";
import { newSale, SELLER_KEY, type TestService } from "../support/service.ts";
import { type Fate, type Link, linkTo } from "./service-as-fetch.ts";

let service: TestService;

beforeAll(async () => {
	service = await newSale(eventDocument({ sections: { orchestra: freshRows(40, [1, 3, 5, 7]) } }));
});

const URL_OF_SERVICE = "https://tickets.example";

function clientWith(...fates: Fate[]): { client: TicketSales; link: Link } {
	const link = linkTo(service, ...fates);
	const options = { url: URL_OF_SERVICE, sellerKey: SELLER_KEY, fetch: link.fetch };
	return { client: ticketSales(options), link };
}

function busy(status: number, headers: Record<string, string> = { "retry-after": "0" }): () => Response {
	const problem = { type: "/problems/try-again", title: "Again", status };
	return () => Response.json(problem, { status, headers: { "content-type": "application/problem+json", ...headers } });
}

const inItsOwnWords = (status: number, text: string) => () =>
	new Response(text, { status, headers: { "content-type": "application/json", "retry-after": "0" } });

const tokensIn = ({ sent }: Link) => new Set(sent.map(({ body }) => JSON.parse(body).token));

describe("the buy flow", () => {
	test("a seat is checked, locked, kept and sold, and every answer has the type that the document gives it", async () => {
		const { client } = clientWith();
		const seats = seatsIn(newRow(), 1, 3);

		const lock = await client.POST("/seat/lock", { body: { seats } });
		if (lock.error) throw new Error(lock.error.title);
		const { token, expires }: Schemas["Lock"] = lock.data;
		const longer = await client.POST("/seat/extend", { body: { seats, token } });
		const sale = await client.POST("/seat/claim", { body: { seats: lock.data.seats, token, order: "order 1" } });

		expect(expires).toBe(service.clock.now + 600);
		expect(longer.data?.message).toContain("2 seats are locked");
		expect(sale.data?.seats).toEqual(seats.map((one) => ({ ...one, status: "sold" })));
	});

	test("a path is filled in with labels, and a query with numbers and truth values", async () => {
		const { client, link } = clientWith();
		const path = { event: "distant-worlds", section: "orchestra", row: newRow(), seat: "1" };

		const check = await client.GET("/events/{event}/seat/check/{section}/{row}/{seat}", { params: { path } });
		await client.GET("/seat/together", { params: { query: { num: 2, accessible: false } } });

		expect(check.data).toMatchObject({ available: true, status: "available" });
		expect(link.sent.map(({ target }) => target)).toEqual([
			`/events/distant-worlds/seat/check/orchestra/${encodeURIComponent(path.row)}/1`,
			"/seat/together?num=2&accessible=false",
		]);
	});

	test("a 304 as a browser gives it out, with an empty body, is passed on", async () => {
		const empty = { value: new Blob([]).stream() };
		const { client } = clientWith(() => Object.defineProperty(new Response(null, { status: 304 }), "body", empty));

		const { response } = await client.GET("/events/{event}", { params: { path: { event: "distant-worlds" } } });

		expect(response.status).toBe(304);
	});

	test("a tag that still holds is answered with 304 and neither data nor a problem", async () => {
		const { client } = clientWith();
		const path = { event: "distant-worlds" };
		const first = await client.GET("/events/{event}", { params: { path } });

		const header = { "If-None-Match": first.response.headers.get("etag") ?? "" };
		const again = await client.GET("/events/{event}", { params: { path, header } });

		expect(again.response.status).toBe(304);
		expect(again.data).toBeUndefined();
	});
});

describe("problems", () => {
	test("a problem is narrowed by its type, to those that the operation can answer with", async () => {
		const { client } = clientWith();
		const seats = seatsIn(newRow(), 1, 3);
		await client.POST("/seat/lock", { body: { seats: seats.slice(0, 1) } });

		const { error } = await client.POST("/seat/lock", { body: { seats } });

		if (error?.type !== "/problems/seats-unavailable") throw new Error(`it is ${error?.type}`);
		const [taken]: Schemas["SeatFacts"][] = error.seats;
		expect(taken).toMatchObject({ ...seats[0], status: "locked", expires: service.clock.now + 600 });
		// @ts-expect-error a lock is never refused for this reason
		expect(error.type === "/problems/seats-removed").toBe(false);
	});

	test("a switch over the types of all problems needs no default", () => {
		const waitOf = (problem: Extract<Problem, { status: 403 | 410 }>): number => {
			switch (problem.type) {
				case "/problems/not-on-sale":
					return problem.opens;
				case "/problems/event-closed":
					return problem.closes;
				case "/problems/changes-expired":
					return problem.head;
			}
		};

		expect(waitOf({ type: "/problems/not-on-sale", title: "Not yet", status: 403, opens: 5 })).toBe(5);
	});

	test("what the gateway says in its own words is a problem, too", async () => {
		const tooMany = inItsOwnWords(429, '{"message":"Too Many Requests"}');
		const client = ticketSales({ url: URL_OF_SERVICE, patienceMs: 0, fetch: async () => tooMany() });

		const { error } = await client.GET("/seats");

		expect(error).toMatchObject({ type: "/problems/try-again", status: 429 });
	});

	test("an answer that no ticket-sales service gives is an error, not a problem", async () => {
		const { client } = clientWith(() => new Response("<h1>Welcome</h1>", { status: 404 }));

		await expect(client.GET("/seats")).rejects.toThrow("not an answer of ticket-sales: 404 <h1>Welcome</h1>");
	});
});

async function lockedSeats(): Promise<number> {
	const { body } = await service.seller("GET", "/events/distant-worlds/taken?status=locked");
	return body.seats.length;
}

describe("repeats", () => {
	test("a lock is asked for until it is answered, always with the same token, which the client made", async () => {
		const seats = seatsIn(newRow(), 1);
		const { client, link } = clientWith("request lost", busy(503), busy(429), "answer lost", inItsOwnWords(503, "{}"));

		const { data } = await client.POST("/seat/lock", { body: { seats } });

		expect(link.sent).toHaveLength(6);
		expect([...tokensIn(link)]).toEqual([data?.token]);
		expect(data?.token).toMatch(/^[A-Za-z0-9_-]{32}$/);
	});

	test("a lock that was won, and whose answer was lost, is found again as it was made", async () => {
		const seats = seatsIn(newRow(), 1, 3);
		const { client } = clientWith("answer lost");
		const made = service.clock.now;

		const { data } = await client.POST("/seat/lock", { body: { seats } });
		const other = await clientWith().client.POST("/seat/lock", { body: { seats } });

		expect(data?.seats).toEqual(seats.map((one) => ({ ...one, status: "locked", expires: made + 600 })));
		expect(other.error?.type).toBe("/problems/seats-unavailable");
	});

	test("a token that is not given is made, also where the field is there without a value", async () => {
		const { client, link } = clientWith("answer lost");

		const { data } = await client.POST("/seat/lock", {
			body: { token: undefined, seats: seatsIn(newRow(), 1) } as never,
		});

		expect(data?.token).toMatch(/^[\w-]{22,}$/);
		expect(tokensIn(link).size).toBe(1);
	});

	test("a lock that is sent by the name of its method gets a token like any other", async () => {
		const { client, link } = clientWith("answer lost");

		const { data } = await client.request("post", "/seat/lock", { body: { seats: seatsIn(newRow(), 1) } });

		expect(data?.token).toMatch(/^[\w-]{22,}$/);
		expect([...tokensIn(link)]).toEqual([data?.token]);
	});

	test("a party whose answer was lost gets the same seats, and locks no others beside them", async () => {
		const before = await lockedSeats();

		const lost = clientWith("answer lost");
		const { data } = await lost.client.POST("/seat/lock_together", { body: { num: 2 } });

		expect(data?.seats).toHaveLength(2);
		expect(await lockedSeats()).toBe(before + 2);
		expect(tokensIn(lost.link).size).toBe(1);
	});

	test("a claim whose answer was lost is the same sale when it is sent again", async () => {
		const seats = seatsIn(newRow(), 1);
		const token = newToken();
		await clientWith().client.POST("/seat/lock", { body: { seats, token } });

		const { data } = await clientWith("answer lost").client.POST("/seat/claim", { body: { seats, token, order: "1" } });

		expect(data?.seats).toEqual(seats.map((one) => ({ ...one, status: "sold" })));
	});

	test("a token of the caller's own is sent as it is, in the path form too", async () => {
		const { client, link } = clientWith();
		const token = newToken();
		const path = seat(newRow(), 1);

		await client.POST("/seat/lock/{section}/{row}/{seat}", { params: { path }, body: { token } });
		await client.POST("/seat/lock/{section}/{row}/{seat}", { params: { path: { ...path, seat: "3" } } });

		expect(tokensIn(link).has(token)).toBe(true);
		expect(tokensIn(link).size).toBe(2);
	});

	test("a refusal is not repeated", async () => {
		const { client, link } = clientWith();

		const { error } = await client.POST("/seat/lock", { body: { seats: [seat("no such row", 1)] } });

		expect(error?.type).toBe("/problems/unknown-seat");
		expect(link.sent).toHaveLength(1);
	});

	test("the pause is what Retry-After says, and a little more, so that callers do not come back together", async () => {
		const waits: number[] = [];
		const link = linkTo(service, ...Array.from({ length: 4 }, () => busy(503, { "retry-after": "0" })));
		const onRetry = ({ waitMs }: { waitMs: number }) => waits.push(waitMs);
		const inTwoSeconds = () => busy(503, { "retry-after": new Date(Date.now() + 2_000).toUTCString() })();
		const onDate = linkTo(service, inTwoSeconds);

		await ticketSales({ url: URL_OF_SERVICE, fetch: link.fetch, onRetry }).GET("/seats");
		await ticketSales({ url: URL_OF_SERVICE, fetch: onDate.fetch, onRetry }).GET("/seats");

		expect(new Set(waits).size).toBe(5);
		for (const [index, waitMs] of waits.slice(0, 4).entries()) expect(waitMs).toBeLessThan(200 * 2 ** index);
		expect(waits[4]).toBeGreaterThan(500);
		expect(waits[4]).toBeLessThan(2_200);
	});

	test.each(["1.5", "1, 5", "soon"])("a Retry-After that is not quite one never means at once: %s", async (header) => {
		const waits: number[] = [];
		const link = linkTo(service, busy(503, { "retry-after": header }));
		const onRetry = ({ waitMs }: { waitMs: number }) => waits.push(waitMs);

		await ticketSales({ url: URL_OF_SERVICE, fetch: link.fetch, onRetry }).GET("/seats");

		expect(waits).toHaveLength(1);
		expect(waits[0]).toBeGreaterThanOrEqual(1_000);
	});

	test("patience ends with the last answer, and without any answer with the error", async () => {
		const { client } = clientWith(busy(503, { "retry-after": "60" }));
		const unreachable = ticketSales({
			url: URL_OF_SERVICE,
			patienceMs: 300,
			fetch: () => Promise.reject(new TypeError("fetch failed")),
		});

		const { error } = await client.GET("/seats");

		expect(error).toMatchObject({ type: "/problems/try-again", status: 503 });
		await expect(unreachable.GET("/seats")).rejects.toThrow("fetch failed");
	});

	test("patience begins again while the service reports progress", async () => {
		const working = (progress: number) => () =>
			Response.json({ type: "/problems/try-again", title: "Again", status: 503, progress }, { status: 503 });
		const link = linkTo(service, working(0.2), working(0.5), working(0.9));
		const client = ticketSales({ url: URL_OF_SERVICE, sellerKey: SELLER_KEY, fetch: link.fetch, patienceMs: 2_500 });

		const { data } = await client.PUT("/events/{event}", {
			params: { path: { event: "large" } },
			body: eventDocument() as Schemas["EventDocument"],
		});

		expect(data?.capacity).toBe(12);
		expect(link.sent).toHaveLength(4);
	});

	test("a caller's signal ends a call at once, also between two attempts", async () => {
		const { client, link } = clientWith(busy(503, { "retry-after": "20" }));
		const started = performance.now();

		const call = client.GET("/seats", { signal: AbortSignal.timeout(100) });

		await expect(call).rejects.toThrow("aborted due to timeout");
		expect(performance.now() - started).toBeLessThan(10_000);
		expect(link.sent).toHaveLength(1);
	});

	/** As Node.js 20 is, where it has forgotten the signal of a request that is on its way. */
	const hangsForEver = () => new Promise<Response>(() => {});

	test("an attempt that takes too long is given up and repeated, even if nothing ends it", async () => {
		const link = linkTo(service);
		let attempts = 0;
		const hangsOnce = (request: Request) => (attempts++ > 0 ? link.fetch(request) : hangsForEver());
		const errors: unknown[] = [];
		const onRetry = ({ error }: { readonly error?: unknown }) => void errors.push(error);
		const client = ticketSales({ url: URL_OF_SERVICE, fetch: hangsOnce, attemptMs: 100, onRetry });

		const { data } = await client.GET("/seat/num_available");

		expect(data?.capacity).toBe(160);
		// On a busy machine the repeat may take too long as well.
		expect(errors[0]).toMatchObject({ name: "TimeoutError" });
	});

	test("an attempt that hangs is repeated, too, where the caller has said nothing of times", async () => {
		const fetch = jest.fn(() => Promise.resolve(Response.json({ num: 1 }))).mockImplementationOnce(hangsForEver);
		const client = ticketSales({ url: URL_OF_SERVICE, fetch });
		jest.useFakeTimers();
		try {
			const call = client.GET("/seat/num_available");
			await jest.advanceTimersByTimeAsync(40_000);

			expect((await call).data?.num).toBe(1);
			expect(fetch).toHaveBeenCalledTimes(2);
		} finally {
			jest.useRealTimers();
		}
	});

	test("a connection without an answer is given up, also after the garbage collector has run", async () => {
		setFlagsFromString("--expose-gc");
		const collect = setInterval(runInNewContext("gc") as () => void, 50);
		const connections: Socket[] = [];
		const silent = createServer((connection) => connections.push(connection)).listen(0, "127.0.0.1");
		await once(silent, "listening");
		const client = ticketSales({
			url: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
			attemptMs: 600,
			patienceMs: 0,
		});
		const ending = new AbortController();
		setTimeout(() => ending.abort(), 300);
		try {
			const [ended, late] = await Promise.allSettled([
				client.GET("/seat/num_available", { signal: ending.signal }),
				client.GET("/seat/num_available"),
			]);

			expect(ended).toMatchObject({ reason: { name: "AbortError" } });
			expect(late).toMatchObject({ reason: { name: "TimeoutError" } });
		} finally {
			clearInterval(collect);
			// The platform may have forgotten these as well.
			for (const connection of connections) connection.destroy();
			silent.close();
		}
	});

	test("a call is ended by its signal, also one that hangs, and one whose signal has ended before", async () => {
		const client = ticketSales({ url: URL_OF_SERVICE, fetch: hangsForEver });
		const ending = new AbortController();
		const call = client.GET("/seat/num_available", { signal: ending.signal });
		setTimeout(() => ending.abort(), 50);

		await expect(call).rejects.toMatchObject({ name: "AbortError" });
		const next = client.GET("/seat/num_available", { signal: ending.signal });
		await expect(next).rejects.toMatchObject({ name: "AbortError" });
	});
});
