/** The way to EventBridge: the SDK's own client, and an EventBridge that fails as the real one may. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type Announcement, openBus } from "../../../lambdas/feed/event-bus.ts";
import { seat } from "../../support/seats.ts";
import { FAR } from "../../support/service.ts";

interface Entry {
	readonly Detail: string;
}

let server: Server;
let requests: Entry[][];
let client: EventBridgeClient;
/** Which entries of a request the bus does not take; or how it fails as a whole. */
let refuse: (entries: readonly Entry[], attempt: number) => readonly boolean[] | number;

beforeEach(async () => {
	requests = [];
	refuse = (entries) => entries.map(() => false);
	server = createServer(async (request, response) => {
		const { Entries } = (await json(request)) as { Entries: Entry[] };
		requests.push(Entries);
		const refused = refuse(Entries, requests.length);
		const isWhole = typeof refused === "number";
		const body = isWhole
			? { __type: "InternalException", message: "no" }
			: {
					FailedEntryCount: refused.filter(Boolean).length,
					Entries: refused.map((failed) => (failed ? { ErrorCode: "ThrottlingException" } : { EventId: "1" })),
				};
		response.writeHead(isWhole ? refused : 200, { "content-type": "application/x-amz-json-1.1" });
		response.end(JSON.stringify(body));
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	client = new EventBridgeClient({ endpoint, maxAttempts: 2 });
});

afterEach(async () => {
	client.destroy();
	server.closeAllConnections();
	server.close();
	await once(server, "close");
});

const announcements = (count: number): Announcement[] =>
	Array.from({ length: count }, (_, index) => ({
		event: "distant-worlds",
		change: { number: index + 1, type: "seat.locked", expires: FAR + 600, ...seat("a", index), at: FAR },
	}));

const announce = (count: number, signal = new AbortController().signal) =>
	openBus("changes", client).announce(announcements(count), signal);

const numberOf = ({ Detail }: Entry): number => JSON.parse(Detail).number;
const numbersSent = () => requests.flat().map(numberOf);

test("a change is an event of its name, with its event, seat, number and instant, and nothing else", async () => {
	await announce(1);

	expect(requests).toEqual([
		[
			{
				EventBusName: "changes",
				Source: "ticket-sales",
				DetailType: "seat.locked",
				Detail: JSON.stringify({
					event: "distant-worlds",
					number: 1,
					expires: FAR + 600,
					...seat("a", 0),
					at: FAR,
				}),
				Time: FAR,
			},
		],
	]);
});

test("ten go in one request, as many as EventBridge takes", async () => {
	expect(await announce(25)).toEqual({ taken: 25 });

	expect(requests.map(({ length }) => length).sort()).toEqual([10, 10, 5]);
	expect(numbersSent().sort((one, other) => one - other)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
});

test("nothing to tell is not sent", async () => {
	expect(await announce(0)).toEqual({ taken: 0 });

	expect(requests).toEqual([]);
});

test("those that the bus did not take are sent again, and they alone", async () => {
	refuse = (entries, attempt) => entries.map((entry) => attempt === 1 && numberOf(entry) % 2 === 0);

	expect(await announce(5)).toEqual({ taken: 5 });

	expect(numbersSent()).toEqual([1, 2, 3, 4, 5, 2, 4]);
});

test("one that the bus never takes is given up after a few tries: all before it are taken", async () => {
	refuse = (entries) => entries.map((entry) => numberOf(entry) === 13);

	const { taken, failure } = await announce(20);

	expect(taken).toBe(12);
	expect(failure).toMatchObject({ message: "the bus did not take 1 changes: ThrottlingException" });
	expect(numbersSent().filter((number) => number === 13)).toHaveLength(4);
});

test("the first of several that it does not take counts, whichever is known first", async () => {
	refuse = (entries) => entries.map((entry) => [7, 31, 58].includes(numberOf(entry)));

	expect(await announce(60)).toMatchObject({ taken: 6 });
});

test("a bus that answers with an error has taken nothing of that request", async () => {
	refuse = () => 500;

	expect(await announce(3)).toMatchObject({ taken: 0, failure: { name: "InternalException" } });
});

test("a bus that answers with an error once is asked again", async () => {
	refuse = (entries, attempt) => (attempt === 1 ? 500 : entries.map(() => false));

	expect(await announce(3)).toEqual({ taken: 3 });
});

test("when the time is over nothing more is tried", async () => {
	refuse = (entries) => entries.map(() => true);

	const { taken, failure } = await announce(3, AbortSignal.timeout(30));

	expect(taken).toBe(0);
	expect(failure).toBeDefined();
	expect(requests.length).toBeLessThan(4);
});

test("a client that is dead takes nothing, and nothing is thrown", async () => {
	server.closeAllConnections();
	server.close();

	expect(await announce(1)).toMatchObject({ taken: 0, failure: expect.anything() });
	server.listen(0);
});
