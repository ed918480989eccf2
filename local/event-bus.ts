/**
 * The bus of seat changes on this machine: takes what functions put on it, as EventBridge does, and shows the last of
 * it as EventBridge would hand it to a rule. It has no rules itself.
 */

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { json, text } from "node:stream/consumers";
import { accountId } from "./template.ts";

export interface LocalBus {
	/** As `AWS_ENDPOINT_URL_EVENTBRIDGE` wants it; a GET there shows the last events, the newest at the end. */
	readonly endpoint: string;
	/** Takes nothing more, and resolves when it is gone. */
	readonly close: () => Promise<void>;
}

/** Events that can still be seen. */
const remembered = 1_000;

/** What EventBridge takes in one request. */
const entriesAtOnce = 10;
const bytesAtOnce = 256 * 1_024;

/** Starts a bus on a free port of this machine alone: what is on it names the seller's orders. */
export const startBus = async (): Promise<LocalBus> => {
	const events: object[] = [];
	const server = createServer(async (request, response) => {
		const answer = (status: number, body: object) =>
			response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
		try {
			if (request.method === "GET") return answer(200, { events });
			const entries = await entriesOf(request);
			if (entries === undefined) return answer(400, { __type: "ValidationException", message: "no PutEvents of ours" });
			const taken = entries.map(eventOf);
			events.push(...taken);
			events.splice(0, events.length - remembered);
			return answer(200, { FailedEntryCount: 0, Entries: taken.map(({ id }) => ({ EventId: id })) });
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
};

interface Entry {
	readonly Source: string;
	readonly DetailType: string;
	readonly Detail: string;
	readonly Time?: number;
}

/** The entries of a PutEvents; undefined for what the service would not take. */
const entriesOf = async (request: IncomingMessage): Promise<Entry[] | undefined> => {
	if (request.headers["x-amz-target"] !== "AWSEvents.PutEvents") {
		await text(request);
		return undefined;
	}
	const { Entries } = (await json(request)) as { Entries?: Entry[] };
	const isTaken =
		Entries !== undefined &&
		Entries.length > 0 &&
		Entries.length <= entriesAtOnce &&
		JSON.stringify(Entries).length <= bytesAtOnce;
	return isTaken ? Entries : undefined;
};

/** The event as a rule's target is given it. */
const eventOf = ({ Source, DetailType, Detail, Time = Date.now() / 1_000 }: Entry) => ({
	version: "0",
	id: randomUUID(),
	"detail-type": DetailType,
	source: Source,
	account: accountId,
	time: new Date(Time * 1_000).toISOString().replace(".000Z", "Z"),
	region: "local",
	resources: [],
	detail: JSON.parse(Detail) as unknown,
});
