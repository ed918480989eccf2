/** A proxy between an HTTP client and its server that loses, delays, cuts off or answers requests on demand. */
import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, type ServerResponse, request as sendRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** The faults that can meet any request. */
export type Break =
	| "requestLost"
	/** The connection is cut after the server has served the request. */
	| "responseLost"
	| "slow";

/** How many of 1,000 requests meet each fault. */
export type Rates<Fault extends string> = Readonly<Partial<Record<Fault, number>>>;

/** What a fault answers instead of the server; `undefined` if it does not apply to this request. */
export type Answer = (
	request: IncomingMessage,
	body: Buffer,
) => { readonly status: number; readonly type: string; readonly body: string } | undefined;

export interface BreakingProxy<Fault extends string> {
	readonly address: string;
	/** Faults so far, by kind. */
	readonly faults: () => ReadonlyMap<string, number>;
	/** Sets the rates from now on; `undefined` stops all faults. There are none at first. */
	readonly breakWith: (rates: Rates<Fault> | undefined) => void;
	readonly stop: () => void;
}

interface Options<Own extends string> {
	/** Called with each request before anything happens to it. */
	readonly onRequest?: (request: IncomingMessage) => void;
	/** More faults, each with its answer. */
	readonly answers: Readonly<Record<Own, Answer>>;
}

const SLOW_MS = 400;

export async function breakingProxy<Own extends string = never>(
	target: string,
	{ onRequest = () => {}, answers }: Options<Own>,
): Promise<BreakingProxy<Own | Break>> {
	const { hostname, port } = new URL(target);
	const agent = new Agent({ keepAlive: true });
	const faults = new Map<string, number>();
	let rates: Rates<Own | Break> | undefined;

	const forward = (incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse, cut: boolean) => {
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
		onward.end(body);
	};

	const handle = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
		onRequest(incoming);
		const body = await bodyOf(incoming);
		const fault = rates && draw(rates);
		const answer = fault !== undefined && fault in answers ? answers[fault as Own](incoming, body) : undefined;
		if (fault !== undefined && (answer !== undefined || !(fault in answers))) {
			faults.set(fault, (faults.get(fault) ?? 0) + 1);
		}
		if (answer) {
			outgoing.writeHead(answer.status, { "content-type": answer.type });
			outgoing.end(answer.body);
			return;
		}
		if (fault === "requestLost") {
			outgoing.destroy();
			return;
		}
		if (fault === "slow") await pause(SLOW_MS);
		forward(incoming, body, outgoing, fault === "responseLost");
	};

	const server = createServer((incoming, outgoing) => {
		// The client may disconnect before it is answered.
		handle(incoming, outgoing).catch(() => outgoing.destroy());
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		faults: () => new Map(faults),
		breakWith: (wanted) => {
			rates = wanted;
		},
		stop: () => {
			server.closeAllConnections();
			server.close();
			agent.destroy();
		},
	};
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk);
	return Buffer.concat(chunks);
}

function draw<Fault extends string>(rates: Rates<Fault>): Fault | undefined {
	let left = Math.random() * 1_000;
	for (const [fault, rate] of Object.entries(rates) as [Fault, number][]) {
		left -= rate;
		if (left < 0) return fault;
	}
	return undefined;
}
