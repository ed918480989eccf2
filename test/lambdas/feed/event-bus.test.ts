/** The bus with the real EventBridge client, and a server on this machine that fails as EventBridge may. */
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
/** Which entries of a request are refused, or the HTTP status with which the whole request fails. */
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

test("a change on the bus has its type as `detail-type`, and event, seat, number and time as its detail", async () => {
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

test("changes go to EventBridge ten at a time, its limit", async () => {
	expect(await announce(25)).toEqual({ accepted: 25 });

	expect(requests.map(({ length }) => length).sort()).toEqual([10, 10, 5]);
	expect(numbersSent().sort((one, other) => one - other)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
});

test("no request is sent to EventBridge if there are no changes", async () => {
	expect(await announce(0)).toEqual({ accepted: 0 });

	expect(requests).toEqual([]);
});

test("only the changes that the bus refused are sent again", async () => {
	refuse = (entries, attempt) => entries.map((entry) => attempt === 1 && numberOf(entry) % 2 === 0);

	expect(await announce(5)).toEqual({ accepted: 5 });

	expect(numbersSent()).toEqual([1, 2, 3, 4, 5, 2, 4]);
});

test("a change that the bus always refuses is given up after four attempts, and those before it are accepted", async () => {
	refuse = (entries) => entries.map((entry) => numberOf(entry) === 13);

	const { accepted, error } = await announce(20);

	expect(accepted).toBe(12);
	expect(error).toMatchObject({ message: "the bus refused 1 changes: ThrottlingException" });
	expect(numbersSent().filter((number) => number === 13)).toHaveLength(4);
});

test("of several refused changes the first one counts, whichever fails first", async () => {
	refuse = (entries) => entries.map((entry) => [7, 31, 58].includes(numberOf(entry)));

	expect(await announce(60)).toMatchObject({ accepted: 6 });
});

test("if a request to EventBridge fails, none of its changes counts as accepted", async () => {
	refuse = () => 500;

	expect(await announce(3)).toMatchObject({ accepted: 0, error: { name: "InternalException" } });
});

test("a request to EventBridge that fails once is retried", async () => {
	refuse = (entries, attempt) => (attempt === 1 ? 500 : entries.map(() => false));

	expect(await announce(3)).toEqual({ accepted: 3 });
});

test("after the deadline nothing more is sent to EventBridge", async () => {
	refuse = (entries) => entries.map(() => true);

	const { accepted, error } = await announce(3, AbortSignal.timeout(30));

	expect(accepted).toBe(0);
	expect(error).toBeDefined();
	expect(requests.length).toBeLessThan(4);
});

test("if EventBridge cannot be reached, the failure is reported, not thrown", async () => {
	server.closeAllConnections();
	server.close();

	expect(await announce(1)).toMatchObject({ accepted: 0, error: expect.anything() });
	server.listen(0);
});
