/**
 * The bus of seat changes on this machine: accepts events as EventBridge does, and shows the latest in the form in
 * which EventBridge would hand them to a rule's target. It has no rules itself.
 */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { json, text } from "node:stream/consumers";
import { ACCOUNT_ID } from "./template.ts";

export interface LocalBus {
	/** The value for `AWS_ENDPOINT_URL_EVENTBRIDGE`. A GET there shows the latest events, the newest at the end. */
	readonly endpoint: string;
	/** Stops accepting events, and resolves when the bus is gone. */
	readonly close: () => Promise<void>;
}

/** How many events can be seen. */
const REMEMBERED_EVENTS = 1_000;

/** The limits of EventBridge for one request. */
const MOST_ENTRIES = 10;
const MOST_BYTES = 256 * 1_024;

/** Starts a bus on a free port of this machine only: its events contain the seller's orders. */
export async function startBus(): Promise<LocalBus> {
	const events: object[] = [];
	const server = createServer(async (request, response) => {
		const answer = (status: number, body: object) =>
			response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
		try {
			if (request.method === "GET") return answer(200, { events });
			const entries = await entriesOf(request);
			if (entries === undefined) {
				return answer(400, { __type: "ValidationException", message: "not a valid PutEvents request" });
			}
			const accepted = entries.map(eventOf);
			events.push(...accepted);
			events.splice(0, events.length - REMEMBERED_EVENTS);
			return answer(200, { FailedEntryCount: 0, Entries: accepted.map(({ id }) => ({ EventId: id })) });
		} catch (error) {
			return answer(400, { __type: "ValidationException", message: (error as Error).message });
		}
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: async () => {
			const closed = once(server, "close");
			server.close();
			server.closeAllConnections();
			await closed;
		},
	};
}

interface Entry {
	readonly Source: string;
	readonly DetailType: string;
	readonly Detail: string;
	readonly Time?: number;
}

/** The entries of a PutEvents request; undefined for a request that EventBridge would refuse. */
async function entriesOf(request: IncomingMessage): Promise<Entry[] | undefined> {
	if (request.headers["x-amz-target"] !== "AWSEvents.PutEvents") {
		await text(request);
		return undefined;
	}
	const { Entries } = (await json(request)) as { Entries?: Entry[] };
	const isAccepted =
		Entries !== undefined &&
		Entries.length > 0 &&
		Entries.length <= MOST_ENTRIES &&
		JSON.stringify(Entries).length <= MOST_BYTES;
	return isAccepted ? Entries : undefined;
}

/** The event in the form that a rule's target receives. */
function eventOf({ Source, DetailType, Detail, Time = Date.now() / 1_000 }: Entry) {
	return {
		version: "0",
		id: randomUUID(),
		"detail-type": DetailType,
		source: Source,
		account: ACCOUNT_ID,
		time: new Date(Time * 1_000).toISOString().replace(".000Z", "Z"),
		region: "local",
		resources: [],
		detail: JSON.parse(Detail) as unknown,
	};
}
