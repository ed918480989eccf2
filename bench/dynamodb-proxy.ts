/**
 * Stands between the service and a DynamoDB Local of its own: counts what passes, for requests are what is paid for,
 * and loses, delays or refuses some of it when told to.
 */
import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, type ServerResponse, request as sendRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { startDynamoDb } from "../local/dynamodb-local.ts";

/** How many of 1,000 requests meet each fault. */
export interface FaultRates {
	readonly requestLost: number;
	/** The connection is cut after DynamoDB has written. */
	readonly responseLost: number;
	readonly throttled: number;
	readonly slow: number;
}

export interface DynamoDbProxy {
	/** For `AWS_ENDPOINT_URL_DYNAMODB`. */
	readonly endpoint: string;
	/** Requests so far, by operation. */
	readonly counts: () => ReadonlyMap<string, number>;
	/** Faults so far, by kind. */
	readonly faults: () => ReadonlyMap<string, number>;
	/** From now on; none unless told. */
	readonly breakWith: (rates: FaultRates | undefined) => void;
	readonly stop: () => Promise<void>;
}

const SLOW_MILLISECONDS = 400;

export async function dynamoDbProxy(): Promise<DynamoDbProxy> {
	const database = await startDynamoDb();
	const { hostname, port } = new URL(database.endpoint);
	const agent = new Agent({ keepAlive: true });
	const counts = new Map<string, number>();
	const faults = new Map<string, number>();
	let rates: FaultRates | undefined;
	const add = (tally: Map<string, number>, name: string) => tally.set(name, (tally.get(name) ?? 0) + 1);

	const forward = (incoming: IncomingMessage, outgoing: ServerResponse, cut: boolean) => {
		const { method, url: path, headers } = incoming;
		const onward = sendRequest({ agent, hostname, port, method, path, headers }, (answer) => {
			if (cut) {
				answer.resume();
				answer.on("end", () => outgoing.destroy());
				return;
			}
			outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(outgoing);
		});
		onward.on("error", () => outgoing.destroy());
		incoming.pipe(onward);
	};

	const server = createServer(async (incoming, outgoing) => {
		add(counts, String(incoming.headers["x-amz-target"]).split(".")[1] ?? "");
		const fault = rates && draw(rates);
		if (fault) add(faults, fault);
		switch (fault) {
			case "requestLost":
				incoming.destroy();
				return;
			case "throttled":
				incoming.resume();
				outgoing.writeHead(400, { "content-type": "application/x-amz-json-1.0" });
				outgoing.end(
					JSON.stringify({ __type: "com.amazonaws.dynamodb.v20120810#ThrottlingException", message: "slow down" }),
				);
				return;
			case "slow":
				await pause(SLOW_MILLISECONDS);
				break;
		}
		forward(incoming, outgoing, fault === "responseLost");
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		counts: () => new Map(counts),
		faults: () => new Map(faults),
		breakWith: (wanted) => {
			rates = wanted;
		},
		stop: async () => {
			server.closeAllConnections();
			server.close();
			agent.destroy();
			await database.stop();
		},
	};
}

function draw(rates: FaultRates): keyof FaultRates | undefined {
	let left = Math.random() * 1_000;
	for (const [fault, rate] of Object.entries(rates) as [keyof FaultRates, number][]) {
		left -= rate;
		if (left < 0) return fault;
	}
	return undefined;
}
